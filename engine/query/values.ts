/** Reads the values of parameters. Each reader answers undefined for what is not of its kind. */

import type { Parameter } from './ast.ts'
import { readDate, type DateSpec } from './dates.ts'

export type YesNoOnly = 'yes' | 'no' | 'only'

/**
 * `exclude` (`^name`) takes away what is reachable from a revision; it speaks of commits, not of files. `at` is the newest
 * ancestor of a revision that was committed before a date.
 */
export type RevSpec =
  | { kind: 'rev'; name: string }
  | { kind: 'at'; time: DateSpec; rev: string }
  | { kind: 'glob'; pattern: string; exclude: boolean }
  | { kind: 'exclude'; name: string }

/** The value of a field that takes plain text, in which a backslash may have kept a space together. */
export function textOf({ value, quoted }: Parameter): string {
  return quoted ? value : value.replace(/\\(.)/g, '$1')
}

const YES = new Set(['y', 'yes', 't', 'true', '1'])
const NO = new Set(['n', 'no', 'f', 'false', '0'])

export function readBoolean(value: string): boolean | undefined {
  const lower = value.toLowerCase()
  return YES.has(lower) ? true : NO.has(lower) ? false : undefined
}

export function readYesNoOnly(value: string): YesNoOnly | undefined {
  const lower = value.toLowerCase()
  if (lower === 'only' || lower === 'o') return 'only'
  const yes = readBoolean(lower)
  return yes === undefined ? undefined : yes ? 'yes' : 'no'
}

const MAX_COUNT = 2 ** 31 - 1

/** `all`, or a whole number from 1 to 2³¹−1. */
export function readCount(value: string): number | 'all' | undefined {
  if (value.toLowerCase() === 'all') return 'all'
  const count = /^\d{1,10}$/.test(value) ? Number(value) : 0
  return count >= 1 && count <= MAX_COUNT ? count : undefined
}

const UNIT_MS = new Map([['ns', 1e-6], ['us', 1e-3], ['µs', 1e-3], ['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000]])

/** A duration as Go writes it (`1m30s`, `500ms`, `1.5h`), greater than nothing; in milliseconds. */
export function readDuration(value: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h)){1,8}$/.test(value)) return undefined
  const parts = value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)
  const total = [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS.get(unit ?? '') ?? 0), 0)
  return total > 0 && Number.isFinite(total) ? total : undefined
}

/** `pattern@revisions`: the first `@` splits. `revs` is undefined without one. */
export function splitRepo(value: string): { pattern: string; revs: string | undefined } {
  const at = value.indexOf('@')
  return at < 0 ? { pattern: value, revs: undefined } : { pattern: value.slice(0, at), revs: value.slice(at + 1) }
}

/** `A:B:^C:*glob:*!glob`. Nothing stands for the default branch, `HEAD`. Undefined if any part cannot be a revision. */
export function readRevs(value: string): RevSpec[] | undefined {
  const specs = value.split(':').map(readRev)
  const valid = specs.filter(spec => spec !== undefined)
  return valid.length === specs.length ? valid : undefined
}

function readRev(part: string): RevSpec | undefined {
  if (part === '') return { kind: 'rev', name: 'HEAD' }
  if (part.startsWith('*!')) return readGlob(part.slice(2), true)
  if (part.startsWith('*')) return readGlob(part.slice(1), false)
  if (part.startsWith('^')) return isRevision(part.slice(1)) ? { kind: 'exclude', name: part.slice(1) } : undefined
  return isRevision(part) ? { kind: 'rev', name: part } : undefined
}

/** What stands between the parentheses of `at.time(…)`: a date, and after its last comma a revision. A date may have commas too. */
export function readAtTime(argument: string): RevSpec | undefined {
  const whole = readDate(argument)
  if (whole) return { kind: 'at', time: whole, rev: 'HEAD' }
  const comma = argument.lastIndexOf(',')
  const time = comma < 0 ? undefined : readDate(argument.slice(0, comma))
  const [spec, other] = readRevs(argument.slice(comma + 1).trim()) ?? []
  return time && spec?.kind === 'rev' && !other ? { kind: 'at', time, rev: spec.name } : undefined
}

/** A glob without a wildcard means everything below it, as git reads `--glob`. */
function readGlob(glob: string, exclude: boolean): RevSpec | undefined {
  if (!isRevision(glob)) return undefined
  const pattern = /[*?[]/.test(glob) ? glob : `${glob.replace(/\/$/, '')}/*`
  return { kind: 'glob', pattern, exclude }
}

/** Refuses what git would take for an option or a range, and what no reference may contain. */
function isRevision(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is refused
  return name !== '' && !name.startsWith('-') && !name.includes('..') && !/[\s\u0000-\u001f\u007f\\]/.test(name)
}

/** True for a repository filter that can match one name only: `^` and `$` around text without wildcards. */
export function isExactName(pattern: string): boolean {
  return /^\^(\\[^A-Za-z0-9]|[^\\.+*?()|[\]{}^$])+\$$/.test(pattern)
}
