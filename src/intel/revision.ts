import type { Caller } from '../platform/http.ts'
import type { Ref } from '../repos/contract.ts'
import type { RepoKey, Repos } from '../repos/repos.ts'
import { checkContent, type Claim } from './evidence.ts'
import { decodeText } from './text.ts'

/** A frame whose file is known, to be compared with that file at other revisions. */
export interface Sighting {
  claim: Claim
  /** Where the file may lie, the likeliest first. */
  paths: readonly string[]
  /** The version of its package that the trace names. */
  version: string | null
}

export interface RevisionRequest {
  repos: Repos
  viewer: Caller
  repository: RepoKey & { name: string }
  /** The commit that was looked at first. */
  present: string
  sightings: readonly Sighting[]
  /** On performance.now()'s clock. */
  deadline: number
  signal?: AbortSignal | undefined
}

export interface Likeliest {
  rev: string
  /** The trace names this version. */
  told: boolean
  /** How many other revisions fit as well. */
  others: number
}

const maxRefs = 1000
const maxLookups = 20_000
const maxSightings = 24
const maxBlobs = 4000
const maxBlobBytes = 2 * 1024 * 1024
const withinMs = 2_000
/** A revision must fit better by the weight of one telling frame, else the one that was looked at first is the honest answer. */
const telling = 0.2
/** What it weighs that the trace names the version: more than any few lines. */
const toldWeight = 2

/**
 * The released revision that a trace was most likely printed by: of all tags and branches, the one in whose files the frames'
 * names and texts stand best where the trace says, and of those that fit alike the newest. Null when none fits clearly better
 * than what was looked at first. Each version of a file is read once, however many revisions hold it.
 */
export async function likeliestRevision(request: RevisionRequest): Promise<Likeliest | null> {
  const sightings = request.sightings.slice(0, maxSightings)
  const refs = [...(await namedCommits(request)), ...(await refsOf(request))]
  const paths = [...new Set(sightings.flatMap((sighting) => sighting.paths))]
  const looked = refs.slice(0, Math.max(1, Math.floor(maxLookups / Math.max(1, paths.length)) - 1))
  const blobs = await blobsIn(request, [request.present, ...looked.map((ref) => ref.commit)], paths)
  const fits = await fitsOf(request, sightings, blobs)
  const fitAt = (commit: string) => sightings.reduce((sum, sighting, at) => sum + fitFor(fits, at, blobAt(blobs, commit, sighting)), 0)
  const scored = looked.map((ref) => {
    const told = isTold(ref, sightings)
    return { rev: ref.name, told, fit: fitAt(ref.commit) + (told ? toldWeight : 0) }
  })
  return choose(scored, fitAt(request.present))
}

function choose(scored: readonly { rev: string; told: boolean; fit: number }[], present: number): Likeliest | null {
  const [best] = scored.toSorted((a, b) => b.fit - a.fit)
  if (!best || best.fit <= present + telling) return null
  return { rev: best.rev, told: best.told, others: scored.filter(({ fit }) => fit > best.fit - 0.001).length - 1 }
}

type Named = Pick<Ref, 'name' | 'commit'>

/** Commits that versions name: Go gives an untagged one a time and the beginning of its id, `v1.8.2-0.20210119214810-e4487274853c`. */
async function namedCommits({ repos, viewer, repository, sightings }: RevisionRequest): Promise<Named[]> {
  const ids = new Set(sightings.flatMap(({ version }) => commitIn(version) ?? []))
  const found = await Promise.all([...ids].map(async (name) => ({ name, commit: (await repos.resolve(viewer, repository, name))?.commit })))
  return found.flatMap(({ name, commit }) => (commit === undefined ? [] : [{ name, commit }]))
}

const commitIn = (version: string | null) => /-(?:0\.)?\d{14}-([0-9a-f]{12})$/.exec(version ?? '')?.[1]

/** One for each commit, newest first: the tags, which are what is deployed as a rule, before the branches. */
async function refsOf({ repos, viewer, repository }: RevisionRequest): Promise<Named[]> {
  const { refs } = await repos.listRefs(viewer, { repo: repository.name, limit: maxRefs })
  const seen = new Set<string>()
  const tagsFirst = refs.toSorted((a, b) => Number(a.kind === 'branch') - Number(b.kind === 'branch'))
  return tagsFirst.filter(({ commit }) => !seen.has(commit) && seen.add(commit))
}

/** `v1.6.2`, `1.6.2`, `rel/commons-lang-3.14.0`: the version stands at the end, and no longer number does. Or it names the commit. */
function isTold({ name, commit }: Named, sightings: readonly Sighting[]): boolean {
  return sightings.some(({ version }) => {
    if (version === null) return false
    const id = commitIn(version)
    return id === undefined ? name.endsWith(version) && !/[\d.]$/.test(name.slice(0, -version.length)) : commit.startsWith(id)
  })
}

/** The blob at each path of each commit. */
type Blobs = Map<string, Map<string, string>>

async function blobsIn({ repos, viewer, repository }: RevisionRequest, commits: readonly string[], paths: readonly string[]): Promise<Blobs> {
  const places = [...new Set(commits)].flatMap((commit) => paths.map((path) => ({ commit, path })))
  const ids = await repos.blobsAt(viewer, repository, places)
  const blobs: Blobs = new Map()
  for (const [at, { commit, path }] of places.entries()) {
    const id = ids[at]
    if (!id) continue
    const known = blobs.get(commit) ?? new Map<string, string>()
    blobs.set(commit, known.set(path, id))
  }
  return blobs
}

function blobAt(blobs: Blobs, commit: string, { paths }: Sighting): string | null {
  const found = blobs.get(commit)
  for (const path of paths) {
    const id = found?.get(path)
    if (id !== undefined) return id
  }
  return null
}

type Fits = Map<string, number>

const fitFor = (fits: Fits, sighting: number, blob: string | null) => (blob === null ? absentFit : (fits.get(`${sighting} ${blob}`) ?? absentFit))

/** How well each version of each file fits the frames that lie in it. */
async function fitsOf({ repos, viewer, repository, deadline, signal }: RevisionRequest, sightings: readonly Sighting[], blobs: Blobs): Promise<Fits> {
  const fits: Fits = new Map()
  const wanted = new Map<string, Set<number>>()
  for (const commit of blobs.keys()) {
    for (const [at, sighting] of sightings.entries()) {
      const blob = blobAt(blobs, commit, sighting)
      if (blob !== null) wanted.set(blob, (wanted.get(blob) ?? new Set()).add(at))
    }
  }
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), Math.max(0, Math.min(withinMs, deadline - performance.now())))
  try {
    await repos.readBlobs(viewer, repository, {
      oids: [...wanted.keys()].slice(0, maxBlobs),
      maxBytes: maxBlobBytes,
      signal: AbortSignal.any([patience.signal, ...(signal ? [signal] : [])]),
      onBlob(blob) {
        if (blob.state !== 'read') return
        const lines = decodeText(blob.bytes).split(/\r?\n/)
        for (const at of wanted.get(blob.oid) ?? []) fits.set(`${at} ${blob.oid}`, fitOf(checkContent(lines, sightings[at]?.claim ?? noClaim)))
      },
    })
  } catch (error) {
    if (!patience.signal.aborted) throw error // the versions that were read in time are compared
  } finally {
    clearTimeout(timer)
  }
  return fits
}

const noClaim: Claim = { line: null, column: null, function: null, declares: null, calls: null, sourceText: null, says: null, token: null }

/** A contradiction weighs more than a missing confirmation. */
const fitOf = ({ weight, contradicted }: { weight: number; contradicted: boolean }): number => weight - (contradicted ? 0.3 : 0)

const absentFit = fitOf({ weight: -0.4, contradicted: true })
