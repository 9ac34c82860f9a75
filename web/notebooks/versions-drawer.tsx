import { Button, Drawer, Group, Stack, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getNotebook, listVersions, restoreNotebook } from '../../src/notebooks/contract.ts'
import { reading, useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { Failure, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { NotebookView } from './notebook-editor.tsx'
import type { Session } from './session.ts'
import classes from './versions-drawer.module.css'

/** The history of a notebook: any version can be looked at, and made the newest one. None is ever lost by that. */
export function VersionsDrawer({ id, opened, onClose, session }: { id: string; opened: boolean; onClose: () => void; session: Session }) {
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="xl" title="Versions">
      {opened && <Versions id={id} session={session} onClose={onClose} />}
    </Drawer>
  )
}

function Versions({ id, session, onClose }: { id: string; session: Session; onClose: () => void }) {
  const versions = useQuery({ ...reading(listVersions, { params: { id } }), staleTime: 0 })
  const [chosen, choose] = useState<number | null>(null)
  return (
    <Read query={versions}>
      {({ versions: all }) => (
        <div className={classes.both}>
          <ol className={classes.list}>
            {all.map(({ version, savedBy, savedAt, blockCount, title }, at) => (
              <li key={version}>
                <UnstyledButton className={classes.version} aria-pressed={chosen === version} onClick={() => choose(version)}>
                  <span className={classes.by}>
                    <b>{savedBy}</b> <Ago time={savedAt} />
                  </span>
                  <span className={classes.what} title={title}>
                    {at === 0 ? 'newest' : `version ${version}`} · {blockCount} {blockCount === 1 ? 'block' : 'blocks'} · {title}
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </ol>
          {chosen !== null && <Version key={chosen} id={id} version={chosen} isNewest={all[0]?.version === chosen} session={session} onClose={onClose} />}
        </div>
      )}
    </Read>
  )
}

function Version({ id, version, isNewest, session, onClose }: { id: string; version: number; isNewest: boolean; session: Session; onClose: () => void }) {
  const notebook = useQuery(reading(getNotebook, { params: { id }, query: { version } }))
  const mayWrite = useMay('notebooks.write')
  const restore = useChange(restoreNotebook, {
    stale: [listVersions],
    onDone(restored) {
      session.news(restored)
      onClose()
    },
  })
  const press = async () => {
    await session.flush()
    restore.mutate({ params: { id }, body: { version } })
  }
  return (
    <Stack gap="sm" className={classes.shown}>
      <Group justify="space-between">
        <Text c="dimmed">Version {version}</Text>
        {mayWrite && !isNewest && (
          <Button size="xs" variant="default" loading={restore.isPending} onClick={() => void press()}>
            Make this the newest
          </Button>
        )}
      </Group>
      {restore.error && <Failure error={restore.error} />}
      <Read query={notebook}>{({ blocks }) => <NotebookView notebookId={id} blocks={blocks} />}</Read>
    </Stack>
  )
}
