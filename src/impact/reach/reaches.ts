import type { Caller } from '../../platform/http.ts'
import { projectFolder, type Affected, type Impact as Answered, type Reach } from '../contract.ts'
import type { Impact } from '../impact.ts'

/** What is known of one use of a package. */
export interface KnownReach {
  row: Affected
  reach: Reach
}

/** Of so many uses it is told; each is a search or two. */
const maxUses = 200

/** Whether code refers to the packages that projects ask for themselves, one after another. */
export async function reachesOf(impact: Pick<Impact, 'reach'>, viewer: Caller, { affected }: Pick<Answered, 'affected'>, signal: AbortSignal): Promise<KnownReach[]> {
  const uses = new Map(affected.flatMap((row) => (row.kind === 'direct' && row.purl !== null ? [[`${row.repo} ${row.commit} ${projectFolder(row.path)} ${row.purl}`, row] as const] : [])))
  const known: KnownReach[] = []
  for (const row of [...uses.values()].slice(0, maxUses)) {
    signal.throwIfAborted()
    const { repo, commit, purl, symbols } = row
    known.push({ row, reach: await impact.reach(viewer, { repo, rev: commit, purl: purl ?? '', project: projectFolder(row.path), direct: true, symbols }, signal) })
  }
  return known
}
