import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { selectedLines } from './code-selection.ts'

/** Tells the line that the reader is at whenever it changes: the selected one while it is in sight, else the one below the upper edge. */
export function watchLine(report: (line: number) => void): Extension {
  let told = 0
  const tell = (view: EditorView) => view.requestMeasure({
    key: watchLine,
    read: lineInSight,
    write: (line) => {
      if (line === told) return
      told = line
      report(line)
    },
  })
  const scrolling = EditorView.domEventObservers({ scroll: (_, view) => tell(view) })
  return [scrolling, EditorView.updateListener.of(({ view, transactions, geometryChanged }) => (transactions.length > 0 || geometryChanged) && tell(view))]
}

/** Names of what one reads stand some lines below the edge. */
const edge = 48

function lineInSight(view: EditorView): number {
  const { scrollTop, clientHeight } = view.scrollDOM
  const selected = selectedLines(view.state)
  if (selected) {
    const { top, bottom } = view.lineBlockAt(view.state.doc.line(selected.start).from)
    if (bottom > scrollTop && top < scrollTop + clientHeight) return selected.start
  }
  return view.state.doc.lineAt(view.lineBlockAtHeight(scrollTop + Math.min(edge, clientHeight / 2)).from).number
}
