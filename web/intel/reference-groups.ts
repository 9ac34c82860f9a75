import type { NamedPlace, Reference } from '../../src/intel/contract.ts'
import { fileHref } from '../repos/links.ts'
import type { Mark } from '../ui/code-pieces.ts'

/** A definition is a reference without a role. */
export type Place = NamedPlace & Partial<Pick<Reference, 'role'>>

export interface FileGroup {
  key: string
  path: string
  places: Place[]
}

export interface RepositoryGroup {
  key: string
  repo: string
  rev: string
  files: FileGroup[]
  count: number
}

/** Places by repository and file, each where its first place came: what comes later is added below. */
export function groupPlaces(places: readonly Place[]): RepositoryGroup[] {
  const repositories = Map.groupBy(places, ({ repo, rev }) => `${repo}\0${rev}`)
  return [...repositories].map(([key, all]) => ({ key, repo: all[0]?.repo ?? '', rev: all[0]?.rev ?? '', files: filesOf(key, all), count: all.length }))
}

function filesOf(key: string, places: Place[]): FileGroup[] {
  return [...Map.groupBy(places, ({ path }) => path)].map(([path, all]) => ({ key: `${key}\0${path}`, path, places: all }))
}

/** Those that hold every word of the filter in their line, path or repository, whatever the case of its letters. */
export function filterPlaces(places: readonly Place[], filter: string): Place[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...places]
  return places.filter(({ repo, path, text, role = '' }) => {
    const all = `${repo}/${path}\n${text}\n${role}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** So much of a long line is left before the name. */
const contextBefore = 8

/**
 * The line of a place without what it is indented by, and where the name stands in what is left. Where the name begins
 * behind `room` characters, the line begins shortly before it.
 */
export function shownLine({ text, line, column, endLine, endColumn }: Pick<NamedPlace, 'text' | 'line' | 'column' | 'endLine' | 'endColumn'>, room: number): { text: string; marks: Mark[] } {
  const points = [...text]
  const indent = points.findIndex((point) => point.trim() !== '')
  const from = Math.min(column - 1, points.length) - Math.max(0, indent) > room ? Math.min(column - 1, points.length) - contextBefore : Math.max(0, indent)
  const cut = from > indent && indent >= 0 ? '…' : ''
  const shift = from - cut.length
  const start = Math.max(cut.length, column - 1 - shift)
  const end = Math.min(points.length, endLine === line ? endColumn - 1 : Infinity) - shift
  return { text: `${cut}${points.slice(from).join('')}`, marks: end > start ? [[start, end - start]] : [] }
}

/** Where the name stands in its whole line. */
export const markOf = ({ line, column, endLine, endColumn }: Pick<NamedPlace, 'line' | 'column' | 'endLine' | 'endColumn'>): [start: number, length: number][] => (endLine === line && endColumn > column ? [[column - 1, endColumn - column]] : [])

/** So many lines before a place, and after it, are shown with it. */
const around = 12

/** The lines around one of a text, with marks on that. */
export function excerptAround(text: string, line: number, marks: [start: number, length: number][]) {
  const first = Math.max(1, line - around)
  const lines = text.split('\n').slice(first - 1, line + around)
  return lines.map((one, at) => ({ number: first + at, text: one.replace(/\r$/, ''), ...(first + at === line ? { marks } : {}) }))
}

export const placeKey = ({ repo, rev, path, line, column }: Pick<NamedPlace, 'repo' | 'rev' | 'path' | 'line' | 'column'>): string => `${repo}\0${rev}\0${path}\0${line}:${column}`

/** The address of a place, with its name selected. */
export function placeHref({ repo, rev, path, line, column, endLine, endColumn }: Pick<NamedPlace, 'repo' | 'rev' | 'path' | 'line' | 'column'> & Partial<NamedPlace>): string {
  const range = endLine === undefined || endColumn === undefined ? { end: line } : { end: endLine, endColumn }
  return fileHref({ repo, rev, path, lines: { start: line, startColumn: column, ...range } })
}

export interface At {
  repo: string
  rev: string
  commit: string
}

/** What was asked for at the commit of a page, with the revision as its address has it: links stay on the branch. */
export function asAddressed<P extends { repo: string; rev: string }>(place: P, here: At): P {
  return place.repo === here.repo && place.rev === here.commit ? { ...place, rev: here.rev } : place
}

/** `12 references in 3 files of 2 repositories`; with `more` there may be further ones. */
export function countWords(places: readonly Place[], noun: string, more: boolean): string {
  if (places.length === 0 && more) return `No ${noun} yet`
  const repositories = new Set(places.map(({ repo }) => repo)).size
  const files = new Set(places.map(({ repo, path }) => `${repo}\0${path}`)).size
  const where = `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}${repositories > 1 ? ` of ${repositories.toLocaleString('en')} repositories` : ''}`
  return `${places.length.toLocaleString('en')}${more ? '+' : ''} ${places.length === 1 ? noun : `${noun}s`} in ${where}`
}
