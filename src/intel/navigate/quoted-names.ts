import { familyOf } from '../families.ts'
import type { Place } from './code.ts'
import { lineText, linesOf } from './lines.ts'
import type { Symbols } from './symbols.ts'
import type { NamedAt } from './target.ts'

/** What a file of Ruby defines by symbols and strings, as names: `attr_reader :total`, `define_method('paid?')`. */
export async function quotedNames(symbols: Symbols, { tree, path }: Place): Promise<NamedAt[]> {
  if (familyOf(path) !== 'ruby') return []
  const [outline = []] = await symbols.of(tree, [path])
  const [text] = await tree.texts([path])
  const lines = linesOf(text ?? '')
  return outline.flatMap(({ name, container, line, column }): NamedAt[] => {
    const before = Array.from(lineText(lines, line))[column - 1] ?? ''
    const range = { line, column, endLine: line, endColumn: column + [...name].length }
    return /[:"']/.test(before) ? [{ name, range, role: 'definition', binding: { kind: 'file', name, container, definition: range } }] : []
  })
}
