import type { NamedPlace } from '../contract.ts'
import type { Tree } from '../tree.ts'
import type { Place } from './code.ts'
import { lineText, linesOf, type Lines } from './lines.ts'
import type { Range } from './target.ts'

/** A place with what is to be told of it. */
export interface Told extends Place {
  range: Range
  symbol: string
  precise: boolean
  reason: string
}

/** Reads each file once, and gives its places with their lines, in the order given. */
export async function placesOf(told: readonly Told[], signal: AbortSignal): Promise<NamedPlace[]> {
  const texts = await readLines(told, signal)
  return told.map((each) => placeOf(each, texts.get(keyOf(each)) ?? null))
}

const keyOf = ({ tree, path }: Place) => `${tree.repository.id} ${tree.commit} ${path}`

async function readLines(places: readonly Place[], signal: AbortSignal): Promise<Map<string, Lines>> {
  const trees = new Map<Tree, Set<string>>()
  for (const { tree, path } of places) trees.set(tree, (trees.get(tree) ?? new Set()).add(path))
  const all = new Map<string, Lines>()
  for (const [tree, paths] of trees) {
    const texts = await tree.texts([...paths], signal)
    for (const [at, path] of [...paths].entries()) {
      const text = texts[at]
      if (typeof text === 'string') all.set(keyOf({ tree, path }), linesOf(text))
    }
  }
  return all
}

function placeOf({ tree, path, range, symbol, precise, reason }: Told, lines: Lines | null): NamedPlace {
  return {
    repo: tree.repository.name, rev: tree.rev, commit: tree.commit, path,
    line: range.line + 1, column: range.column + 1, endLine: range.endLine + 1, endColumn: range.endColumn + 1,
    precise, symbol, text: lines ? lineText(lines, range.line) : '', reason,
  }
}
