import { Button, FileButton, Group, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef, useState, type DragEvent } from 'react'
import { createNotebook, importNotebook, listNotebooks, type Notebook, type NotebookHead } from '../../src/notebooks/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { useChange, useLive } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import classes from './notebooks-page.module.css'

/** Every notebook, those of incidents too; a `.snb.md` file dropped anywhere on it is imported. */
export function NotebooksPage() {
  const [text, setText] = useState('')
  const [query] = useDebouncedValue(text.trim(), 200)
  const [dropping, setDropping] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const may = useMay('notebooks.write')
  const { create, take, busy } = useBegin()
  useLive(['notebooks'], listNotebooks)
  useListKeys(list, 'Notebooks')
  useShortcuts(may ? [{ keys: 'n', label: 'Begin a notebook', group: 'Notebooks', run: create }] : [], [may])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    void take([...event.dataTransfer.files])
  }
  const buttons = may && (
    <Group gap="xs">
      <FileButton multiple accept=".md,.snb.md,text/markdown" onChange={(files) => void take(files)}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconFileImport size={16} />} title="A .snb.md file; it can also be dropped on this page">
            Import
          </Button>
        )}
      </FileButton>
      <Button leftSection={<IconPlus size={16} />} onClick={create} loading={busy} title="Begin a notebook (n)">
        New
      </Button>
    </Group>
  )
  return (
    <div className={classes.page} data-dropping={dropping || undefined} onDragOver={(event) => (event.preventDefault(), setDropping(may))} onDragLeave={() => setDropping(false)} onDrop={may ? drop : undefined}>
      <title>Notebooks · Firebreak</title>
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          Notebooks
        </Title>
        {buttons}
      </Group>
      <TextInput size="xs" mb="sm" className={classes.filter} leftSection={<IconSearch size={14} />} placeholder="Find by title" aria-label="Find notebooks" value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <div ref={list}>
        <List query={query} buttons={buttons} />
      </div>
      {dropping && <div className={classes.drop}>Drop .snb.md files to import them</div>}
    </div>
  )
}

function useBegin() {
  const go = useGo()
  const open = ({ id }: Notebook) => go(`/notebooks/${id}`)
  const create = useChange(createNotebook, { stale: [listNotebooks], onDone: open })
  const read = useChange(importNotebook, { stale: [listNotebooks] })
  const take = async (files: File[]) => {
    const made: Notebook[] = []
    for (const file of files) {
      try {
        made.push(await read.mutateAsync({ body: { fileName: file.name, text: await file.text() } }))
      } catch (error) {
        sayFailed(error, `${file.name} was not imported`)
      }
    }
    const [only] = made
    if (only && made.length === 1) open(only)
  }
  const begin = () => create.mutate({ body: { title: 'Untitled notebook' } }, { onError: (error) => sayFailed(error) })
  return { create: begin, take, busy: create.isPending }
}

function List({ query, buttons }: { query: string; buttons: React.ReactNode }) {
  const notebooks = useInfiniteQuery({
    queryKey: [listNotebooks.id, 'pages', query],
    queryFn: ({ pageParam, signal }) => call(listNotebooks, { query: { query: query || undefined, after: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  })
  return (
    <Read query={notebooks}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.notebooks)
        if (rows.length === 0 && query !== '') return <Empty title={`No notebook is called “${query}”`}>Only titles are looked through.</Empty>
        if (rows.length === 0)
          return (
            <Empty title="No notebook so far" action={buttons}>
              A notebook holds text beside searches, lines of code and commits, live or frozen as they were when you saw them. Each incident begins one by itself.
            </Empty>
          )
        return (
          <>
            <Rows notebooks={rows} />
            {notebooks.hasNextPage && (
              <Button variant="default" mt="sm" loading={notebooks.isFetchingNextPage} onClick={() => void notebooks.fetchNextPage()}>
                Show more of {pages[0]?.total}
              </Button>
            )}
          </>
        )
      }}
    </Read>
  )
}

function Rows({ notebooks }: { notebooks: NotebookHead[] }) {
  return (
    <ul className={classes.rows}>
      {notebooks.map(({ id, title, incidentId, blockCount, updatedBy, updatedAt }) => (
        <li key={id}>
          <PlaceLink href={`/notebooks/${id}`} className={classes.row} data-row>
            <span className={classes.title} title={title}>
              {title}
            </span>
            <span className={classes.kind}>{incidentId ? 'of an incident' : ''}</span>
            <span className={classes.count}>
              {blockCount} {blockCount === 1 ? 'block' : 'blocks'}
            </span>
            <span className={classes.by}>
              {updatedBy} · <Ago time={updatedAt} />
            </span>
          </PlaceLink>
        </li>
      ))}
    </ul>
  )
}
