import { fileHref, parsePlace, type LineRange } from '../repos/links.ts'

/** A place in a file that is asked about; 1-based, columns in characters. */
export interface Subject {
  repo: string
  /** As in an address; empty for the default branch. */
  rev: string
  path: string
  line: number
  column: number
  /** The last of several lines that are selected. */
  endLine?: number
}

export type Tab = 'references' | 'definitions' | 'implementations' | 'type' | 'callers' | 'callees' | 'guards' | 'entries' | 'copies'

/** In the order in which they stand. */
export const tabs: readonly Tab[] = ['references', 'definitions', 'implementations', 'type', 'callers', 'callees', 'guards', 'entries', 'copies']

/** What the panel below a file shows. */
export interface Panel {
  tab: Tab
  /** What it is about, where that is another place than the one that the address names: it stays when a result is opened. */
  of: Subject | null
}

/** Reads `tab=references` or `tab=references&of=…`, the part of an address behind `#`, where the place is written as an address of its own. */
export function parsePanel(hash: string): Panel | null {
  const values = new URLSearchParams(hash.replace(/^#/, ''))
  const tab = tabs.find((known) => known === values.get('tab'))
  return tab ? { tab, of: subjectOfHref(values.get('of')) } : null
}

function subjectOfHref(href: string | null): Subject | null {
  if (href === null) return null
  const [pathname = '', search = ''] = href.split('?')
  const place = parsePlace(pathname, Object.fromEntries(new URLSearchParams(search)))
  return place?.view === 'blob' ? subjectAt(place, place.lines) : null
}

/** The place that lines of an address name. */
export function subjectAt({ repo, rev, path }: { repo: string; rev: string; path: string }, lines: LineRange | null): Subject | null {
  return lines && { repo, rev, path, line: lines.start, column: lines.startColumn ?? 1, ...(lines.end > lines.start ? { endLine: lines.end } : {}) }
}

export const linesOfSubject = ({ line, column, endLine }: Subject): LineRange => (endLine === undefined ? { start: line, end: line, startColumn: column } : { start: line, end: endLine })

/** Where a subject stands, as an address without a panel. */
export const subjectHref = (subject: Subject): string => fileHref({ ...subject, lines: linesOfSubject(subject) })

/** Prints what `parsePanel` reads; empty for no panel. */
export function panelHash(panel: Panel | null): string {
  if (!panel) return ''
  return `#tab=${panel.tab}${panel.of ? `&of=${encodeURIComponent(subjectHref(panel.of))}` : ''}`
}

export const sameSubject = (a: Subject, b: Subject): boolean => a.repo === b.repo && a.rev === b.rev && a.path === b.path && a.line === b.line && a.column === b.column && a.endLine === b.endLine

/** Tabs about a line rather than a name go along with the line that is selected. */
export const followsLine = (tab: Tab): boolean => tab === 'guards' || tab === 'entries' || tab === 'copies'
