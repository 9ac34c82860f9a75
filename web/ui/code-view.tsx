import { openSearchPanel } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useRef, type RefObject } from 'react'
import { blameGutter, type BlameLines } from './code-blame.ts'
import { baseExtensions, languageExtension } from './code-editor.ts'
import { watchLine } from './code-line.ts'
import { openCard } from './code-card.ts'
import { nameAtCursor, names, type NameHandlers } from './code-names.ts'
import { keepInSight, lineSelection, placeCursor, selectedLines, showLines, type Lines } from './code-selection.ts'
import type { CodeToken } from './code-token.ts'
import classes from './code-view.module.css'
import { useShortcuts } from './shortcuts.tsx'

export interface CodeViewProps {
  text: string
  /** Chooses the colours. */
  path: string
  /** The selected lines; a change from outside scrolls them to the middle. */
  lines?: Lines | null
  onSelect?: (lines: Lines | null) => void
  /** What the reader has selected within the text, as they select it; empty when nothing is. */
  onText?: (text: string) => void
  /** The line that the reader is at, as they scroll: the selected one while it is in sight, else the one below the upper edge. */
  onLine?: (line: number) => void
  /** What can be done with names; they are plain text without it. Must be there from the beginning. */
  names?: NameHandlers
  /** Who brought which lines, beside the line numbers. */
  blame?: BlameLines | null
  /** True: as high as its container, with its own scroll. False: as high as its text. */
  fill?: boolean
  label?: string
}

/** A whole file to read: only what is in sight is drawn, so its length does not matter. */
export function CodeView({ text, path, lines = null, blame = null, fill = false, label, ...on }: CodeViewProps) {
  const box = useRef<HTMLDivElement>(null)
  const handlers = useRef(on)
  handlers.current = on
  const view = useEditor(box, { text, path, label: label ?? path, handlers })
  useShown(view, { text, path, lines })
  useEffect(() => {
    view.current?.dispatch({ effects: blamePart.reconfigure(blame ? blameGutter(blame) : []) })
  }, [view, blame, text, path])
  useShortcuts([{ keys: 'mod+f', label: 'Find in this file', group: 'File', whileTyping: true, run: () => view.current && openSearchPanel(view.current) }], [view])
  useNameKeys(view, on.names ? handlers : null)
  return <div ref={box} className={classes.view} data-fill={fill || undefined} />
}

const languagePart = new Compartment()
const blamePart = new Compartment()

type Handlers = RefObject<Pick<CodeViewProps, 'onSelect' | 'onText' | 'onLine' | 'names'>>
type Editor = RefObject<EditorView | null>

/** One editor for each text; React never draws within it. */
function useEditor(box: RefObject<HTMLDivElement | null>, { text, path, label, handlers }: { text: string; path: string; label: string; handlers: Handlers }): Editor {
  const view = useRef<EditorView>(null)
  useEffect(() => {
    if (!box.current) return
    const selection = lineSelection((lines) => handlers.current.onSelect?.(lines))
    const watch = EditorView.updateListener.of(({ selectionSet, state }) => selectionSet && handlers.current.onText?.(chosenText(state)))
    const language = languageExtension(path, text)
    const extensions = [baseExtensions(label), blamePart.of([]), selection, languagePart.of(language.now), watch, watchLine((line) => handlers.current.onLine?.(line)), handlers.current.names ? names(latest(handlers)) : []]
    view.current = new EditorView({ parent: box.current, state: EditorState.create({ doc: text, extensions }) })
    const release = keepInSight(view.current)
    let current = true
    void language.later?.then((extension) => current && view.current?.dispatch({ effects: languagePart.reconfigure(extension) }), () => undefined)
    return () => {
      current = false
      release()
      view.current?.destroy()
      view.current = null
    }
  }, [box, text, path, label, handlers])
  return view
}

/** The handlers of the moment: the page is drawn anew more often than the editor. */
const latest = (handlers: Handlers): NameHandlers => ({
  hasCard: async (token, signal) => (await handlers.current.names?.hasCard(token, signal)) ?? false,
  fillCard: (token, box, how) => handlers.current.names?.fillCard(token, box, how) ?? (() => undefined),
  onName: (token) => handlers.current.names?.onName(token),
  onTouch: (token) => handlers.current.names?.onTouch(token),
  goToDefinition: (token) => handlers.current.names?.goToDefinition(token),
  findReferences: (token) => handlers.current.names?.findReferences(token),
})

/** The keys of the page, so that they stand in its map and work wherever the focus is. */
function useNameKeys(view: Editor, handlers: Handlers | null): void {
  const atCursor = (act: (token: CodeToken, view: EditorView) => void) => () => {
    const token = view.current && nameAtCursor(view.current)
    if (view.current && token) act(token, view.current)
  }
  const keys = handlers && [
    { keys: 'F12', label: 'Go to the definition of the name at the cursor', group: 'Code', run: atCursor((token) => handlers.current.names?.goToDefinition(token)) },
    { keys: 'shift+F12', label: 'Find its references', group: 'Code', run: atCursor((token) => handlers.current.names?.findReferences(token)) },
    { keys: 'i', label: 'What it is', group: 'Code', run: atCursor((token, view) => openCard(view, token)) },
  ]
  useShortcuts(keys ?? [], [view, handlers])
}

/** Follows the lines that the page says are selected; those selected here are in sight already. */
function useShown(view: Editor, { text, path, lines }: { text: string; path: string; lines: Lines | null }): void {
  const { start = 0, end = 0, startColumn = 1 } = lines ?? {}
  useEffect(() => {
    if (!view.current) return
    const shown = selectedLines(view.current.state)
    if ((shown?.start ?? 0) !== start || (shown?.end ?? 0) !== end) showLines(view.current, start > 0 ? { start, end, startColumn } : null)
    else if (startColumn > 1) placeCursor(view.current, { start, end, startColumn })
  }, [view, text, path, start, end, startColumn])
}

/** Longer selections are not search terms. */
const maxChosen = 1000

function chosenText(state: EditorState): string {
  const { from, to } = state.selection.main
  return to - from > maxChosen ? '' : state.sliceDoc(from, to)
}
