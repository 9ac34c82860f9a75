import type { Impact } from '../contract.ts'

/** What an answer stands on, in one sentence: nobody may take it for more. */
export function coverageOf({ complete, ledger: { repositories, revisions, gapCount } }: Pick<Impact, 'complete' | 'ledger'>): string {
  const looked = `Looked at ${count(revisions, 'revision')} of ${count(repositories, 'repository', 'repositories')}.`
  return complete ? `${looked} Nothing was left out.` : `${looked} Not complete: ${count(gapCount, 'thing')} could not be looked at.`
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`

/**
 * The newest commit or deployment that an answer tells of. Formats want a time; with this one the same answer gives the same bytes,
 * whenever it is written.
 */
export function timeOf({ history: { mainlines, deployed } }: Pick<Impact, 'history'>): string {
  const times = [...mainlines, ...deployed].flatMap(({ from, until }) => [from.time, ...(until ? [until.time] : [])])
  return times.reduce((newest, time) => (time > newest ? time : newest), '1970-01-01T00:00:00.000Z')
}

/** `checkout@v1.2.0`. */
export const placeName = ({ repo, rev }: { repo: string; rev: string }): string => `${repo}@${rev}`

/** A package URL for a repository at a commit, which no registry has. */
export const productPurl = ({ repo, rev, commit }: { repo: string; rev: string; commit: string }): string =>
  `pkg:generic/${repo.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(rev)}?vcs_commit=${commit}`
