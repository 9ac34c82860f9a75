import { decodeText } from './text.ts'
import type { Candidate, ResolvedFrame } from './contract.ts'
import { checkContent, type Claim, type ContentCheck } from './evidence.ts'
import { matchPaths, readingsOf, type PathMatch, type Reading } from './paths.ts'
import type { Frame } from './traces/traces.ts'
import type { FileList } from '../repos/repos.ts'

/** One repository at the revision whose files a frame is compared with. */
export interface Place {
  repo: string
  rev: string
  files: FileList
  read(oid: string): Promise<Uint8Array | null>
}

/** A frame with what it claims about its line, which its neighbours tell too. */
export interface Claimed {
  frame: Frame
  claim: Claim
}

/** A frame with its place, and whether what stands there speaks against it. */
export interface Resolved {
  frame: ResolvedFrame
  contradicted: boolean
}

/** Resolves frames against a fixed set of places, reading each file once. */
export interface Resolver {
  resolve(claimed: Claimed): Promise<Resolved>
  /** What a known file of a place says to a frame. */
  check(place: Place, sighting: Claimed & { path: string }): Promise<ContentCheck>
}

const maxCandidatesAPlace = 4
const maxRead = 24
const maxAlternatives = 5
const excerptReach = 4
const maxLineLength = 2000
/** Below it a file has no more than its name in common with the frame, and naming it would mislead. */
const tellingConfidence = 0.2
const maxFileBytes = 4 * 1024 * 1024

interface Guess extends PathMatch {
  place: Place
  reading: Reading
}

interface Judged {
  candidate: Candidate
  contradicted: boolean
  lines: readonly string[]
}

/**
 * A frame's place is found without configuration: files whose paths end as the frame's does, then what stands in them. `lean`
 * tells, by repository, how much the rest of the trace speaks for it (0–1).
 */
export function createResolver(places: readonly Place[], lean: (repo: string) => number): Resolver {
  const texts = new Map<string, Promise<readonly string[]>>()
  const linesOf = (place: Place, oid: string) => {
    const known = texts.get(oid) ?? place.read(oid).then((bytes) => (bytes === null || bytes.length > maxFileBytes ? [] : decodeText(bytes).split(/\r?\n/)))
    texts.set(oid, known)
    return known
  }
  return {
    async resolve({ frame, claim }) {
      const guesses = guessesFor(places, frame)
      const judged = await Promise.all(guesses.map(async (guess) => judge({ guess, claim, rivals: guesses.length, lines: await linesOf(guess.place, guess.oid), lean: lean(guess.place.repo) })))
      judged.sort((a, b) => b.candidate.confidence - a.candidate.confidence || byName(a.candidate, b.candidate))
      return present(frame, judged)
    },
    async check(place, { path, claim }) {
      const at = place.files.indexOf(path)
      return checkContent(at < 0 ? [] : await linesOf(place, place.files.oid(at)), claim)
    },
  }
}

/** The likeliest files of all places: only those that agree in as many segments as the best, and of compiled sources only when nothing agrees as it stands. */
function guessesFor(places: readonly Place[], frame: Frame): Guess[] {
  if (!frame.file) return []
  for (const reading of readingsOf(frame.file)) {
    const all = places.flatMap((place) => matchPaths(place.files, reading.segments, maxCandidatesAPlace).map((match) => ({ ...match, place, reading })))
    const best = Math.max(0, ...all.map((guess) => guess.agree))
    const kept = all.filter((guess) => guess.agree === best || guess.whole).slice(0, maxRead)
    if (kept.length > 0) return kept
  }
  return []
}

function judge({ guess, claim, rivals, lines, lean }: { guess: Guess; claim: Claim; rivals: number; lines: readonly string[]; lean: number }): Judged {
  const { place, path, agree, whole, reading } = guess
  const check = checkContent(lines, reading.assumed ? { ...claim, column: null } : claim)
  const named = whole && namesRepository(reading.segments.slice(0, -agree), place.repo)
  const pathWeight = (whole ? 0.3 : 0.1) + Math.min(agree, 4) * 0.06
  const weight = pathWeight + check.weight + (rivals === 1 ? 0.12 : 0) + (named ? 0.12 : 0) + lean * 0.12 - (reading.assumed ? 0.15 : 0)
  const reasons = [
    whole ? `the whole path ${path} agrees` : `the last ${agree === 1 ? 'segment' : `${agree} segments`} of the path agree`,
    ...(reading.assumed ? [reading.assumed] : []),
    ...check.reasons,
    ...(named ? [`the frame's path names ${place.repo}`] : []),
    ...(lean > 0 && rivals > 1 ? ['other frames of this trace are in this repository'] : []),
  ]
  const confidence = Math.round(Math.min(0.99, Math.max(0.01, weight)) * 100) / 100
  return { candidate: { repo: place.repo, rev: place.rev, commit: place.files.commit, path, line: check.line, confidence, reasons }, contradicted: check.contradicted, lines }
}

function namesRepository(before: readonly string[], repo: string): boolean {
  const name = repo.slice(repo.lastIndexOf('/') + 1).toLowerCase()
  return before.some((segment) => segment.toLowerCase() === name)
}

function present(frame: Frame, judged: Judged[]): Resolved {
  const [first, ...others] = judged
  const best = first && first.candidate.confidence >= tellingConfidence ? first : undefined
  const rest = best ? others : judged
  const resolved: ResolvedFrame = {
    raw: frame.raw,
    start: frame.start,
    end: frame.end,
    function: frame.function ?? null,
    file: frame.file ?? null,
    line: frame.line ?? null,
    column: frame.column ?? null,
    inApp: frame.inApp && best !== undefined && best.candidate.confidence >= 0.3,
    place: best?.candidate ?? null,
    alternatives: rest.slice(0, maxAlternatives).map(({ candidate }) => candidate),
    excerpt: best ? excerptOf(best) : null,
  }
  return { frame: resolved, contradicted: best?.contradicted ?? false }
}

function excerptOf({ candidate: { line }, lines }: Judged): ResolvedFrame['excerpt'] {
  if (line === null) return null
  const startLine = Math.max(1, line - excerptReach)
  return { startLine, lines: lines.slice(startLine - 1, line + excerptReach).map((text) => text.slice(0, maxLineLength)) }
}

const byName = (a: Candidate, b: Candidate) => (`${a.repo}\0${a.path}` < `${b.repo}\0${b.path}` ? -1 : 1)
