import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react'

/** `keys` are as `KeyboardEvent.key` names them, a sequence with a space between: `g i`, `/`, `?`, `mod+k`, `shift+F12`. */
export interface Shortcut {
  keys: string
  label: string
  /** The heading it stands under in the map that `?` shows. */
  group: string
  run(event: KeyboardEvent): void
  /** Also while typing in a field. */
  whileTyping?: boolean
  /** Also while a dialog is open: others would act on a page that lies beneath it. */
  overDialogs?: boolean
}

type Add = (shortcuts: Shortcut[]) => () => void

/** Apart from the list, so that whoever adds to it is not drawn again whenever it changes, and adds again, and so on. */
const AddContext = createContext<Add | null>(null)
const AllContext = createContext<readonly Shortcut[]>([])
const sequenceMs = 1500

/** Listens for keys once for the whole page. A later registration wins over an earlier one with the same keys. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [all, setAll] = useState<Shortcut[]>([])
  const current = useRef(all)
  current.current = all
  useEffect(() => listen(() => current.current), [])
  const add = useCallback<Add>((shortcuts) => {
    setAll((known) => [...known, ...shortcuts])
    return () => setAll((known) => known.filter((shortcut) => !shortcuts.includes(shortcut)))
  }, [])
  return (
    <AddContext value={add}>
      <AllContext value={all}>{children}</AllContext>
    </AddContext>
  )
}

function listen(shortcuts: () => Shortcut[]): () => void {
  let before = { key: '', at: 0 }
  const onKey = (event: KeyboardEvent) => {
    const typing = isTyping(event.target)
    const single = nameOf(event)
    const sequence = Date.now() - before.at < sequenceMs ? `${before.key} ${single}` : ''
    const covered = document.querySelector('[role="dialog"][aria-modal="true"]') !== null
    const usable = shortcuts().filter(({ whileTyping, overDialogs }) => (!typing || whileTyping) && (!covered || whileTyping || overDialogs))
    const hit = usable.findLast(({ keys }) => keys === sequence) ?? usable.findLast(({ keys }) => keys === single)
    before = { key: typing ? '' : single, at: Date.now() }
    if (!hit) return
    event.preventDefault()
    before = { key: '', at: 0 }
    hit.run(event)
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}

function nameOf(event: KeyboardEvent): string {
  if (isSign(event)) return event.key
  const mod = event.metaKey || event.ctrlKey ? 'mod+' : ''
  const alt = event.altKey ? 'alt+' : ''
  const shift = event.shiftKey && /^F\d/.test(event.key) ? 'shift+' : '' // letters and signs have it in their name
  return `${mod}${alt}${shift}${event.key}`
}

/** A sign such as `@`, which many keyboards have only together with AltGr or Option. */
function isSign(event: KeyboardEvent): boolean {
  return /^[^\p{L}\p{N}\s]$/u.test(event.key) && (event.getModifierState('AltGraph') || (event.altKey && !event.ctrlKey && !event.metaKey))
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/**
 * Registers shortcuts while the calling component is shown. `deps` are what their `run` functions close over, as for an effect;
 * the hook's own effect cannot list them, so the linter is told.
 */
export function useShortcuts(shortcuts: Shortcut[], deps: unknown[]): void {
  const add = useContext(AddContext)
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- given by the caller, who knows what `run` closes over
  useEffect(() => add?.(shortcuts), deps)
}

export function useAllShortcuts(): readonly Shortcut[] {
  return useContext(AllContext)
}
