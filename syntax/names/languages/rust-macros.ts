/**
 * The grammar leaves what a macro is handed as single words. Most of it is written as the arguments of a call are, and is read as such:
 * `assert!(a.b())` as `assert (a.b())`. Nothing moves by it.
 */

import type { SgNode } from '@ast-grep/napi'
import { parseSource, type Source } from '../../source.ts'

/** Stands for the `!` of a macro that is read as a call; a blank to the grammar. */
export const OPENED = '\f'

/** Where the arguments of a macro stand: the `!` before them, and what they are to be written with. */
type Macro = { start: number; end: number; edits: readonly Edit[] }
type Edit = { at: number; text: string }

const MOST_ROUNDS = 4
/** A text that holds more is no code that people write. */
const MOST_MACROS = 20_000

/** The same source with the macros opened whose arguments read as those of a call. */
export function openMacros(source: Source): Source {
  let macros = macrosIn(source.root)
  if (macros.length === 0 || macros.length > MOST_MACROS) return source
  const before = errorsIn(source.root).length
  for (let round = 0; round < MOST_ROUNDS && macros.length > 0; round++) {
    const opened = parseSource(source.grammar, edited(source.text, macros))
    const errors = errorsIn(opened.root)
    if (errors.length <= before) return opened
    macros = without(macros, errors)
  }
  return source
}

function macrosIn(root: SgNode): Macro[] {
  const trees = root.findAll({ rule: { kind: 'token_tree', follows: { regex: '^!$' }, not: { inside: { kind: 'macro_definition', stopBy: 'end' } } } })
  return trees.flatMap((tree) => {
    const bang = tree.prev()
    return bang === null || isItem(tree) ? [] : macroAt(bang, tree) ?? []
  })
}

/** Between the items of a module nothing is called. */
function isItem(tree: SgNode): boolean {
  const around = tree.parent()?.kind() === 'macro_invocation' ? tree.parent()?.parent() : null
  const holder = around?.kind() === 'expression_statement' ? around.parent() : around
  return holder?.kind() === 'declaration_list'
}

/** `vec![0; n]` is read as `vec (0, n)`. */
function macroAt(bang: SgNode, tree: SgNode): Macro | null {
  const parts = tree.children()
  const [open, close] = [parts[0], parts.at(-1)]
  if (open === undefined || close === undefined || open.text() === '{') return null
  const { start, end } = tree.range()
  const semicolons = parts.filter((part) => part.text() === ';').map((part) => ({ at: part.range().start.index, text: ',' }))
  return { start: start.index, end: end.index, edits: [{ at: bang.range().start.index, text: OPENED }, { at: start.index, text: '(' }, ...semicolons, { at: end.index - 1, text: ')' }] }
}

function edited(text: string, macros: readonly Macro[]): string {
  const edits = macros.flatMap((macro) => macro.edits).toSorted((a, b) => a.at - b.at)
  const pieces = edits.map((edit, number) => edit.text + text.slice(edit.at + 1, edits[number + 1]?.at ?? text.length))
  return text.slice(0, edits[0]?.at ?? text.length) + pieces.join('')
}

function errorsIn(root: SgNode): { start: number; end: number }[] {
  return root.findAll({ rule: { kind: 'ERROR' } }).map((node) => {
    const { start, end } = node.range()
    return { start: start.index, end: end.index }
  })
}

/** Leaves closed what does not read as arguments: the innermost macro around each error, or all that it reaches over. */
function without(macros: readonly Macro[], errors: readonly { start: number; end: number }[]): Macro[] {
  const closed = new Set(errors.flatMap((error) => {
    const around = macros.filter(({ start, end }) => start <= error.start && error.end <= end)
    const innermost = around.reduce<Macro | undefined>((best, each) => (best && best.end - best.start <= each.end - each.start ? best : each), undefined)
    return innermost ? [innermost] : macros.filter(({ start, end }) => start <= error.end && error.start <= end)
  }))
  return macros.filter((macro) => !closed.has(macro))
}
