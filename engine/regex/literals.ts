/** What can be told from the syntax tree alone about every text that it matches: bytes to look for before matching. */

import type { Regex } from './ast.ts'
import { contains } from './charset.ts'

const NEWLINE_CODE_POINT = 0x0a

/** The text that every match starts with; '' if there is none. Case-folded literals are not texts. */
export function prefixLiteral(node: Regex): string {
  return leading(node).text
}

/** `whole`: the node matches `text` and nothing else, so that what follows it follows the text. */
type Leading = { text: string; whole: boolean }

function leading(node: Regex): Leading {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return { text: '', whole: true }
    case 'literal':
      return node.fold ? NOTHING : { text: node.text, whole: true }
    case 'class':
    case 'alternate':
      return NOTHING
    case 'capture':
      return leading(node.node)
    case 'repeat':
      return node.min === 0 ? NOTHING : { ...leading(node.node), whole: false }
    case 'concat':
      return leadingOfConcat(node.nodes)
  }
}

const NOTHING: Leading = { text: '', whole: false }

function leadingOfConcat(nodes: readonly Regex[]): Leading {
  let text = ''
  for (const node of nodes) {
    const part = leading(node)
    text += part.text
    if (!part.whole) return { text, whole: false }
  }
  return { text, whole: true }
}

/** The longest text found that every match contains; '' if none was found. */
export function requiredLiteral(node: Regex): string {
  switch (node.kind) {
    case 'literal':
      return node.fold ? '' : node.text
    case 'capture':
      return requiredLiteral(node.node)
    case 'repeat':
      return node.min === 0 ? '' : requiredLiteral(node.node)
    case 'concat':
      return node.nodes.map(requiredLiteral).reduce((best, text) => (text.length > best.length ? text : best))
    default:
      return ''
  }
}

/** True if a match may contain a line break. If not, each line can be searched by itself. */
export function mayCrossLines(node: Regex): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return false
    case 'literal':
      return node.text.includes('\n')
    case 'class':
      return contains(node.set, NEWLINE_CODE_POINT)
    case 'capture':
      return mayCrossLines(node.node)
    case 'repeat':
      return node.max > 0 && mayCrossLines(node.node)
    case 'concat':
    case 'alternate':
      return node.nodes.some(mayCrossLines)
  }
}
