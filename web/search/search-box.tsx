import { ActionIcon } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useId, useRef, type ClipboardEvent, type ComponentProps, type KeyboardEvent } from 'react'
import { loadLanguages } from '../../engine/lang.ts'
import { useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { handOver } from './hand-over.ts'
import { QueryInput } from './query-input.tsx'
import { QuerySwitches } from './query-switches.tsx'
import classes from './search-box.module.css'
import { SuggestionList } from './suggestion-list.tsx'
import type { Suggestion } from './suggestions.ts'
import { useSearchBox } from './use-search-box.ts'

/** The one search box, in the header of every page. */
export function SearchBox() {
  const { state, set, read, suggestions, run, type, choose, change } = useSearchBox()
  const { question, open, chosen } = state
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const paste = usePastedTrace()
  useShortcuts([{ keys: '/', label: 'Search', group: 'Everywhere', run: () => input.current?.select() }], [])

  const submit = () => {
    if (question.query.trim() !== '') input.current?.blur()
    run(question)
  }
  const close = () => (open ? set({ open: false, chosen: -1 }) : input.current?.blur())
  const press = (event: KeyboardEvent) => {
    const act = keyOf(event, { suggestions, chosen, setChosen: (at) => set({ chosen: at }), choose, submit, close })
    if (!act) return
    event.preventDefault()
    act()
  }
  const unfold = () => {
    set({ open: true })
    void loadLanguages()
  }
  const about = describe({ listId, suggestions, chosen, hasError: read.issues.some(({ severity }) => severity === 'error') })
  return (
    <div className={classes.box} role="search" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || set({ open: false, chosen: -1 })}>
      <IconSearch size={16} stroke={1.8} aria-hidden className={classes.icon} />
      <QueryInput
        ref={input}
        value={question.query}
        segments={read.segments}
        cursor={state.placed}
        {...about}
        onChange={(event) => type(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
        onSelect={(event) => set({ cursor: event.currentTarget.selectionStart ?? 0 })}
        onFocus={unfold}
        onKeyDown={press}
        onPaste={paste}
      />
      {question.query === '' ? <kbd className={classes.hint}>/</kbd> : <Clear clear={() => (type('', 0), input.current?.focus())} />}
      <QuerySwitches question={question} change={change} />
      <SuggestionList id={listId} suggestions={suggestions} chosen={chosen} choose={choose} issues={open ? read.issues : []} typed={question.query} />
    </div>
  )
}

function Clear({ clear }: { clear: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Empty the search box" onClick={clear}>
      <IconX size={14} />
    </ActionIcon>
  )
}

interface Described {
  listId: string
  suggestions: readonly Suggestion[]
  chosen: number
  hasError: boolean
}

/** What a screen reader is told of the field. */
function describe({ listId, suggestions, chosen, hasError }: Described): Omit<ComponentProps<'input'>, 'ref' | 'value'> {
  return {
    placeholder: 'Search all code',
    role: 'combobox',
    'aria-label': 'Search all code',
    'aria-expanded': suggestions.length > 0,
    'aria-controls': listId,
    'aria-autocomplete': 'list',
    'aria-activedescendant': chosen >= 0 ? `${listId}-${chosen}` : undefined,
    'aria-invalid': hasError || undefined,
  }
}

/** Text of several lines is no query but a trace or a log, so it is located instead. */
function usePastedTrace() {
  const go = useGo()
  return (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text')
    if (text.trim().split('\n').length < 3) return
    event.preventDefault()
    handOver(text)
    go('/locate')
  }
}

interface Keys {
  suggestions: readonly Suggestion[]
  chosen: number
  setChosen: (at: number) => void
  choose: (suggestion: Suggestion) => void
  submit: () => void
  close: () => void
}

/** What a key does in the box; undefined where the browser's own meaning stands. */
function keyOf(event: KeyboardEvent, { suggestions, chosen, setChosen, choose, submit, close }: Keys): (() => void) | undefined {
  if (event.nativeEvent.isComposing || event.shiftKey || event.metaKey || event.ctrlKey || event.altKey) return undefined
  const current = suggestions[chosen]
  const last = suggestions.length - 1
  switch (event.key) {
    case 'Enter': return current ? () => choose(current) : submit
    case 'Escape': return close
    case 'ArrowDown': return last >= 0 ? () => setChosen(chosen === last ? -1 : chosen + 1) : undefined
    case 'ArrowUp': return last >= 0 ? () => setChosen(chosen < 0 ? last : chosen - 1) : undefined
    case 'Tab': {
      const taken = current ?? suggestions[0]
      return taken && taken.kind !== 'recent' ? () => choose(taken) : undefined
    }
    default: return undefined
  }
}
