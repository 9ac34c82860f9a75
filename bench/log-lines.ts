/**
 * Whether lines of logs are traced to the statements that wrote them:
 *
 *     node bench/log-lines.ts CASES [SYSTEM] [--wrong]
 *
 * CASES holds a folder for each system: `source`, the code that ran; `lines`, what it logged; and `truth`, for each line `path:line` as the
 * logger itself printed it, which is taken out of the lines, and `-` where the statement stands in none of the files, so that none is the right
 * answer. A path may be the end of one. An answer is right when the place lies within the statement, or when the statement's helper stands
 * there, as a logger names the helper that was called, and not its caller.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languageOf, loadLanguages } from '../engine/lang.ts'
import { isTestPath } from '../src/intel/test-path.ts'
import { matchLines } from '../src/intel/log-lines/match.ts'
import { writtenBy, type FileStatements, type Writer, type Written } from '../src/intel/log-lines/writers.ts'
import { logsAreReadIn, startSyntax, type Syntax } from '../syntax/index.ts'

/** `alike`: another statement with the same text was taken. `no text`: the statement stands elsewhere or holds no literal text, so that none is the best answer. */
type Verdict = 'right' | 'by its helper' | 'alike' | 'no text' | 'wrong' | 'none'

interface Case {
  name: string
  lines: string[]
  truth: string[]
  written: Written
  seconds: { reading: number; matching: number }
  verdicts: Verdict[]
}

async function statementsIn(folder: string, syntax: Syntax): Promise<FileStatements[]> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const files = paths.flatMap((path) => {
    const language = languageOf(path)
    return language !== undefined && logsAreReadIn(language) && !isTestPath(path) ? [{ path, language, text: readFileSync(join(folder, path), 'utf8') }] : []
  })
  const outcomes = await syntax.askMany('logStatements', files)
  return files.flatMap(({ path }, at) => {
    const outcome = outcomes[at]
    return outcome?.state === 'done' ? [{ path, statements: outcome.value }] : []
  })
}

const linesOf = (path: string) => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n')

async function run(folder: string, name: string, syntax: Syntax): Promise<Case> {
  const begun = performance.now()
  const written = writtenBy(await statementsIn(join(folder, name, 'source'), syntax))
  const read = performance.now()
  const lines = linesOf(join(folder, name, 'lines'))
  const truth = linesOf(join(folder, name, 'truth'))
  const before = process.cpuUsage()
  const matched = matchLines(lines, written)
  const { user, system } = process.cpuUsage(before)
  const seconds = { reading: (read - begun) / 1000, matching: (user + system) / 1e6 / (lines.length / 10_000) }
  const judge = judgeOf(written)
  return { name, lines, truth, written, seconds, verdicts: matched.map(({ match }, at) => judge(match === null ? null : [match.writer, ...match.equals], truth[at] ?? '')) }
}

function judgeOf({ writers, patterns }: Written): (answer: readonly number[] | null, truth: string) => Verdict {
  const telling = [...new Set(patterns.map(({ writer }) => writer))].flatMap((number) => writers[number] ?? [])
  const hasText = new Map<string, boolean>()
  return (answer, truth) => {
    const told = hasText.get(truth) ?? telling.some((writer) => isAt(writer, truth) || isThrough(writer, truth))
    hasText.set(truth, told)
    const [first, ...others] = (answer ?? []).flatMap((number) => writers[number] ?? [])
    if (first !== undefined && isAt(first, truth)) return 'right'
    if (first === undefined) return !told && (truth === '-' || writers.some((writer) => isAt(writer, truth))) ? 'no text' : 'none'
    if (!told) return 'wrong'
    if (isThrough(first, truth)) return 'by its helper'
    return others.some((writer) => isAt(writer, truth) || isThrough(writer, truth)) ? 'alike' : 'wrong'
  }
}

/** Loggers count a call that is on several lines to one of them, or to the one before. */
function isAt({ path, line, endLine }: Pick<Writer, 'path' | 'line' | 'endLine'>, truth: string): boolean {
  const [, file = '', at = ''] = /^(.*):(\d+)$/.exec(truth) ?? []
  return `/${path}`.endsWith(`/${file}`) && line - 1 <= Number(at) && Number(at) <= endLine
}

const isThrough = ({ through }: Writer, truth: string) => through !== null && isAt({ ...through, endLine: through.line }, truth)

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`

/** The mean over statements of the part of their lines that is right. */
function macro({ truth, verdicts }: Case, isRight: (verdict: Verdict) => boolean): number {
  const groups = Map.groupBy(verdicts.map((verdict, at) => ({ verdict, place: truth[at] ?? '' })), ({ place }) => place)
  const parts = [...groups.values()].map((all) => all.filter(({ verdict }) => isRight(verdict)).length / all.length)
  return parts.reduce((sum, part) => sum + part, 0) / parts.length
}

function row(one: Case): string {
  const { name, lines, truth, written, seconds, verdicts } = one
  const count = (...wanted: Verdict[]) => verdicts.filter((verdict) => wanted.includes(verdict)).length
  const isRight = (verdict: Verdict) => verdict === 'right' || verdict === 'by its helper' || verdict === 'no text'
  const right = verdicts.filter(isRight).length
  const cells = [
    name, lines.length, truth.filter((place) => place === '-').length, new Set(truth).size, written.writers.length, percent(count('right'), lines.length), percent(right, lines.length), percent(macro(one, isRight), 1),
    percent(right + count('alike'), lines.length), percent(macro(one, (verdict) => isRight(verdict) || verdict === 'alike'), 1), count('wrong'), count('none'), seconds.reading.toFixed(1), seconds.matching.toFixed(1),
  ]
  return `| ${cells.join(' | ')} |`
}

const [folder = '', ...shown] = process.argv.slice(2)
const only = shown.find((word) => !word.startsWith('--')) ?? ''
if (folder === '') throw new Error('Say where the cases are: node bench/log-lines.ts CASES')
await loadLanguages()
const syntax = startSyntax({ processes: 2 })
const heads = ['system', 'lines', 'of others', 'places', 'statements', 'as printed', 'right', 'macro', 'right or alike', 'macro', 'wrong', 'none', 'reading, s', 'CPU s for 10,000 lines']
process.stdout.write(`| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}\n`)
for (const name of readdirSync(folder).toSorted().filter((name) => only === '' || name.startsWith(only))) {
  const one = await run(folder, name, syntax)
  process.stdout.write(`${row(one)}\n`)
  if (shown.includes('--wrong')) for (const [at, verdict] of one.verdicts.entries()) if (verdict === 'wrong' || verdict === 'none' || verdict === 'alike') process.stderr.write(`${verdict} ${one.truth[at]} ${one.lines[at]}\n`)
}
await syntax.close()
