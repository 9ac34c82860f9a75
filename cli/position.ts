import { badUse } from './problem.ts'

/** What stands on the command line for a name in code. Lines and columns from 1, columns in code points. */
export interface Position {
  repo: string
  /** Empty for the default branch. */
  rev: string
  path: string
  line: number
  column: number
}

export const positionUsage = 'REPO[@REV] PATH LINE COLUMN'
export const positionWords = { least: 4, most: 4 }
export const positionNote = 'REPO is the whole name of a repository, as firebreak repos list shows it; REV a branch, tag or commit, the default branch unless said. LINE and COLUMN count from 1, columns in code points.'

export function readPosition([place = '', path = '', line = '', column = '']: readonly string[]): Position {
  return { ...readRevision(place), path, line: readNumber('LINE', line), column: readNumber('COLUMN', column) }
}

/** `REPO[@REV]`. */
export function readRevision(place: string): Pick<Position, 'repo' | 'rev'> {
  // A revision holds no @ followed by anything but a brace, while the name of a folder may.
  const at = place.lastIndexOf('@')
  return at > 0 ? { repo: place.slice(0, at), rev: place.slice(at + 1) } : { repo: place, rev: '' }
}

/** `PATH`, `PATH:LINE` or `PATH:FROM-TO`. */
export function readLines(file: string): { path: string; lines?: { from: number; to: number } } {
  const [, path, from, to = from] = /^(.+):(\d{1,8})(?:-(\d{1,8}))?$/.exec(file) ?? []
  return path === undefined ? { path: file } : { path, lines: { from: Number(from), to: Number(to) } }
}

function readNumber(what: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw badUse(`${what} is a number from 1, not ${text}.`)
}
