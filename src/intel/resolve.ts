import type { Candidate, ResolvedFrame } from './contract.ts'
import { checkContent, type Claim, type ContentCheck } from './evidence.ts'
import { guessesFor, isNoGuess, type Guess, type Scout } from './guesses.ts'
import type { Home } from './homes.ts'
import { isAside } from './paths.ts'
import type { Place } from './place.ts'
import { isMappable } from './source-maps/map-trace.ts'
import type { Mapping } from './source-maps/mapping.ts'
import { verify, weightOf, type Verification } from './source-maps/verify.ts'
import { decodeText } from './text.ts'
import type { Language } from './traces/format.ts'
import type { Frame } from './traces/traces.ts'

/** A frame with what it claims about its line, which its neighbours tell too. */
export interface Claimed {
  frame: Frame
  language: Language
  claim: Claim
  /** Set where the frame stands for one of a generated file. */
  mapping?: Mapping | undefined
}

/** A frame with its place, and whether what stands there speaks against it. */
export interface Resolved {
  frame: ResolvedFrame
  contradicted: boolean
  /** Where the package that the frame names is made, whether or not it has the file at this revision. */
  homes: readonly Home[]
}

/** Resolves frames against a fixed set of places, reading each file once. */
export interface Resolver {
  resolve(claimed: Claimed): Promise<Resolved>
}

const maxAlternatives = 5
const excerptReach = 4
const maxLineLength = 2000
/** What stands in a file must not outweigh that it is another file. */
const maxCheckWeight = 0.4
/** Below it a file has no more than its name in common with the frame, and naming it would mislead. */
const tellingConfidence = 0.2

interface Judged {
  guess: Guess
  candidate: Candidate
  contradicted: boolean
  lines: readonly string[]
  verification: Verification | null
}

/**
 * A frame's place is found without configuration: the file of the package that it names, else files whose paths end as the
 * frame's does, then what stands in them. `lean` tells, by repository, how much the rest of the trace speaks for it (0–1).
 */
export function createResolver(scout: Scout, lean: (repo: string) => number): Resolver {
  const texts = new Map<string, Promise<readonly string[]>>()
  const linesOf = (place: Place, oid: string) => {
    const known = texts.get(oid) ?? place.read(oid).then((bytes) => (bytes === null ? [] : decodeText(bytes).split(/\r?\n/)))
    texts.set(oid, known)
    return known
  }
  const resolved = new Map<string, Promise<Resolved>>()
  async function judgeAll({ frame, language, claim, mapping }: Claimed): Promise<{ judged: Judged[]; homes: readonly Home[] }> {
    const { guesses: all, homes } = await guessesFor(scout, language, frame)
    const guesses = mapping ? ofMap(all, mapping) : all
    const rivals = guesses.length
    const judged = await Promise.all(guesses.map(async (guess) => judge({ guess, claim, mapping, rivals, lines: await linesOf(guess.place, guess.oid), lean: lean(guess.place.repo) })))
    return { judged: judged.sort((a, b) => b.candidate.confidence - a.candidate.confidence || byName(a.candidate, b.candidate)), homes }
  }
  async function resolveOne(claimed: Claimed): Promise<Resolved> {
    const { judged, homes } = await judgeAll(claimed)
    const { frame, mapping } = claimed
    if (!mapping || isTelling(judged[0])) return { ...present(frame, judged, mapping), homes }
    // The source lies in no repository, but the generated file may.
    const { printed } = mapping
    const generated = await judgeAll({ frame: printed, language: claimed.language, claim: { ...nothingClaimed, line: printed.line ?? null, column: printed.column ?? null } })
    return { ...present(frame, generated.judged, mapping), homes }
  }
  return {
    async resolve(claimed) {
      // A recursion prints the same frame thousands of times.
      const { printed, map } = claimed.mapping ?? {}
      const key = JSON.stringify([claimed.frame.file, claimed.frame.module, claimed.claim, printed?.file, printed?.line, printed?.column, map])
      const same = resolved.get(key) ?? resolveOne(claimed)
      resolved.set(key, same)
      const { frame, ...rest } = await same
      const { raw, start, end } = claimed.mapping?.printed ?? claimed.frame
      return { ...rest, frame: { ...frame, raw, start, end } }
    },
  }
}

const nothingClaimed: Claim = { line: null, column: null, function: null, declares: null, calls: null, sourceText: null, says: null, token: null }

const isTelling = (judged: Judged | undefined) => judged !== undefined && judged.candidate.confidence >= tellingConfidence

/** A map of a repository is of its sources: those at the very path that it tells, if they are there. */
function ofMap(guesses: readonly Guess[], { map, path }: Mapping): readonly Guess[] {
  const own = guesses.filter(({ place }) => place.repo === map.repo)
  const exact = path.whole ? own.filter((guess) => guess.path === path.path) : []
  return exact.length > 0 ? exact : own.length > 0 ? own : guesses
}

interface Judgement {
  guess: Guess
  claim: Claim
  mapping: Mapping | undefined
  rivals: number
  lines: readonly string[]
  lean: number
}

function judge({ guess, claim, mapping, rivals, lines, lean }: Judgement): Judged {
  const { place, path, agree, whole, reading, home } = guess
  const check: ContentCheck = checkContent(lines, reading.assumed ? { ...claim, column: null } : claim)
  const verification = mapping ? verify(mapping, { lines, oid: guess.oid }) : null
  const named = !home && whole && namesRepository(reading.segments.slice(0, -agree), place.repo)
  const telling = whole || agree > 1 // many files are called index.js
  const weights = [
    home ? 0.5 : (whole ? 0.3 : 0.1) + Math.min(agree, 4) * 0.06,
    Math.min(maxCheckWeight, check.weight),
    rivals === 1 && telling ? 0.12 : 0,
    named ? 0.12 : 0,
    telling ? lean * 0.12 : 0,
    reading.assumed ? -0.15 : 0,
    isAside(guess) ? -0.04 : 0,
    verification ? weightOf(verification) : 0,
  ]
  const reasons = [
    home ? `the package is made here, and ${path} is its file` : whole ? `the whole path ${path} agrees` : `the last ${agree === 1 ? 'segment' : `${agree} segments`} of the path agree`,
    ...(reading.assumed ? [reading.assumed] : []),
    ...check.reasons,
    ...(verification ? [...verification.contradicted, ...verification.verified] : []),
    ...(named ? [`the frame's path names ${place.repo}`] : []),
    ...(lean > 0 && rivals > 1 ? ['other frames of this trace are in this repository'] : []),
  ]
  const weight = weights.reduce((sum, each) => sum + each, 0)
  const confidence = Math.round(Math.min(0.99, Math.max(0.01, weight)) * 100) / 100
  return { guess, candidate: { repo: place.repo, rev: place.rev, commit: place.files.commit, path, line: check.line, confidence, reasons }, contradicted: check.contradicted || (verification?.contradicted.length ?? 0) > 0, lines, verification }
}

function namesRepository(before: readonly string[], repo: string): boolean {
  const name = repo.slice(repo.lastIndexOf('/') + 1).toLowerCase()
  return before.some((segment) => segment.toLowerCase() === name)
}

function present(frame: Frame, judged: Judged[], mapping?: Mapping): Omit<Resolved, 'homes'> {
  const [first, ...others] = judged
  const best = isTelling(first) ? first : undefined
  const rest = best ? others : judged
  const ours = frame.inApp || best?.guess.home !== undefined
  const printed = mapping?.printed ?? frame
  const resolved: ResolvedFrame = {
    raw: printed.raw,
    start: printed.start,
    end: printed.end,
    function: printed.function ?? null,
    file: printed.file ?? null,
    line: printed.line ?? null,
    column: printed.column ?? null,
    ...(mapping && { mapped: mappedOf(mapping, best?.verification ?? verify(mapping, null)) }),
    ...(!mapping && wantsMap(frame, best) && { wantsMap: true }),
    inApp: ours && best !== undefined && best.candidate.confidence >= 0.3,
    place: best?.candidate ?? null,
    alternatives: rest.slice(0, maxAlternatives).map(({ candidate }) => candidate),
    excerpt: best ? excerptOf(best) : null,
  }
  return { frame: resolved, contradicted: best?.contradicted ?? false }
}

function mappedOf({ map, original, function: name }: Mapping, verification: Verification): ResolvedFrame['mapped'] {
  const { name: file, origin, repo, path, release } = map
  return { map: file, origin, repo, path, release, source: original.source, line: original.line, column: original.column, function: name, ...verification }
}

/** Nobody writes lines so long. */
const minifiedLength = 500

/** It stands in a generated file: by the name or the length of the line, or because it ran in a page and no repository has it. */
function wantsMap(frame: Frame, best: Judged | undefined): boolean {
  if (!isMappable(frame) || frame.file === undefined) return false
  const text = best?.lines[(best.candidate.line ?? 0) - 1]
  if (text !== undefined) return text.length > minifiedLength
  return (frame.column ?? 0) > minifiedLength || /^https?:|\.min\.|\.bundle$/.test(frame.file)
}

/** A frame that was not looked for. */
export const unresolved = (frame: Frame): Resolved => ({ ...present(frame, []), homes: isNoGuess.homes })

function excerptOf({ candidate: { line }, lines }: Judged): ResolvedFrame['excerpt'] {
  if (line === null) return null
  const startLine = Math.max(1, line - excerptReach)
  return { startLine, lines: lines.slice(startLine - 1, line + excerptReach).map((text) => text.slice(0, maxLineLength)) }
}

const byName = (a: Candidate, b: Candidate) => (`${a.repo}\0${a.path}` < `${b.repo}\0${b.path}` ? -1 : 1)
