import type { Affected } from '../../src/impact/contract.ts'

/** What of an answer is shown; empty strings show all. */
export interface Filters {
  /** `''`, an environment, or `-` for what runs nowhere that is known. */
  environment: string
  owner: string
  kind: string
  text: string
}

export const noFilters: Filters = { environment: '', owner: '', kind: '', text: '' }
export const nowhere = '-'

export function keep(rows: readonly Affected[], { environment, owner, kind, text }: Filters): Affected[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (environment !== '' && (row.environment ?? nowhere) !== environment) return false
    if (owner !== '' && !(owner === nowhere ? row.owners.length === 0 : row.owners.includes(owner))) return false
    if (kind !== '' && row.kind !== kind) return false
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
