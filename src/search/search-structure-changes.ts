import { languageOf } from '../../engine/lang.ts'
import type { MarkedFile, MarkedLines, TouchedFile } from '../../engine/history/index.ts'
import type { PatternAtom, PatternNode } from '../../engine/pattern.ts'
import type { TouchedAnswer } from '../../engine/pool/index.ts'
import { grammarOf, type StructurePrint } from '../../syntax/index.ts'
import type { WholeCommit } from '../repos/repos.ts'
import { keyOf, type CodeFile } from './code-texts.ts'
import { commitFilter } from './commit-filter.ts'
import type { FoundCommit } from './found.ts'
import type { HistoryRange } from './history-range.ts'
import { readCommits } from './read-commits.ts'
import type { UnitSearch } from './run.ts'
import { diffOf } from './search-diffs.ts'
import { createPrintBook, type PrintBook, type Prints } from './structure-prints.ts'
import { holds, type Reading, type ReadyStructure } from './structures.ts'
import { walkChanges } from './walk-changes.ts'

/** Commits that are judged together: few at first, so that the first results come soon. */
const firstTogether = 2
const mostTogether = 16
/** Groups that are judged while the one before is taken. */
const groupsAhead = 2
/** A history takes no more words at once; with more, every commit is looked into. */
const maxWords = 30

type Change = TouchedAnswer['changes'][number]

interface Production extends UnitSearch {
  /** By languages. */
  readings: ReadonlyMap<string, Reading>
  prints: PrintBook
  range: HistoryRange
  /** Files that have no structure, which the ledger is told of once. */
  unread: Set<string>
}

/**
 * The commits of the unit's mainline that bring or take away code of a structure, newest first. The branch is a prepared one.
 *
 * A file's matches are held against those of the file before the commit, and what counts is their code, wherever it stands in the
 * file: code that is moved or laid out anew has neither come nor gone. Only files are looked into of which a line changed that
 * holds a word of the pattern; so a call of many lines, of which an argument changed, is the same call.
 */
export function searchStructureChanges(search: UnitSearch): AsyncGenerator<FoundCommit> {
  const readings = readingsOf(search.deps.structures.of(search.branch))
  const passes = commitFilter(search.branch, search.request.now)
  const [prints, unread] = [createPrintBook(search), new Set<string>()]
  return walkChanges(search, { kind: 'touched', pattern: anyWord(readings), caseSensitive: true }, async function* (changes, range) {
    const commits = await commitsOf(changes, { ...search, range })
    const wanted = commits.filter(({ commit }) => passes(commit))
    yield* judgeAll(wanted, { ...search, readings, prints, range, unread })
  })
}

/** What has to be found in one commit may be found in several of its files. */
const readingsOf = ({ readings }: ReadyStructure): Map<string, Reading> =>
  new Map([...readings].map(([language, reading]) => [language, { ...reading, needed: reading.neededBySome }]))

/** Null where a change may hold none of the words. */
function anyWord(readings: ReadonlyMap<string, Reading>): PatternNode | null {
  const needed = [...readings.values()].map((reading) => reading.needed)
  const words = new Map(needed.flatMap(wordsOf).map((word) => [word.pattern, word]))
  return needed.includes(null) || words.size > maxWords ? null : { kind: 'or', nodes: [...words.values()] }
}

function wordsOf(needed: PatternNode | null): PatternAtom[] {
  if (needed === null || needed.kind === 'not') return []
  if (needed.kind === 'atom') return needed.regex ? [] : [needed]
  return needed.nodes.flatMap(wordsOf)
}

interface Candidate {
  change: Change
  commit: WholeCommit
}

async function commitsOf(changes: readonly Change[], { unit, request, deps, range }: UnitSearch & { range: HistoryRange }): Promise<Candidate[]> {
  const commits = await readCommits({ viewer: request.viewer, repository: unit.repository, deps }, changes.map(({ position }) => range.history.oidAt(position)))
  return changes.flatMap((change, at) => {
    const commit = commits[at]
    return commit ? [{ change, commit }] : []
  })
}

async function* judgeAll(candidates: readonly Candidate[], production: Production): AsyncGenerator<FoundCommit> {
  const judged: Promise<FoundCommit[]>[] = []
  for (let at = 0, size = firstTogether; at < candidates.length; at += size, size = Math.min(size * 2, mostTogether)) {
    const group = judge(candidates.slice(at, at + size), production)
    group.catch(() => {}) // whoever takes it hears of it
    judged.push(group)
    if (judged.length > groupsAhead) yield* (await judged.shift()) ?? []
  }
  for (const group of judged) yield* await group
}

/** A file on both sides of a commit; null where it is not there. */
interface Sides {
  file: TouchedFile
  before: CodeFile | null
  after: CodeFile | null
}

async function judge(candidates: readonly Candidate[], production: Production): Promise<FoundCommit[]> {
  const sides = await sidesOf(candidates, production)
  const prints = await production.prints.of([...sides.values()].flat().flatMap(({ before, after }) => [before, after].filter((file) => file !== null)))
  const found = await Promise.all(candidates.map((candidate) => foundCommit(candidate, changedFiles(sides.get(candidate) ?? [], prints), production)))
  return found.filter((commit) => commit !== null)
}

/** Of the files that have a structure, those that are not the same before and after. */
async function sidesOf(candidates: readonly Candidate[], production: Production): Promise<Map<Candidate, Sides[]>> {
  const { unit, request, deps, range } = production
  const all = candidates.flatMap((candidate) => codeOf(candidate.change.files, production).map((code) => ({ candidate, ...code })))
  const oidBefore = ({ position }: Change) => (position > 0 ? range.history.oidAt(position - 1) : null)
  const places = all.flatMap(({ candidate: { change, commit }, file }) => [{ commit: oidBefore(change) ?? commit.oid, path: file.name }, { commit: commit.oid, path: file.name }])
  const oids = await deps.repos.blobsAt(request.viewer, unit.repository, places)
  const sides = all.map(({ candidate, file, code }, at) => {
    const side = (oid: string | null | undefined): CodeFile | null => (oid ? { ...code, oid } : null)
    return { candidate, file, before: oidBefore(candidate.change) === null ? null : side(oids[2 * at]), after: side(oids[2 * at + 1]) }
  })
  return Map.groupBy(sides.filter(({ before, after }) => before?.oid !== after?.oid), ({ candidate }) => candidate)
}

function codeOf(files: readonly TouchedFile[], { readings, unit, unread }: Production): { file: TouchedFile; code: Omit<CodeFile, 'oid'> }[] {
  return files.flatMap((file) => {
    const language = languageOf(file.name)
    const reading = language === undefined ? undefined : readings.get(language)
    if (language !== undefined && reading) return [{ file, code: { path: file.name, language, reading } }]
    if ((language === undefined || grammarOf(language) === undefined) && !unread.has(file.name)) {
      unread.add(file.name)
      unit.row.skipped('no_grammar', file.name)
    }
    return []
  })
}

/** What came to a file and what went from it, of each finder. */
interface ChangedFile {
  file: TouchedFile
  came: Surplus[]
  went: Surplus[]
  condition: CodeFile['reading']['condition']
}

function changedFiles(sides: readonly Sides[], known: ReadonlyMap<string, Prints>): ChangedFile[] {
  return sides.flatMap(({ file, before, after }) => {
    const code = after ?? before
    const [old, now] = [before, after].map((side) => (side ? known.get(keyOf(side)) : []))
    if (!code || !old || !now) return []
    const finders = code.reading.finders.map((_, at) => [old[at] ?? [], now[at] ?? []] as const)
    return [{ file, came: finders.map(([before, after]) => surplus(after, before)), went: finders.map(([before, after]) => surplus(before, after)), condition: code.reading.condition }]
  })
}

interface Surplus {
  /** How many more there are. */
  count: number
  /** All with such code: which of them are the new ones is told by the lines that changed. */
  matches: StructurePrint[]
}

/** What stands in one text more often than in another. */
function surplus(here: readonly StructurePrint[], there: readonly StructurePrint[]): Surplus {
  const balance = new Map<string, number>()
  for (const { print } of here) balance.set(print, (balance.get(print) ?? 0) + 1)
  for (const { print } of there) balance.set(print, (balance.get(print) ?? 0) - 1)
  const more = [...balance.values()].filter((count) => count > 0)
  return { count: more.reduce((sum, count) => sum + count, 0), matches: here.filter(({ print }) => (balance.get(print) ?? 0) > 0) }
}

/** Null if the commit changed nothing of the structure. */
async function foundCommit({ change, commit }: Candidate, files: readonly ChangedFile[], { unit, request, deps, range }: Production): Promise<FoundCommit | null> {
  const changed = files.filter(({ came, went }) => [...came, ...went].some(({ count }) => count > 0))
  if (!holdsOver(changed)) return null
  const marked = changed.map(({ file: { run, path }, came, went }): MarkedFile => ({ run, path, before: linesOf(went), after: linesOf(came) }))
  const { files: shown, isCut } = await deps.pool.run('marked', { query: range.asked.key, history: range.asked, position: change.position, files: marked }, { signal: request.signal })
  const diff = diffOf({ files: shown, added: countOf(changed.map(({ came }) => came)), removed: countOf(changed.map(({ went }) => went)), truncated: isCut })
  return { kind: 'commit', repository: unit.repository, rev: unit.rev, change: commit, ranges: [], diff }
}

const countOf = (surpluses: readonly Surplus[][]) => surpluses.flat().reduce((sum, { count }) => sum + count, 0)

/** What has to be found may be found in several files of one language. */
function holdsOver(files: readonly ChangedFile[]): boolean {
  return [...Map.groupBy(files, ({ condition }) => condition)].some(([condition, together]) =>
    holds(condition, together[0]?.came.map((_, finder) => together.some(({ came, went }) => (came[finder]?.count ?? 0) + (went[finder]?.count ?? 0) > 0)) ?? []))
}

/** More than can be shown. */
const maxLines = 20_000

function linesOf(surpluses: readonly Surplus[]): MarkedLines {
  const lines = new Map<number, { start: number; end: number }[]>()
  const matches = surpluses.flatMap((surplus) => surplus.matches).sort((a, b) => a.start.offset - b.start.offset || b.end.offset - a.end.offset)
  let room = maxLines
  for (const { start, end } of matches) {
    for (let line = start.line; line <= end.line && room > 0; line++, room--) {
      const marks = lines.get(line + 1) ?? []
      lines.set(line + 1, marks)
      marks.push({ start: line === start.line ? start.column : 0, end: line === end.line ? end.column : Infinity })
    }
  }
  return lines
}
