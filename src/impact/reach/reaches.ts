import type { Caller } from '../../platform/http.ts'
import type { Affected, Impact as Answered, Reach } from '../contract.ts'
import type { Impact } from '../impact.ts'

/** What is known of one use of a package. */
export interface KnownReach {
  row: Affected
  reach: Reach
}

/** Of so many uses it is told; each is a search or two. */
const maxUses = 200

/** The folder of the manifest that asks for the package; of a bill of materials the whole tree. */
export const projectOf = ({ path }: Pick<Affected, 'path'>) => (path.startsWith('sbom:') ? '' : path.slice(0, path.lastIndexOf('/') + 1))

/** Whether code refers to the packages that projects ask for themselves, one after another. */
export async function reachesOf(impact: Pick<Impact, 'reach'>, viewer: Caller, { affected }: Pick<Answered, 'affected'>, signal: AbortSignal): Promise<KnownReach[]> {
  const uses = new Map(affected.flatMap((row) => (row.kind === 'direct' && row.purl !== null ? [[`${row.repo} ${row.commit} ${projectOf(row)} ${row.purl}`, row] as const] : [])))
  const known: KnownReach[] = []
  for (const row of [...uses.values()].slice(0, maxUses)) {
    signal.throwIfAborted()
    const { repo, commit, purl, symbols } = row
    known.push({ row, reach: await impact.reach(viewer, { repo, rev: commit, purl: purl ?? '', project: projectOf(row), direct: true, symbols }, signal) })
  }
  return known
}
