/**
 * Whether traces are resolved to the places that they were printed by:
 *
 *     node bench/traces.ts REPOSITORIES TRACES [DATA]
 *
 * TRACES holds one pasted text in each `*.txt`, and `expected.json`: rules that tell, by a regular expression on a frame's file,
 * the repository below REPOSITORIES, the revision that was running and the path in it. The program is not told the revision. DATA
 * keeps the server's data for the next run.
 * A place is right when repository and path are, and the line it points to holds the text that stood on the frame's line in the
 * revision that was running. A frame that no rule knows must not be called code of one of the repositories.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Located, ResolvedFrame } from '../src/intel/contract.ts'
import type { Repository } from '../src/repos/contract.ts'
import { addAll, startServer, type Server } from './real/server.ts'
import { runProgram } from './real/trees.ts'

interface Rule {
  file: string
  repo: string
  rev: string
  path: string
}

interface Expected {
  repo: string
  rev: string
  path: string
  line: number
  text: string
}

type Verdict = 'right' | 'wrong file' | 'wrong line' | 'not found' | 'rightly none' | 'false place'

/** The text of a line, or null where there is no such file or line. */
type LineAt = (at: { repo: string; rev: string; path: string; line: number }) => string | null

function createReader(repos: readonly Repository[]): LineAt {
  const urls = new Map(repos.map(({ name, url }) => [name, url]))
  const files = new Map<string, string[]>()
  return ({ repo, rev, path, line }) => {
    const name = `${rev}:${path}`
    const url = urls.get(repo)
    const lines = files.get(`${repo} ${name}`) ?? (url ? read(url, name) : [])
    files.set(`${repo} ${name}`, lines)
    return lines[line - 1] ?? null
  }
}

function read(url: string, name: string): string[] {
  try {
    return runProgram('git', ['cat-file', 'blob', name], url)?.toString().split(/\r?\n/) ?? []
  } catch {
    return [] // no such file at that revision
  }
}

function expectedOf({ file, line }: ResolvedFrame, rules: readonly Rule[], lineAt: LineAt): Expected | null {
  if (file === null || line === null) return null
  for (const rule of rules) {
    const found = new RegExp(rule.file).exec(file)
    if (!found) continue
    const at = { repo: rule.repo, rev: rule.rev, path: rule.path.replace('$1', found[1] ?? ''), line }
    const text = lineAt(at)
    return text === null ? null : { ...at, text }
  }
  return null
}

function judge({ place, inApp }: ResolvedFrame, expected: Expected | null, lineAt: LineAt): Verdict {
  if (!expected) return place && inApp ? 'false place' : 'rightly none'
  if (!place) return 'not found'
  if (place.repo !== expected.repo || place.path !== expected.path) return 'wrong file'
  const text = place.line === null ? null : lineAt({ repo: place.repo, rev: place.commit, path: place.path, line: place.line })
  return text === expected.text ? 'right' : 'wrong line'
}

const row = (...cells: (string | number)[]) => console.log(`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)

async function judgeTrace({ server, name, text, rules, lineAt }: { server: Server; name: string; text: string; rules: readonly Rule[]; lineAt: LineAt }): Promise<Verdict[]> {
  const begun = performance.now()
  const { traces } = await server.post<Located>('/api/v1/locate', { text })
  const milliseconds = performance.now() - begun
  const frames = traces.flatMap((trace) => trace.exceptions).flatMap((exception) => exception.frames).filter((frame) => frame.file !== null)
  const verdicts: Verdict[] = []
  let title = `${name} (${milliseconds.toFixed(0)} ms)`
  for (const frame of frames) {
    const expected = expectedOf(frame, rules, lineAt)
    const verdict = judge(frame, expected, lineAt)
    verdicts.push(verdict)
    if (verdict === 'rightly none') continue
    const { place } = frame
    row(
      title, `${frame.function ?? '–'}`, expected ? `${expected.repo} ${expected.path}:${expected.line} at ${expected.rev}` : '–',
      place ? `${place.repo === expected?.repo && place.path === expected.path ? 'same' : `${place.repo} ${place.path}`}:${place.line ?? '–'} at ${place.rev}, ${place.confidence}` : '–', frame.inApp ? 'ours' : '', verdict,
    )
    title = ''
  }
  return verdicts
}

async function run({ repositories, folder, data }: { repositories: string; folder: string; data: string }): Promise<void> {
  const rules = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Rule[]
  const server = await startServer(data)
  try {
    const lineAt = createReader(await addAll(server, repositories))
    row('trace', 'function', 'expected', 'resolved', '', 'verdict')
    row('---', '---', '---', '---', '---', '---')
    const verdicts: Verdict[] = []
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt')).sort()) {
      verdicts.push(...(await judgeTrace({ server, name: file.slice(0, -'.txt'.length), text: readFileSync(join(folder, file), 'utf8'), rules, lineAt })))
    }
    const counts = Map.groupBy(verdicts, (verdict) => verdict)
    console.log(`\n${[...counts].map(([verdict, all]) => `${all.length} ${verdict}`).join(', ')}.`)
  } finally {
    await server.stop()
  }
}

async function main([repositories, traces, data]: string[]): Promise<void> {
  if (repositories === undefined || traces === undefined) {
    console.error('Usage: node bench/traces.ts REPOSITORIES TRACES [DATA]')
    process.exitCode = 2
    return
  }
  const scratch = mkdtempSync(join(tmpdir(), 'firebreak-traces-'))
  try {
    await run({ repositories: resolve(repositories), folder: resolve(traces), data: resolve(data ?? join(scratch, 'data')) })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

await main(process.argv.slice(2))
