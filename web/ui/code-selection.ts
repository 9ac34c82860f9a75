import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, gutterLineClass, lineNumbers, type DecorationSet } from '@codemirror/view'
import { unitsBefore } from './code-token.ts'

/** 1-based, both ends included. Columns count characters from 1; the end column is the one after the last character. */
export interface Lines {
  start: number
  end: number
  startColumn?: number
  endColumn?: number
}

const setLines = StateEffect.define<Lines | null>()

const linesField = StateField.define<Lines | null>({
  create: () => null,
  update: (lines, { effects }) => effects.reduce((before, effect) => (effect.is(setLines) ? effect.value : before), lines),
  provide: (field) => [EditorView.decorations.from(field, (lines) => (view) => decorate(view, lines)), gutterLineClass.compute([field], (state) => markGutter(state, state.field(field)))],
})

export const selectedLines = (state: EditorState): Lines | null => state.field(linesField, false) ?? null

/** Selects lines from outside, puts the cursor there, and brings them to the middle. */
export function showLines(view: EditorView, lines: Lines | null): void {
  const kept = lines && within(view.state, lines)
  if (!kept) return view.dispatch({ effects: setLines.of(null) })
  const scroll = EditorView.scrollIntoView(view.state.doc.line(kept.start).from, { y: 'center', x: 'nearest' })
  view.dispatch({ selection: { anchor: offsetOf(view.state, kept) }, effects: [setLines.of({ start: kept.start, end: kept.end }), scroll] })
}

/** For lines that are selected and in sight already. */
export function placeCursor(view: EditorView, lines: Lines): void {
  const anchor = offsetOf(view.state, within(view.state, lines))
  if (view.state.selection.main.head !== anchor) view.dispatch({ selection: { anchor }, scrollIntoView: true })
}

/** Where the first of the lines begins, or the column in it. */
function offsetOf({ doc }: EditorState, { start, startColumn = 1 }: Lines): number {
  const line = doc.line(start)
  return line.from + unitsBefore(line.text, startColumn - 1)
}

/** Keeps the selected line in sight when the view becomes lower, as by something that opens above it. Returns how to stop. */
export function keepInSight(view: EditorView): () => void {
  const { scrollDOM } = view
  let height = scrollDOM.clientHeight
  const observer = new ResizeObserver(() => {
    const before = height
    height = scrollDOM.clientHeight
    const lines = selectedLines(view.state)
    if (!lines || height >= before) return
    const { from, top, bottom } = view.lineBlockAt(view.state.doc.line(lines.start).from)
    const wasInSight = top >= scrollDOM.scrollTop && bottom <= scrollDOM.scrollTop + before
    if (wasInSight) view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'nearest', yMargin: 40 }) })
  })
  observer.observe(scrollDOM)
  return () => observer.disconnect()
}

/** Line numbers that select: a click one line, with shift or a drag all between. A click on the only selected line lets go of it. */
export function lineSelection(report: (lines: Lines | null) => void): Extension {
  const select = (view: EditorView, lines: Lines | null) => {
    view.dispatch({ ...(lines ? { selection: { anchor: offsetOf(view.state, lines) } } : {}), effects: setLines.of(lines) })
    report(lines)
  }
  const press = (view: EditorView, { from }: { from: number }, event: Event): boolean => {
    if (!(event instanceof MouseEvent) || event.button !== 0) return false
    event.preventDefault()
    const line = view.state.doc.lineAt(from).number
    const before = selectedLines(view.state)
    if (!event.shiftKey && before?.start === line && before.end === line) select(view, null)
    else drag(view, event.shiftKey && before ? before.start : line, line, select)
    return true
  }
  return [linesField, lineNumbers({ domEventHandlers: { mousedown: press } })]
}

/** Follows the pointer until it is let go; the page hears of the lines at the end only. */
function drag(view: EditorView, anchor: number, first: number, select: (view: EditorView, lines: Lines | null) => void): void {
  let lines = between(anchor, first)
  view.dispatch({ effects: setLines.of(lines) })
  const move = (event: MouseEvent) => {
    const block = view.lineBlockAtHeight(event.clientY - view.documentTop)
    const next = between(anchor, view.state.doc.lineAt(block.from).number)
    if (next.start === lines.start && next.end === lines.end) return
    lines = next
    view.dispatch({ effects: setLines.of(lines) })
  }
  const done = () => {
    window.removeEventListener('mousemove', move)
    select(view, lines)
  }
  window.addEventListener('mousemove', move)
  window.addEventListener('mouseup', done, { once: true })
}

const between = (a: number, b: number): Lines => ({ start: Math.min(a, b), end: Math.max(a, b) })

/** A link may be older than the file: what is beyond its end is the last line. */
function within({ doc }: EditorState, lines: Lines): Lines {
  return { ...lines, start: Math.min(lines.start, doc.lines), end: Math.min(lines.end, doc.lines) }
}

const lineDecoration = Decoration.line({ class: 'fb-selected-line' })

/** Only of what is drawn: a selection may be a million lines long. */
function decorate(view: EditorView, lines: Lines | null): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  if (!lines) return builder.finish()
  const { doc } = view.state
  const first = Math.max(lines.start, doc.lineAt(view.viewport.from).number)
  const last = Math.min(lines.end, doc.lineAt(view.viewport.to).number)
  for (let line = first; line <= last; line++) builder.add(doc.line(line).from, doc.line(line).from, lineDecoration)
  return builder.finish()
}

class SelectedGutter extends GutterMarker {
  override elementClass = 'fb-selected-line'
}
const selectedGutter = new SelectedGutter()

/** More marks than a screen can show are not worth their time. */
const maxMarks = 10_000

function markGutter({ doc }: EditorState, lines: Lines | null) {
  const builder = new RangeSetBuilder<GutterMarker>()
  const last = lines ? Math.min(lines.end, lines.start + maxMarks) : 0
  for (let line = lines?.start ?? 1; line <= last; line++) builder.add(doc.line(line).from, doc.line(line).from, selectedGutter)
  return builder.finish()
}
