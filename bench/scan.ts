/**
 * How fast the brute-force searcher reads, beside ripgrep and git grep in the same run:
 *
 *     node bench/scan.ts DIR [PATTERN…]
 *
 * Prints, for each pattern, the matching lines found and megabytes of text a second. Ours runs on one thread over files
 * that are in memory; the peers read the same files, from the page cache, and with all their threads, which is why their
 * user time stands beside. `i:` in front of a pattern ignores case.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compilePattern, DEFAULT_LIMITS, scanDocument, type ScanLimits } from '../engine/scan/index.ts'

const DEFAULT_PATTERNS = [
  'function',
  'i:function',
  'e',
  '\\w+Exception',
  'foo.*bar',
  '0x[0-9a-f]{16}',
  '[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+',
  'i:todo|fixme',
  '(.*a){25}',
  'nowhere_to_be_found',
]

const MAX_CORPUS_BYTES = 500e6

type Corpus = { dir: string; files: { path: string; bytes: Buffer }[]; bytes: number }

function readCorpus(dir: string): Corpus {
  const corpus: Corpus = { dir, files: [], bytes: 0 }
  addFiles(corpus, dir)
  return corpus
}

/** Symbolic links are not followed, as the peers do not. */
function addFiles(corpus: Corpus, dir: string): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (corpus.bytes > MAX_CORPUS_BYTES) return
    if (entry.isDirectory()) addFiles(corpus, path)
    if (!entry.isFile()) continue
    const bytes = readFileSync(path)
    corpus.files.push({ path, bytes })
    corpus.bytes += bytes.length
  }
}

type Run = { lines: number; seconds: number; cpuSeconds: number }

const UNLIMITED: ScanLimits = { ...DEFAULT_LIMITS, maxDocumentBytes: Infinity, maxMatches: Infinity, maxLines: Infinity, maxSteps: Infinity }

function timed(work: () => number): Run {
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  const lines = work()
  const cpu = process.cpuUsage(cpuBefore)
  return { lines, seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (cpu.user + cpu.system) / 1e6 }
}

function scanAll({ files }: Corpus, pattern: string, caseSensitive: boolean): Run {
  const compiled = compilePattern({ kind: 'atom', field: 'content', pattern, regex: true }, { caseSensitive })
  if (!compiled.ok) throw new Error(compiled.issue.message)
  return timed(() => {
    let lines = 0
    for (const file of files) {
      const outcome = scanDocument(file, compiled.matcher, { limits: UNLIMITED })
      if (outcome.kind === 'match') lines += outcome.lines.length
    }
    return lines
  })
}

/** `args` must make the program list one matching line a line. Null if the machine has no such program. */
function runPeer([program, ...args]: string[], cwd: string): Run | null {
  const scratch = mkdtempSync(join(tmpdir(), 'firebreak-bench-'))
  const script = join(scratch, 'run.sh')
  // The shell's own clock tells the user time of the program, which spawnSync does not.
  writeFileSync(script, 'TIMEFORMAT="%R %U %S"; time { "$@" 2>/dev/null </dev/null | wc -l; }\n')
  const { stdout, stderr } = spawnSync('bash', [script, program, ...args], { cwd, encoding: 'utf8' })
  rmSync(scratch, { recursive: true })
  const [seconds, user, system] = stderr.trim().split(' ').map(Number)
  return spawnSync(program, ['--version']).error ? null : { lines: Number(stdout), seconds, cpuSeconds: user + system }
}

function show(name: string, run: Run | null, bytes: number): string {
  if (run === null) return `${name}: not installed`
  const speed = bytes / 1e6
  const column = (value: number) => value.toFixed(0).padStart(7)
  return `${name.padEnd(10)}${column(run.lines)} lines${column(speed / run.seconds)} MB/s,${column(speed / run.cpuSeconds)} MB a CPU-second`
}

function compare(corpus: Corpus, spec: string): void {
  const ignoreCase = spec.startsWith('i:')
  const pattern = ignoreCase ? spec.slice(2) : spec
  const flags = ignoreCase ? ['-i'] : []
  console.log(`\n${spec}`)
  console.log(show('firebreak', scanAll(corpus, pattern, !ignoreCase), corpus.bytes))
  const everyFile = ['--no-config', '--no-ignore', '--hidden', '--no-unicode']
  console.log(show('ripgrep', runPeer(['rg', ...everyFile, '-N', ...flags, '-e', pattern, '.'], corpus.dir), corpus.bytes))
  console.log(show('git grep', runPeer(['git', 'grep', '--no-index', '--no-exclude-standard', '-I', '-P', ...flags, '-e', pattern], corpus.dir), corpus.bytes))
}

function main([dir, ...patterns]: string[]): void {
  if (dir === undefined) {
    console.error('Usage: node bench/scan.ts DIR [PATTERN…]')
    process.exitCode = 2
    return
  }
  const corpus = readCorpus(dir)
  console.log(`${corpus.files.length} files, ${(corpus.bytes / 1e6).toFixed(0)} MB`)
  for (const spec of patterns.length > 0 ? patterns : DEFAULT_PATTERNS) compare(corpus, spec)
}

main(process.argv.slice(2))
