import type { PatternNode } from '../pattern.ts'
import type { Question } from './corpus.fixture.ts'

/** A query in one line, for the message of a failed test. */
export const printPlanOf = ({ pattern, caseSensitive }: Question): string => `${caseSensitive ? 'case ' : ''}${print(pattern)}`

function print(node: PatternNode): string {
  if (node.kind === 'atom') return `${node.field}:${node.regex ? `/${node.pattern}/` : JSON.stringify(node.pattern)}`
  return node.kind === 'not' ? `not ${print(node.node)}` : `(${node.nodes.map(print).join(` ${node.kind} `)})`
}
