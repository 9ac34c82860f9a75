import { createSpotlight, Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { listIncidents } from '../../src/incidents/contract.ts'
import { listNotebooks } from '../../src/notebooks/contract.ts'
import { listRepositories } from '../../src/repos/contract.ts'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { reading } from './api.ts'
import { isNamed, namedFirst, readQuery, signs, type PaletteQuery } from './palette-query.ts'
import { useShownFile, useSymbolGroups } from './palette-symbols.tsx'

interface Place {
  to: string
  label: string
}

const [store, spotlight] = createSpotlight()

/** ⌘K: every page, every command, and repositories, incidents, notebooks and symbols by name; behind `#` and `@` symbols alone. */
export function Palette({ places }: { places: Place[] }) {
  const [typed, setTyped] = useState('')
  const [settled] = useDebouncedValue(typed, 120)
  const query = useMemo(() => readQuery(settled), [settled])
  const file = useShownFile()
  const commands = useCommands(places)
  const found = useFound(query.of === 'everything' ? query.text : '')
  const symbols = useSymbolGroups(query, file)
  const groups = query.of === 'everything' ? [{ group: 'Commands', actions: commands }, ...namedFirst([...found, ...symbols], query.text)] : symbols
  usePaletteKeys(setTyped, file !== null)
  useFirstSelected(typed, groups)
  return (
    <Spotlight
      store={store}
      query={typed}
      onQueryChange={setTyped}
      actions={groups}
      filter={(_, actions) => keepMatching(actions, query.text)}
      shortcut={null}
      nothingFound={nothing(query, file !== null)}
      searchProps={{ placeholder: `Go to anything by name; ${signs.symbols} for symbols, ${signs.file} for those of this file` }}
      limit={60}
      scrollable
    />
  )
}

/** `Enter` takes the first of what was found, also when it came after the last letter was typed, unless another was chosen. */
function useFirstSelected(typed: string, groups: { actions: SpotlightActionData[] }[]): void {
  const shown = groups.flatMap(({ actions }) => actions.map(({ id }) => id)).join('\n')
  useEffect(() => {
    const list = document.getElementById(store.getState().listId)
    const selected = list?.querySelector('[data-selected]')
    if (typed.trim() === '' || !list || (selected && store.getState().selected > 0)) return
    selected?.removeAttribute('data-selected')
    list.querySelector('[data-action]')?.setAttribute('data-selected', 'true')
    store.updateState((state) => ({ ...state, selected: 0 }))
  }, [typed, shown])
}

function usePaletteKeys(type: (text: string) => void, hasFile: boolean): void {
  const open = (sign: string) => () => {
    type(sign)
    spotlight.open()
  }
  const everywhere = 'Everywhere'
  useShortcuts(
    [
      { keys: 'mod+k', label: 'Commands, repositories, incidents, symbols', group: everywhere, whileTyping: true, run: () => spotlight.open() },
      { keys: signs.symbols, label: 'Go to a symbol', group: everywhere, run: open(signs.symbols) },
      ...(hasFile ? [{ keys: signs.file, label: 'Go to a symbol of this file', group: 'File', run: open(signs.file) }] : []),
    ],
    [hasFile],
  )
}

function nothing({ of, text }: PaletteQuery, hasFile: boolean): string {
  if (of === 'file' && !hasFile) return 'No file is open'
  if (of === 'symbols' && text === '') return 'Type letters of the name of a function, a class, a method, …'
  return of === 'everything' ? 'Nothing is called that' : 'No symbol is called that'
}

type Groups = Parameters<NonNullable<React.ComponentProps<typeof Spotlight>['filter']>>[1]

/** What the server found stays as it came; commands are narrowed here. */
function keepMatching(actions: Groups, query: string): Groups {
  return actions.flatMap((item) => {
    if (!('actions' in item) || item.group !== 'Commands') return [item]
    const kept = item.actions.filter(({ label = '' }) => isNamed(label, query))
    return kept.length > 0 ? [{ ...item, actions: kept }] : []
  })
}

function useCommands(places: Place[]): SpotlightActionData[] {
  const navigate = useNavigate()
  const { toggleColorScheme } = useMantineColorScheme()
  const go = (to: string) => () => void navigate({ to })
  return [
    ...places.map(({ to, label }) => ({ id: to, label: `Go to ${label.toLowerCase()}`, onClick: go(to) })),
    { id: 'declare', label: 'Declare an incident', onClick: () => void navigate({ to: '/incidents', search: { declare: '1' } as never }) },
    { id: 'add-repo', label: 'Add a repository', onClick: () => void navigate({ to: '/repos', search: { add: '1' } as never }) },
    { id: 'settings', label: 'Settings, tokens and people', onClick: go('/settings') },
    { id: 'scheme', label: 'Switch between light and dark', onClick: toggleColorScheme },
  ]
}

function useFound(query: string) {
  const navigate = useNavigate()
  const enabled = query !== ''
  const repos = useQuery({ ...reading(listRepositories, { query: { query, limit: 8 } }), enabled }).data?.repos ?? []
  const incidents = useQuery({ ...reading(listIncidents, { query: { query, limit: 6 } }), enabled }).data?.incidents ?? []
  const notebooks = useQuery({ ...reading(listNotebooks, { query: { query, limit: 6 } }), enabled }).data?.notebooks ?? []
  const groups = [
    { group: 'Repositories', actions: repos.map((repo) => ({ id: repo.id, label: repo.name, description: repo.description, onClick: () => void navigate({ to: `/${repo.name}` }) })) },
    { group: 'Incidents', actions: incidents.map((incident) => ({ id: incident.id, label: `INC-${incident.number} ${incident.title}`, description: incident.status, onClick: () => void navigate({ to: `/incidents/${incident.number}` }) })) },
    { group: 'Notebooks', actions: notebooks.map((notebook) => ({ id: notebook.id, label: notebook.title, description: isNamed(notebook.title, query) ? undefined : `holds “${query}”`, onClick: () => void navigate({ to: `/notebooks/${notebook.id}` }) })) },
  ]
  return groups.filter((group) => group.actions.length > 0)
}
