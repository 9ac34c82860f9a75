/** How large the program of an expression is, told without making it. */

import type { Regex } from './ast.ts'
import { caseOrbit } from './unicode.ts'
import { utf8Graph } from './utf8.ts'

/**
 * How many instructions and edges a program may have, which also bounds the work that is done for one byte of text. A
 * counted repetition is written out, so that `(x{1000}){1000}` would have millions.
 */
export const MAX_PROGRAM_SIZE = 150_000

/**
 * Instructions and edges of the program of `node`, in either direction, or somewhat more; once it is above `limit`, any number
 * above it. What lays down nothing counts as well: it takes time to repeat.
 */
export function programSize(node: Regex, limit = MAX_PROGRAM_SIZE): number {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return 1
    case 'literal':
      return literalSize(node)
    case 'class':
      return utf8Graph(node.set).reduce((size, edges) => size + 1 + edges.length, 0)
    case 'capture':
      return 1 + programSize(node.node, limit)
    case 'concat':
    case 'alternate':
      return sizeOfAll(node.nodes, limit)
    case 'repeat':
      return (programSize(node.node, limit) + 1) * Math.max(1, node.max === Infinity ? node.min : node.max) + 1
  }
}

function sizeOfAll(nodes: readonly Regex[], limit: number): number {
  let size = 0
  for (const node of nodes) {
    size += 1 + programSize(node, limit - size)
    if (size > limit) break
  }
  return size
}

/** An instruction and an edge for each byte. */
function literalSize({ text, fold }: { text: string; fold: boolean }): number {
  if (!fold) return 2 * utf8Length(text)
  let size = 0
  for (const char of text) {
    for (const variant of caseOrbit(char.codePointAt(0) ?? 0)) size += 2 * utf8Length(String.fromCodePoint(variant))
  }
  return size
}

const encoder = new TextEncoder()
const utf8Length = (text: string): number => encoder.encode(text).length
