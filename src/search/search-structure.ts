import { languageOf } from '../../engine/lang.ts'
import { shownLines, type DocumentResult, type Range, type ScanLimits } from '../../engine/scan/index.ts'
import { grammarOf, type AnswerOf, type Outcome } from '../../syntax/index.ts'
import type { FileList } from '../repos/repos.ts'
import { createChannel, type Channel } from './channel.ts'
import { keyOf, readCode, whyUnparsed, type CodeFile, type CodeText } from './code-texts.ts'
import { contentLimits, foundFile } from './content-query.ts'
import type { FoundFile } from './found.ts'
import type { KnownOutcome } from './known-outcomes.ts'
import type { Begun, UnitSearch } from './run.ts'
import { searchContent } from './search-content.ts'
import { holds, type ReadyStructure } from './structures.ts'

/** Groups of candidates that are parsed, or wait for their consumer. */
const groupsAhead = 3
/** The first groups are small, so that the first results come soon. */
const firstGroup = 8
const largestGroup = 64
const maxGroupBytes = 1024 * 1024

interface Production extends UnitSearch {
  structure: ReadyStructure
  signal: AbortSignal
}

/** A file that contains what the structure needs. */
interface Candidate extends CodeFile {
  at: number
  size: number
}

/**
 * Searches files by their structure: those whose text contains what it needs, found as any text is, are parsed, in the order of the files.
 * The branch is a prepared one. Work begins at once; `results` must be taken or returned.
 */
export function searchStructure(search: UnitSearch): Begun {
  const stop = new AbortController()
  const signal = AbortSignal.any([search.request.signal, stop.signal])
  const channel = createChannel<Promise<FoundFile[]>>(groupsAhead)
  const production = { ...search, request: { ...search.request, signal }, signal, structure: search.deps.structures.of(search.branch) }
  const produced = produce(production, channel)
  return { results: consume(channel, async () => (stop.abort(), produced)) }
}

async function* consume(channel: Channel<Promise<FoundFile[]>>, stop: () => Promise<void>): AsyncGenerator<FoundFile> {
  try {
    for await (const group of channel.values()) yield* await group
  } finally {
    await stop()
  }
}

/** Gathers candidates into groups, each of which is judged while the next is gathered. Never rejects. */
async function produce(production: Production, channel: Channel<Promise<FoundFile[]>>): Promise<void> {
  const push = async (group: Candidate[]) => {
    const judged = judge(group, production)
    judged.catch(() => {}) // whoever takes it from the channel hears of it
    await channel.push(judged)
  }
  try {
    let group: Candidate[] = []
    let size = firstGroup
    for await (const candidate of candidatesOf(production)) {
      group.push(candidate)
      if (group.length < size && bytesOf(group) < maxGroupBytes) continue
      await push(group)
      group = []
      size = Math.min(size * 2, largestGroup)
    }
    if (group.length > 0) await push(group)
    channel.close()
  } catch (error) {
    channel.fail(error)
  }
}

const bytesOf = (group: readonly Candidate[]) => group.reduce((sum, { size }) => sum + size, 0)

/** Files of languages without a grammar have no structure; in languages that the pattern is no code of, it cannot stand. */
async function* candidatesOf({ structure, ...search }: Production): AsyncGenerator<Candidate> {
  const { unit, request, deps } = search
  const files = await deps.repos.files(request.viewer, unit.repository, unit.commit, request.signal)
  for await (const { at, path } of searchContent(search).results) {
    const language = languageOf(path)
    const reading = language === undefined ? undefined : structure.readings.get(language)
    if (language !== undefined && reading) yield candidateAt(files, { at, path, language, reading })
    else if (language === undefined || grammarOf(language) === undefined) unit.row.skipped('no_grammar', path)
  }
}

const candidateAt = (files: FileList, file: Omit<Candidate, 'oid' | 'size'>): Candidate => ({ ...file, oid: files.oid(file.at), size: files.size(file.at) ?? 0 })

/** One permit for all texts of the group. */
async function judge(group: readonly Candidate[], production: Production): Promise<FoundFile[]> {
  const { request, structure, deps, unit, signal } = production
  const outcomes = group.map((candidate) => request.outcomes.of(structure.asked, keyOf(candidate)))
  const unknown = group.filter((_, at) => outcomes[at] === undefined)
  const release = await deps.buffers.enter(signal)
  try {
    const judged = new Map(await parseAll(unknown, production))
    return group.flatMap((candidate, at) => {
      const outcome = outcomes[at] ?? judged.get(candidate) ?? 'no-match'
      return outcome === 'no-match' ? [] : [foundFile(unit, candidate, outcome)]
    })
  } finally {
    release()
  }
}

type Text = CodeText<Candidate>
type Found = Outcome<AnswerOf<'findStructure'>>

/** Of files whose trees are kept only those are read in which something was found, to be shown. */
async function parseAll(candidates: readonly Candidate[], production: Production): Promise<[Candidate, KnownOutcome][]> {
  const { deps, signal, request, structure } = production
  const limits = contentLimits({ deps, contextLines: request.contextLines })
  const known = await askKnown(candidates, production, limits)
  const { texts } = await readCode(candidates.filter((candidate) => mayMatch(candidate, known.get(candidate))), production)
  const unknown = texts.filter(({ file }) => !known.has(file))
  const questions = unknown.map(({ text, file }) => ({ language: file.language, text, name: keyOf(file), ask: asked(file, limits) }))
  const answers = await deps.syntax.askMany('findStructure', questions, { signal, search: request.number })
  const told = new Map<Candidate, Found | undefined>([...known, ...unknown.map(({ file }, at) => [file, answers[at]] as const)])
  return texts.flatMap((text) => {
    const outcome = outcomeOf(text, told.get(text.file), { production, limits })
    if (outcome) request.outcomes.note(structure.asked, keyOf(text.file), outcome)
    return outcome ? [[text.file, outcome]] : []
  })
}

const asked = ({ reading: { finders } }: Candidate, { maxMatches }: ScanLimits) => ({ finders, maxMatches })

async function askKnown(candidates: readonly Candidate[], { deps, signal, request }: Production, limits: ScanLimits): Promise<Map<Candidate, Found>> {
  const known = candidates.filter((candidate) => deps.syntax.knows(keyOf(candidate)))
  const answers = await deps.syntax.askKnown('findStructure', known.map((file) => ({ language: file.language, name: keyOf(file), ask: asked(file, limits) })), { signal, search: request.number })
  return new Map(known.flatMap((file, at) => (answers[at] ? [[file, answers[at]] as const] : [])))
}

function mayMatch({ reading: { condition } }: Candidate, found: Found | undefined): boolean {
  return found?.state !== 'done' || holds(condition, found.value.map(({ matches }) => matches.length > 0))
}

/** Null if the file could not be parsed, which the ledger is told. */
function outcomeOf({ file, bytes, encoding }: Text, answer: Found | undefined, { production, limits }: { production: Production; limits: ScanLimits }): KnownOutcome | null {
  if (answer?.state !== 'done') {
    production.unit.row.skipped(whyUnparsed(answer), file.path)
    return null
  }
  if (!mayMatch(file, answer)) return 'no-match'
  const found = answer.value
  const ranges = inOrder(found.flatMap(({ matches }) => matches))
  const { lines, cut } = shownLines(bytes, ranges, limits)
  return { kind: 'match', pathRanges: [], ranges, lines, limitHit: cut || found.some(({ limitHit }) => limitHit), encoding } satisfies DocumentResult
}

/** Each place once, in the order in which they begin; one that lies within another comes after it. */
function inOrder(ranges: readonly Range[]): Range[] {
  const unique = new Map(ranges.map((range) => [`${range.start.offset} ${range.end.offset}`, range]))
  return [...unique.values()].sort((a, b) => a.start.offset - b.start.offset || b.end.offset - a.end.offset)
}
