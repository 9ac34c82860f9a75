/** Line sets of two programs, and the reasons for which they may differ. */
import { languageOf } from '../../engine/lang.ts'
import type { Ledger } from '../../src/search/contract.ts'
import { gitArguments, ripgrepArguments, type Query } from './queries.ts'
import { oddityOf, readIn, runProgram, type Tree } from './trees.ts'

export interface Peer {
  name: 'git grep' | 'ripgrep'
  /** The lines as `repository path:line`, and how long the program took in all trees together. */
  run(query: Query, trees: readonly Tree[]): { lines: Set<string>; milliseconds: number }
}

export const gitGrep: Peer = { name: 'git grep', run: (query, trees) => runPeer(trees, query, ({ dir }) => runProgram('git', gitArguments(query), dir), gitLines) }
export const ripgrep: Peer = { name: 'ripgrep', run: (query, trees) => runPeer(trees, query, ({ dir }) => runProgram('rg', ripgrepArguments(query), dir), ripgrepLines) }

function runPeer(trees: readonly Tree[], { lang }: Query, start: (tree: Tree) => Buffer | null, read: (output: string) => [path: string, line: string][]): ReturnType<Peer['run']> {
  const lines = new Set<string>()
  let milliseconds = 0
  for (const tree of trees) {
    const begun = performance.now()
    const output = start(tree)
    milliseconds += performance.now() - begun
    // Latin-1 keeps every byte, so that no line break can appear or vanish; paths are turned into text afterwards.
    for (const [path, line] of read(output?.toString('latin1') ?? '')) {
      const name = Buffer.from(path, 'latin1').toString().replace(/^\.\//, '')
      if (lang === undefined || languageOf(name) === lang) lines.add(`${tree.repo} ${name}:${line}`)
    }
  }
  return { lines, milliseconds }
}

/** `path NUL line NUL text` on each line. */
const gitLines = (output: string): [string, string][] =>
  output.split('\n').flatMap((line) => {
    const [path = '', at = '', text] = line.split('\0', 3)
    return text === undefined ? [] : [[path, at] as [string, string]]
  })

/** `path NUL line:text`; with context of a match over several lines `path NUL line-text`. */
const ripgrepLines = (output: string): [string, string][] =>
  output.split('\n').flatMap((line) => {
    const [path = '', rest = ''] = line.split('\0', 2)
    const at = /^(\d+)[:-]/.exec(rest)?.[1]
    return at === undefined ? [] : [[path, at] as [string, string]]
  })

export interface Difference {
  /** Lines that only one of them found, by the reason, and `unexplained`. */
  reasons: Map<string, number>
  examples: string[]
}

/** Sorts the lines that only one of them found by what `reasonOf` says of each; `examples` are those without a reason. */
export function differenceOf(ours: ReadonlySet<string>, theirs: ReadonlySet<string>, reasonOf: (place: Place) => string | null): Difference {
  const reasons = new Map<string, number>()
  const examples: string[] = []
  const differing = [...[...ours].filter((line) => !theirs.has(line)).map((line) => `+ ${line}`), ...[...theirs].filter((line) => !ours.has(line)).map((line) => `- ${line}`)]
  for (const line of differing) {
    const colon = line.lastIndexOf(':')
    const reason = reasonOf({ file: line.slice(2, colon), line: Number(line.slice(colon + 1)), missing: line.startsWith('-') }) ?? unexplained
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    if (reason === unexplained && examples.length < 5) examples.push(line)
  }
  return { reasons, examples }
}

export const unexplained = 'unexplained'

/** A line that only one of them found: `repository path`, the line's number, and whether it is ours that lacks it. */
export interface Place {
  file: string
  line: number
  missing: boolean
}

/** Why a line may be found by one program only: what the ledger says, what is odd about the file, or about the line. */
export function createReasons(trees: readonly Tree[]): (ledger: Pick<Ledger, 'rows'>, query: Query) => (place: Place) => string | null {
  const texts = new Map<string, Text>()
  const textOf = (file: string) => {
    const known = texts.get(file) ?? readText(trees, file)
    texts.set(file, known)
    return known
  }
  return ({ rows }, { crosses }) => (place) => {
    const told = place.missing ? gapAt(rows, place.file) : null
    if (told !== null) return `in the ledger: ${told}`
    const { oddity, lines } = textOf(place.file)
    if (oddity !== null) return oddity
    return crosses && lines[place.line - 1] === '' ? 'an empty line within a match' : null
  }
}

interface Text {
  oddity: string | null
  lines: string[]
}

function readText(trees: readonly Tree[], file: string): Text {
  const tree = trees.find(({ repo }) => file.startsWith(`${repo} `))
  if (!tree) return { oddity: null, lines: [] }
  const bytes = readIn(tree, file.slice(tree.repo.length + 1))
  return { oddity: oddityOf(bytes), lines: bytes.toString('latin1').split(/\r?\n/) }
}

/** The gap of the ledger in which a file lies. The ledger names only a few files of each; where there are more, any may be one. */
function gapAt(rows: Ledger['rows'], file: string): string | null {
  for (const { repository, skipped } of rows) {
    if (!file.startsWith(`${repository} `)) continue
    const path = file.slice(repository.length + 1)
    const found = skipped.find(({ reason, count, examples }) => closed.has(reason) === false && (examples.includes(path) || count > examples.length))
    if (found) return found.reason
  }
  return null
}

/** What is left out for good, so that it explains nothing about a line of text. */
const closed: ReadonlySet<string> = new Set(['binary', 'submodule'])
