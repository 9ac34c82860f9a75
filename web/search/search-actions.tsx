import { Button, Group, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBook2, IconDots, IconLink, IconTableExport } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getIncident } from '../../src/incidents/contract.ts'
import { createNotebook, getNotebook, listNotebooks, saveNotebook } from '../../src/notebooks/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { forget } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { PinButton, usePin } from '../incidents/pin.tsx'
import { useCurrentIncident, type Current } from '../incidents/use-current.ts'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { randomId } from '../ui/random-id.ts'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { csvOf, download } from './csv.ts'
import { pinFocused } from './result-head.tsx'
import { searchHref } from './query-edit.ts'
import type { StreamState } from './stream-state.ts'
import { displayLimit, type Question } from './use-search.ts'

/** What can be done with an answer: keep it as evidence, share it, write it into a notebook, take it along as a table. */
export function SearchActions({ question, answer }: { question: Question; answer: StreamState }) {
  const pin = usePin()
  const mayPin = useMay('incidents.write')
  const what = { kind: 'search' as const, ...question }
  const copy = () => void copyText(`${window.location.origin}${searchHref(question)}`, 'Link')
  const group = 'Search'
  useShortcuts(
    [
      { keys: 'c', label: 'Copy the link to the search', group, run: copy },
      ...(mayPin ? [{ keys: 'p', label: 'Pin the chosen result, or else the search', group, run: () => pinFocused() || pin(what) }] : []),
    ],
    [question.query, question.patternType, mayPin, pin],
  )
  return (
    <Group gap={6} wrap="nowrap">
      <PinButton what={what} />
      <Button variant="default" size="compact-sm" leftSection={<IconLink size={14} />} onClick={copy} title="Copy the link (c)">
        Copy link
      </Button>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" size="compact-sm" px={6} aria-label="More actions">
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ToNotebook question={question} />
          <Export answer={answer} />
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

/** Only a whole answer leaves as a table: nobody who opens it later sees what was left out. */
function Export({ answer: { status, progress, rows } }: { answer: StreamState }) {
  const isWhole = status === 'done' && progress?.coverage.complete === true && rows.length < displayLimit && rows.length > 0
  return (
    <Menu.Item leftSection={<IconTableExport size={16} />} disabled={!isWhole} onClick={() => download(csvOf(rows), 'search.csv')} title={isWhole ? undefined : 'Only a complete answer can be exported; its ledger line says what is missing'}>
      Export as CSV
    </Menu.Item>
  )
}

function ToNotebook({ question }: { question: Question }) {
  const { current } = useCurrentIncident()
  const client = useQueryClient()
  const may = useMay('notebooks.write')
  const add = useMutation({
    mutationFn: () => addToNotebook(question, current),
    onSuccess: async ({ id, title }) => {
      notifications.show({ message: <>Added to <PlaceLink href={`/notebooks/${id}`}>{title}</PlaceLink></>, autoClose: 8000 })
      await forget(client, getNotebook, listNotebooks)
    },
    onError: (error) => sayFailed(error, 'Not added to the notebook'),
  })
  if (!may) return null
  return (
    <Menu.Item leftSection={<IconBook2 size={16} />} onClick={() => add.mutate()}>
      {current ? `Add to the notebook of INC-${current.number}` : 'Begin a notebook with it'}
    </Menu.Item>
  )
}

/** At the end of the notebook of the incident one works on, or as a new notebook. */
async function addToNotebook({ query, patternType }: Question, incident: Current | null): Promise<{ id: string; title: string }> {
  const block = { id: randomId(), type: 'query' as const, query, patternType, frozen: null }
  if (!incident) return call(createNotebook, { body: { title: `Search: ${query}`.slice(0, 300), blocks: [block] } })
  const { notebookId: id } = await call(getIncident, { params: { id: incident.id } })
  const { version, title, blocks } = await call(getNotebook, { params: { id }, query: {} })
  return call(saveNotebook, { params: { id }, body: { baseVersion: version, title, blocks: [...blocks, block] } })
}
