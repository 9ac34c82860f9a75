import type { Regex } from '../regex/index.ts'

const UTF8_MAX = 4

/** The most bytes that a match can have; Infinity where there is no bound. */
export function maxMatchBytes(node: Regex): number {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return 0
    case 'literal':
      // A case variant may take more bytes than what was typed.
      return node.fold ? [...node.text].length * UTF8_MAX : Buffer.byteLength(node.text)
    case 'class':
      return UTF8_MAX
    case 'capture':
      return maxMatchBytes(node.node)
    case 'repeat':
      return node.max === 0 ? 0 : node.max * maxMatchBytes(node.node) || 0
    case 'concat':
      return node.nodes.reduce((sum, inner) => sum + maxMatchBytes(inner), 0)
    case 'alternate':
      return node.nodes.reduce((most, inner) => Math.max(most, maxMatchBytes(inner)), 0)
  }
}
