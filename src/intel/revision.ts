import type { Caller } from '../platform/http.ts'
import { Problem } from '../platform/errors.ts'
import type { Repos } from '../repos/repos.ts'
import { checkContent } from './evidence.ts'
import type { Claimed, Resolved } from './resolve.ts'

/** A frame whose file is known, to be compared with that file at other revisions. */
export interface Sighting extends Claimed {
  path: string
}

interface Request {
  repos: Repos
  viewer: Caller
  repo: string
  sightings: readonly Sighting[]
}

const maxRevisions = 40
const withinMs = 2_000
/** A revision must fit better by the weight of one telling frame, else the default branch is the honest answer. */
const telling = 0.2

/**
 * The released revision that a trace was most likely printed by: of the newest tags and branches, the one in whose files the
 * frames' names and texts stand best where the trace says. Null when none fits clearly better than what was looked at first, whose
 * fit is `present`.
 */
export async function likeliestRevision(request: Request, present: number): Promise<string | null> {
  const { repos, viewer, repo } = request
  const { refs } = await repos.listRefs(viewer, { repo, limit: maxRevisions })
  const deadline = performance.now() + withinMs
  let best: { name: string; fit: number } | null = null
  const seen = new Set<string>()
  for (const ref of refs) {
    if (performance.now() > deadline) break
    if (seen.has(ref.commit)) continue
    seen.add(ref.commit)
    const fit = await fitAt(request, ref.commit)
    if (fit > (best?.fit ?? present + telling)) best = { name: ref.name, fit }
  }
  return best?.name ?? null
}

/** How well the frames fit at a commit: the sum of what their lines add or take away. */
async function fitAt({ repos, viewer, repo, sightings }: Request, commit: string): Promise<number> {
  let fit = 0
  for (const [path, frames] of Map.groupBy(sightings, (sighting) => sighting.path)) {
    const lines = await linesAt({ repos, viewer, repo, rev: commit, path })
    for (const { claim } of frames) fit += fitOf(lines ? checkContent(lines, claim) : absent)
  }
  return fit
}

const absent = { weight: -0.4, contradicted: true }

/** A contradiction weighs more than a missing confirmation. */
export const fitOf = ({ weight, contradicted }: { weight: number; contradicted: boolean }): number => weight - (contradicted ? 0.3 : 0)

async function linesAt({ repos, viewer, ...at }: { repos: Repos; viewer: Caller; repo: string; rev: string; path: string }): Promise<string[] | null> {
  try {
    const { text } = await repos.readFile(viewer, at)
    return text?.split(/\r?\n/) ?? null
  } catch (error) {
    if (error instanceof Problem) return null // no such file at that commit
    throw error
  }
}

/** Repositories in which something contradicts the trace, with the frames that were found in them. */
export function doubtful(claimed: readonly Claimed[], resolved: readonly Resolved[]): Map<string, Sighting[]> {
  const found = resolved.flatMap(({ frame, contradicted }, at) => {
    const own = claimed[at]
    return own && frame.place && frame.inApp ? [{ ...own, path: frame.place.path, repo: frame.place.repo, contradicted }] : []
  })
  const byRepo = Map.groupBy(found, (sighting) => sighting.repo)
  return new Map([...byRepo].filter(([, sightings]) => sightings.some((sighting) => sighting.contradicted)))
}
