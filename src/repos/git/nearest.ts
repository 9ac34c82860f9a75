import { assertOid, isOid } from './names.ts'
import { git, type GitDir, type GitOptions } from './run.ts'

export interface NearestOptions {
  /** Of the candidates, so many are looked at: those that were committed at the nearest times. */
  readonly tried: number
  /** In commits that one has and the other has not, counted together. What is farther away is not given. */
  readonly within: number
  readonly signal?: AbortSignal | undefined
}

export interface Distance {
  readonly commit: string
  readonly distance: number
}

/** Those of the candidates (full ids) that are near a commit, the nearest first. What the repository does not have is passed over. */
export async function nearestCommits(dir: GitDir, commit: string, candidates: readonly string[], { tried, within, signal }: NearestOptions): Promise<Distance[]> {
  const times = await commitTimes(dir, [commit, ...candidates], { signal })
  const time = times.get(commit)
  if (time === undefined) return []
  const gap = (oid: string) => Math.abs((times.get(oid) ?? 0) - time)
  const likely = [...new Set(candidates)].filter(oid => times.has(oid)).sort((a, b) => gap(a) - gap(b)).slice(0, tried)
  const found: Distance[] = []
  for (const oid of likely) {
    const distance = oid === commit ? 0 : await distanceOf(dir, commit, oid, { within, signal })
    if (distance <= within) found.push({ commit: oid, distance })
  }
  return found.sort((a, b) => a.distance - b.distance)
}

/** In seconds since 1970, of those that there are. */
async function commitTimes(dir: GitDir, oids: readonly string[], options: GitOptions): Promise<Map<string, number>> {
  const input = oids.map(oid => `${assertOid(oid)}\n`).join('')
  const { stdout } = await git(dir, ['rev-list', '--no-walk=unsorted', '--timestamp', '--ignore-missing', '--stdin'], { ...options, input })
  const lines = stdout.toString('latin1').split('\n').map(line => line.split(' '))
  return new Map(lines.flatMap(([time = '', oid = '']) => (isOid(oid) ? [[oid, Number(time)]] : [])))
}

async function distanceOf(dir: GitDir, one: string, other: string, { within, signal }: Pick<NearestOptions, 'within' | 'signal'>): Promise<number> {
  const { stdout } = await git(dir, ['rev-list', '--count', `--max-count=${within + 1}`, '--end-of-options', `${assertOid(one)}...${assertOid(other)}`], { signal })
  return Number.parseInt(stdout.toString(), 10)
}
