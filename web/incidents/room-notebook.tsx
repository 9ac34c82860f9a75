import { Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Notebook } from '../../src/notebooks/contract.ts'
import { NotebookEditor } from '../notebooks/notebook-editor.tsx'
import { NotebookMenu } from '../notebooks/notebook-page.tsx'
import { SavedState } from '../notebooks/saved-state.tsx'
import { useNotebook, useSession } from '../notebooks/use-notebook.ts'
import { VersionsDrawer } from '../notebooks/versions-drawer.tsx'
import { Read } from '../ui/states.tsx'
import { RoomSection } from './room-section.tsx'

/** The record of the incident: the same notebook as on its own page. */
export function RoomNotebook({ id }: { id: string }) {
  return <Read query={useNotebook(id)}>{(notebook) => <Opened notebook={notebook} />}</Read>
}

function Opened({ notebook }: { notebook: Notebook }) {
  const { session, state } = useSession(notebook)
  const [versions, { open, close }] = useDisclosure(false)
  const actions = (
    <Group gap="xs" wrap="nowrap">
      <SavedState session={session} state={state} />
      <NotebookMenu notebook={notebook} openVersions={open} />
    </Group>
  )
  return (
    <RoomSection title="Notebook" actions={actions}>
      <NotebookEditor notebook={notebook} session={session} state={state} />
      <VersionsDrawer id={notebook.id} opened={versions} onClose={close} session={session} />
    </RoomSection>
  )
}
