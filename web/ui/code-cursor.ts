import { EditorSelection, Prec, type Extension, type SelectionRange } from '@codemirror/state'
import { keymap, type EditorView, type KeyBinding } from '@codemirror/view'

/** Where a key leads the cursor. */
type Motion = (view: EditorView, from: SelectionRange) => SelectionRange

const page = (view: EditorView, forward: boolean): Motion => (_, from) => view.moveVertically(from, forward, Math.max(40, view.scrollDOM.clientHeight - 40))
const at = (position: number): SelectionRange => EditorSelection.cursor(position)

/** By key, with the one that takes its place on a Mac. */
const motions: { key: string; mac?: string; motion: Motion }[] = [
  { key: 'ArrowLeft', motion: (view, from) => view.moveByChar(from, false) },
  { key: 'ArrowRight', motion: (view, from) => view.moveByChar(from, true) },
  { key: 'Ctrl-ArrowLeft', mac: 'Alt-ArrowLeft', motion: (view, from) => view.moveByGroup(from, false) },
  { key: 'Ctrl-ArrowRight', mac: 'Alt-ArrowRight', motion: (view, from) => view.moveByGroup(from, true) },
  { key: 'ArrowUp', motion: (view, from) => view.moveVertically(from, false) },
  { key: 'ArrowDown', motion: (view, from) => view.moveVertically(from, true) },
  { key: 'PageUp', motion: (view, from) => page(view, false)(view, from) },
  { key: 'PageDown', motion: (view, from) => page(view, true)(view, from) },
  { key: 'Home', mac: 'Cmd-ArrowLeft', motion: (view, from) => view.moveToLineBoundary(from, false) },
  { key: 'End', mac: 'Cmd-ArrowRight', motion: (view, from) => view.moveToLineBoundary(from, true) },
  { key: 'Mod-Home', mac: 'Cmd-ArrowUp', motion: () => at(0) },
  { key: 'Mod-End', mac: 'Cmd-ArrowDown', motion: (view) => at(view.state.doc.length) },
]

const bindingOf = ({ key, mac, motion }: (typeof motions)[number]): KeyBinding => ({
  key,
  ...(mac ? { mac } : {}),
  run: (view) => select(view, motion(view, view.state.selection.main)),
  shift: (view) => {
    const { anchor, goalColumn } = view.state.selection.main
    const to = motion(view, view.state.selection.main)
    return select(view, EditorSelection.range(anchor, to.head, to.goalColumn ?? goalColumn))
  },
})

function select(view: EditorView, range: SelectionRange): boolean {
  view.dispatch({ selection: EditorSelection.create([range]), scrollIntoView: true, userEvent: 'select' })
  return true
}

/** The keys by which a reader moves the cursor, as in any editor: a browser has none in a text that cannot be written to. */
export const cursorKeys: Extension = Prec.low(keymap.of(motions.map(bindingOf)))
