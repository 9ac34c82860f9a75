/**
 * A small language for tests: `‹x›` marks the name that is asked about, `«x»` its definition. What is found is told in one
 * line, as `definition file Cart.total`, `local`, `import ./cart add`, `member total of c: Cart = import ./cart Cart`; a definition elsewhere
 * than marked is told with its position.
 */

import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import type { Binding, Range, Receiver } from './answers.ts'
import { nameAt, occurrences, type NamedAt } from './names.ts'

export function meaning(grammar: Grammar, marked: string): string {
  const { text, asked, defined } = unmark(marked)
  const source = parseSource(grammar, text)
  const found = nameAt(source, asked)
  if (found === null) return 'no name'
  // What a text names is found where it stands, and is no occurrence of a name.
  const isText = /^["']/.test([...text.split('\n')[found.range.line] ?? ''].slice(found.range.column).join(''))
  const again = isText ? found : occurrences(source, { name: found.name }).find(({ range }) => samePlace(range, found.range))
  if (JSON.stringify(again) !== JSON.stringify(found)) return `differs as an occurrence: ${again ? told(again, defined) : 'missing'}`
  return told(found, defined)
}

function unmark(marked: string): { text: string; asked: Position; defined: Position | null } {
  const without = (marks: RegExp) => marked.replace(marks, '')
  const asked = without(/[«»›]/g)
  const defined = without(/[‹›»]/g)
  return { text: without(/[‹›«»]/g), asked: positionAt(asked, asked.indexOf('‹')), defined: defined.includes('«') ? positionAt(defined, defined.indexOf('«')) : null }
}

type Position = { line: number; column: number }

function positionAt(text: string, index: number): Position {
  const lines = text.slice(0, index).split('\n')
  return { line: lines.length - 1, column: [...lines.at(-1) ?? ''].length }
}

function told({ role, binding, range }: NamedAt, defined: Position | null): string {
  const line = tell(binding)
  const at = 'definition' in binding && !samePlace(binding.definition, defined ?? range) ? ` at ${binding.definition.line}:${binding.definition.column}` : ''
  return `${role === 'reference' ? '' : `${role} `}${line}${at}`
}

function samePlace(range: Range, { line, column }: Position): boolean {
  return range.line === line && range.column === column
}

export function tell(binding: Binding): string {
  switch (binding.kind) {
    case 'local': return 'local'
    case 'file': return `file ${binding.container}${binding.container && '.'}${binding.name}`
    case 'import': return `import ${binding.module} ${binding.name}${binding.alias ? ` as ${binding.alias}` : ''}`
    case 'member': return `member ${binding.name} of ${binding.receiver ? tellReceiver(binding.receiver) : 'nothing known'}`
    case 'unknown': return 'unknown'
  }
}

function tellReceiver({ text, binding, called, type }: Receiver): string {
  const of = type ? `: ${type.called ? 'call of ' : ''}${type.name} = ${tell(type.binding)}` : binding && binding.kind !== 'unknown' ? ` = ${called ? 'call of ' : ''}${tell(binding)}` : ''
  return `${text}${of}`
}
