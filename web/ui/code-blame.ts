import { gutter, GutterMarker, type EditorView } from '@codemirror/view'
import type { Extension } from '@codemirror/state'

/** Lines that came together, by one change. 1-based, both ends included. */
export interface BlameRun {
  start: number
  end: number
  /** A few letters and a time: what stands beside the first line. */
  label: string
  /** The whole story, on hover. */
  title: string
  href: string
}

export interface BlameLines {
  /** In the order of lines, without overlaps. */
  runs: readonly BlameRun[]
  open(href: string): void
}

/** A column beside the line numbers: who brought these lines and when. A click opens the change. */
export function blameGutter({ runs, open }: BlameLines): Extension {
  return gutter({
    class: 'fb-blame',
    lineMarker: (view, { from }) => markerAt(view, from, runs),
    initialSpacer: () => new RunMarker({ start: 0, end: 0, label: 'WW · 11 months ago', title: '', href: '' }, true),
    domEventHandlers: {
      click: (view, { from }, event) => {
        const run = runAt(runs, view.state.doc.lineAt(from).number)
        if (!run || !(event instanceof MouseEvent) || event.metaKey || event.ctrlKey) return false
        event.preventDefault()
        open(run.href)
        return true
      },
    },
  })
}

/** The run that holds a line, by halving. */
export function runAt(runs: readonly BlameRun[], line: number): BlameRun | null {
  let [low, high] = [0, runs.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const run = runs[middle]
    if (!run || run.start > line) high = middle - 1
    else if (run.end < line) low = middle + 1
    else return run
  }
  return null
}

function markerAt(view: EditorView, from: number, runs: readonly BlameRun[]): GutterMarker | null {
  const line = view.state.doc.lineAt(from).number
  const run = runAt(runs, line)
  return run && new RunMarker(run, run.start === line)
}

class RunMarker extends GutterMarker {
  readonly run: BlameRun
  readonly first: boolean

  constructor(run: BlameRun, first: boolean) {
    super()
    this.run = run
    this.first = first
    this.elementClass = first ? 'fb-blame-first' : 'fb-blame-rest'
  }

  override eq(other: RunMarker): boolean {
    return other.run === this.run && other.first === this.first
  }

  /** The column is a help for the pointer; by keyboard the change of the selected line is reached from the toolbar. */
  override toDOM(): Node {
    const link = document.createElement('a')
    link.textContent = this.first ? this.run.label : '\u00a0'
    link.href = this.run.href
    link.title = this.run.title
    link.tabIndex = -1
    return link
  }
}
