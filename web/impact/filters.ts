import type { Affected } from '../../src/impact/contract.ts'
import { keyOfHole, wrongAt, type Hole, type HoleState } from '../../src/incidents/contract.ts'

/** What of an answer is shown; empty strings show all. */
export interface Filters {
  /** `''`, an environment, or `-` for what runs nowhere that is known. */
  environment: string
  owner: string
  kind: string
  /** Whether it stands on a default branch, another branch, in a tag, or only in what runs. */
  at: string
  /** What its hole in the incident has come to, or `-` for what is not followed there. */
  state: string
  text: string
}

export const noFilters: Filters = { environment: '', owner: '', kind: '', at: '', state: '', text: '' }
export const nowhere = '-'

/** The state of the hole that follows a place; null for none. */
export type StateOf = (row: Affected) => HoleState | null

export function keep(rows: readonly Affected[], { environment, owner, kind, at, state, text }: Filters, stateOf: StateOf): Affected[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (environment !== '' && (row.environment ?? nowhere) !== environment) return false
    if (owner !== '' && !(owner === nowhere ? row.owners.length === 0 : row.owners.includes(owner))) return false
    if (kind !== '' && row.kind !== kind) return false
    if (at !== '' && row.at !== at) return false
    if (state !== '' && (stateOf(row) ?? nowhere) !== state) return false
    const names = [row.repo, row.rev, row.path, row.service ?? '', ...row.via].map((name) => name.toLowerCase())
    return words.every((word) => names.some((name) => name.includes(word)))
  })
}

/** What can be chosen, with how often it stands there, the most frequent first. */
export function choices(rows: readonly Affected[], tell: (row: Affected) => readonly string[]): { value: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const row of rows) for (const value of new Set(tell(row))) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count })).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
}

export const environmentOf = ({ environment }: Affected): string[] => [environment ?? nowhere]
export const ownersOf = ({ owners }: Affected): string[] => (owners.length > 0 ? owners : [nowhere])
export const kindOf = ({ kind }: Affected): string[] => [kind]
export const standOf = ({ at }: Affected): string[] => [at]

/** By the holes of an incident: what each place of an answer has come to. */
export function statesIn(holes: readonly Hole[]): StateOf {
  const states = new Map(holes.map((hole) => [keyOfHole(hole), hole.state]))
  return ({ repo, rev, path, line, via, text }) => states.get(keyOfHole({ repository: repo, rev, path, line, what: wrongAt({ via, text }) })) ?? null
}

/** Of places that are told to run nowhere, the name under which their commit is told to run; null where it does not. */
export function namesOfRunning(rows: readonly Affected[]): (row: Affected) => string | null {
  const names = new Map(rows.flatMap(({ repo, commit, rev, environment }) => (environment === null ? [] : [[`${repo} ${commit}`, rev] as const])))
  return ({ repo, commit, environment }) => (environment === null ? (names.get(`${repo} ${commit}`) ?? null) : null)
}
