import type { CodeSymbol } from '../engine/symbols/symbol.ts'
import type { Source } from './source.ts'

/** What a text defines, in order of position. */
export function outline(source: Source): CodeSymbol[] {
  const functions = source.grammar === 'go' ? source.root.findAll({ rule: { kind: 'function_declaration' } }) : []
  return functions.map((node) => {
    const { start, end } = node.range()
    return { name: node.field('name')?.text() ?? '', kind: 'function', container: '', line: start.line, column: 5, startLine: start.line, endLine: end.line }
  })
}
