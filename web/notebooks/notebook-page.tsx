import { ActionIcon, Group, Menu, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconDownload, IconHistory, IconLink, IconTrash } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { exportNotebook, getNotebook, listNotebooks, removeNotebook, restoreNotebook, type Notebook } from '../../src/notebooks/contract.ts'
import { call, hrefOf } from '../../src/platform/endpoint.ts'
import { queryClient, forget, useLive } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Read } from '../ui/states.tsx'
import { TitleField } from '../ui/title-field.tsx'
import { offerUndo, sayFailed } from '../ui/undo.tsx'
import { NotebookEditor } from './notebook-editor.tsx'
import classes from './notebook-page.module.css'
import { Outline } from './outline.tsx'
import { SavedState } from './saved-state.tsx'
import { useNotebook, useSession } from './use-notebook.ts'
import { VersionsDrawer } from './versions-drawer.tsx'

export function NotebookPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const notebook = useNotebook(id)
  useLive([`notebook/${id}`], getNotebook)
  return (
    <div className={classes.page}>
      <Read query={notebook}>{(read) => <Opened key={id} notebook={read} />}</Read>
    </div>
  )
}

function Opened({ notebook }: { notebook: Notebook }) {
  const { session, state } = useSession(notebook)
  const [versions, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('notebooks.write')
  return (
    <div className={classes.columns}>
      <title>{`${state.draft.title} · Firebreak`}</title>
      <article className={classes.main}>
        <header className={classes.header}>
          <TitleField label="Title of the notebook" value={state.draft.title} readOnly={!mayWrite} onChange={(title) => session.edit((draft) => ({ ...draft, title }))} />
          <Group gap="xs" wrap="nowrap" className="fb-no-print">
            <SavedState session={session} state={state} />
            <NotebookMenu notebook={notebook} openVersions={open} />
          </Group>
        </header>
        {notebook.incidentId !== null && (
          <p className={classes.of}>
            The record of <PlaceLink href={`/incidents/${notebook.incidentId}`}>its incident</PlaceLink>
          </p>
        )}
        <NotebookEditor notebook={notebook} session={session} state={state} />
      </article>
      <Outline blocks={state.draft.blocks} />
      <VersionsDrawer id={notebook.id} opened={versions} onClose={close} session={session} />
    </div>
  )
}

/** What can be done with a notebook as a whole; the room of an incident shows it too. */
export function NotebookMenu({ notebook: { id, title, incidentId }, openVersions }: { notebook: Pick<Notebook, 'id' | 'title' | 'incidentId'>; openVersions: () => void }) {
  const remove = useRemove()
  const mayWrite = useMay('notebooks.write')
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <Tooltip label="Versions, export, link">
          <ActionIcon variant="subtle" color="gray" aria-label="More for this notebook">
            <IconDots size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconHistory size={16} />} onClick={openVersions}>
          Versions
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} />} component="a" href={hrefOf(exportNotebook, { params: { id } })} download>
          Export as .snb.md
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copyText(`${window.location.origin}/notebooks/${id}`, 'Link')}>
          Copy the link
        </Menu.Item>
        {mayWrite && incidentId === null && (
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => void remove({ id, title })}>
            Put away
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function useRemove() {
  const go = useGo()
  return async ({ id, title }: Pick<Notebook, 'id' | 'title'>) => {
    try {
      await call(removeNotebook, { params: { id } })
    } catch (error) {
      return sayFailed(error, 'Not put away')
    }
    go('/notebooks')
    await forget(queryClient, listNotebooks)
    const undo = async () => {
      await call(restoreNotebook, { params: { id }, body: {} }).catch(sayFailed)
      await forget(queryClient, listNotebooks, getNotebook)
    }
    offerUndo({ message: `“${title}” was put away`, undo })
  }
}
