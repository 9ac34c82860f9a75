import type { SearchDelta } from '../../src/search/contract.ts'

const number = (value: number) => value.toLocaleString('en-US')

/** A comparison in words. That something is gone is said plainly only when the second run left nothing out. */
export function deltaWords({ before, after, added, removed, moved, unchanged }: SearchDelta): { verdict: string; facts: string[]; caution: string | null } {
  const same = added.length === 0 && removed.length === 0
  const facts = [
    ...(added.length > 0 ? [`${number(added.length)} new`] : []),
    ...(removed.length > 0 ? [`${number(removed.length)} gone`] : []),
    ...(moved > 0 ? [`${number(moved)} moved within the file`] : []),
    `${number(unchanged)} ${unchanged === 1 ? 'place' : 'places'} unchanged`,
  ]
  return { verdict: same ? 'Nothing has changed.' : `${number(before.matchCount)} → ${number(after.matchCount)} matches.`, facts, caution: cautionOf(before.complete, after.complete) }
}

function cautionOf(before: boolean, after: boolean): string | null {
  if (before && after) return null
  if (before) return 'The new run did not search everything: what seems gone may only not have been searched.'
  if (after) return 'The frozen run had not searched everything: what seems new may have been there.'
  return 'Neither run searched everything: the difference may come from what was not searched.'
}
