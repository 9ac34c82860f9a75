/**
 * Patterns of code as people write them: in ast-grep's language (`$A`, `$$$ARGS`, `$_`), or in Comby's (`:[x]`, `...`), which is
 * translated into it. Both are the code that is looked for, with holes in it.
 *
 * A pattern is Comby's if it has holes of that form, or dots that stand alone, and none of ast-grep's. Three dots that touch a
 * name or an opening bracket behind them are code (`...args`, `args...`, `...[1, 2]`), and so are all dots beside `$A`.
 */

import type { StructureRule } from './rule.ts'

export type Template = {
  dialect: 'ast-grep' | 'comby'
  /** In ast-grep's language. */
  pattern: string
  /** What the node in a hole must satisfy besides, by the hole's name without `$`. */
  constraints: Record<string, StructureRule>
}

/** A sentence that says what was not understood, and what to write instead. */
export type Refused = { refused: string }

const AST_GREP_HOLE = /\$(?:\$\$)?[A-Z_][A-Z0-9_]*|\$\$\$/
const COMBY_HOLE = /:\[(?:\[\w+\]|[\s\w.]*\]|\w*~|\w+\\n\]|\w+:\w+\])/
/** Dots that stand for anything, not those of a spread, a variadic parameter or a range. */
const ELLIPSIS = /(?<![\w.$)\]])\.\.\.(?![\w.$[({])/

/** `where` is a rule in Comby's language, which speaks of the holes. */
export function readTemplate(text: string, where: string | null = null): Template | Refused {
  const isComby = !AST_GREP_HOLE.test(text) && (COMBY_HOLE.test(text) || ELLIPSIS.test(text))
  if (where !== null && !isComby) return { refused: 'A rule that begins with “where” speaks of holes as in :[x]. Write the pattern with such holes, or the rule in YAML.' }
  if (!isComby) return { dialect: 'ast-grep', pattern: text, constraints: {} }
  const conditions = where === null ? [] : readWhere(where)
  return 'refused' in conditions ? conditions : translate(text, conditions)
}

type Piece = { kind: 'code'; text: string } | { kind: 'ellipsis' } | Hole

type Hole = { kind: 'hole'; source: string; name: string; form: 'any' | 'identifier' | 'unspaced' | 'space' | 'line'; regex: string | null }

function translate(text: string, conditions: readonly Condition[]): Template | Refused {
  const pieces = cut(text)
  if ('refused' in pieces) return pieces
  const holes = pieces.filter((piece) => piece.kind === 'hole')
  const unknown = conditions.find(({ names }) => names.some((name) => !holes.some((hole) => hole.name === name)))
  if (unknown) return { refused: `The rule speaks of a hole that the pattern does not have: ${unknown.source}.` }
  const stuck = pieces.findIndex((piece, at) => piece.kind === 'hole' && piece.form !== 'space' && isStuck(pieces[at - 1], pieces[at + 1]))
  const part = pieces[stuck]
  if (part?.kind === 'hole') return { refused: `${part.source} is a part of a word. A hole stands for a whole expression, name or statement: write :[x~regex] in place of the word, such as :[x~get\\w+].` }
  return writeTemplate(pieces, createNames(holes, conditions), conditions)
}

/** The pieces of a text, in order. */
function cut(text: string): Piece[] | Refused {
  const pieces: Piece[] = []
  const code = (part: string) => part !== '' && pieces.push({ kind: 'code', text: part })
  for (let at = 0; at < text.length; ) {
    const next = nextMark(text, at)
    code(text.slice(at, next))
    if (next === text.length) break
    const end = text[next] === ':' ? holeEnd(text, next) : next + 3
    const piece = text[next] === ':' ? readHole(text.slice(next, end)) : ({ kind: 'ellipsis' } as const)
    if ('refused' in piece) return piece
    pieces.push(piece)
    at = end
  }
  return pieces
}

function nextMark(text: string, from: number): number {
  const hole = text.indexOf(':[', from)
  const dots = from + text.slice(from).search(ELLIPSIS)
  return Math.min(hole < 0 ? text.length : hole, dots < from ? text.length : dots)
}

/** Behind the bracket that closes the hole at `at`: an expression in it has brackets of its own. */
function holeEnd(text: string, at: number): number {
  let depth = 0
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '[') depth++
    else if (text[i] === ']' && --depth === 0) return i + 1
  }
  return text.length
}

function readHole(source: string): Hole | Refused {
  const hole = { kind: 'hole', source, regex: null } as const
  const [, identifier] = /^:\[\[(\w+)\]\]$/.exec(source) ?? []
  if (identifier !== undefined) return { ...hole, name: identifier, form: 'identifier' }
  const [, constrained, regex] = /^:\[(\w*)~(.+)\]$/s.exec(source) ?? []
  if (constrained !== undefined && regex !== undefined) return { ...hole, name: constrained, form: 'any', regex }
  const [, space, name, mark] = /^:\[(\s*)(\w*)(\.|\\n|\n|:e)?\]$/.exec(source) ?? []
  if (space === undefined || name === undefined) return { refused: `${source} is not a hole. The holes are :[x], :[_], :[[x]], :[x~regex] and “...”; code that looks like one is written with a space, “: [”.` }
  if (space !== '') return { ...hole, name: '', form: 'space' }
  return name === '' ? { refused: `${source} has no name. Write :[_] for anything.` } : { ...hole, name, form: FORMS.get(mark ?? '') ?? 'any' }
}

const FORMS = new Map<string, Hole['form']>([['.', 'unspaced'], ['\\n', 'line'], ['\n', 'line']])

function isStuck(before: Piece | undefined, after: Piece | undefined): boolean {
  return (before?.kind === 'code' && /\w$/.test(before.text)) || (after?.kind === 'code' && /^\w/.test(after.text))
}

/** One condition of a rule: two holes with the same text, or one with, or without, a text that is given. */
type Condition = { source: string; names: string[]; text: string | null; negated: boolean }

function readWhere(where: string): Condition[] | Refused {
  const conditions = where.replace(/^\s*where\b/, '').split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((part) => readCondition(part.trim()))
  const refused = conditions.filter((condition) => 'refused' in condition)[0]
  return refused ?? conditions.filter((condition) => !('refused' in condition))
}

function readCondition(source: string): Condition | Refused {
  const [, left, operator, right, text] = /^:\[(\w+)\]\s*(==|!=)\s*(?::\[(\w+)\]|"((?:[^"\\]|\\.)*)")$/.exec(source) ?? []
  if (left !== undefined && text !== undefined) return { source, names: [left], text: text.replace(/\\(.)/g, '$1'), negated: operator === '!=' }
  if (left !== undefined && right !== undefined && operator === '==') return { source, names: [left, right], text: null, negated: false }
  return { refused: `“${source}” cannot be translated: a where rule compares holes, as in :[x] == "text", :[x] != "text" or :[x] == :[y]. Write anything else as an ast-grep rule in YAML, such as rule:'{has: {pattern: foo($A)}}'.` }
}

/** What holes are called in the translation. */
type Names = {
  of(hole: Hole): string | null
  /** Stands in several places, or a condition speaks of it: one node, not a list of them. */
  isSingle(hole: Hole): boolean
}

/** Names of ast-grep begin with a capital; a name that begins with `_` would bind nothing. */
function createNames(holes: readonly Hole[], conditions: readonly Condition[]): Names {
  const same = new Map(conditions.filter(({ text }) => text === null).map(({ names: [left = '', right = ''] }) => [right, left]))
  const given = new Map<string, string>()
  const of = ({ name }: Hole): string | null => {
    if (name === '_' || name === '') return null
    const own = same.get(name) ?? name
    const wish = own.toUpperCase().replace(/^(?=[\d_])/, 'H')
    const known = given.get(own)
    const free = known ?? ([...given.values()].includes(wish) ? `${wish}_${given.size}` : wish)
    given.set(own, free)
    return free
  }
  const constrained = new Set(conditions.flatMap(({ names }) => names))
  return { of, isSingle: (hole) => constrained.has(hole.name) || holes.filter(({ name }) => name === hole.name).length > 1 }
}

function writeTemplate(pieces: readonly Piece[], names: Names, conditions: readonly Condition[]): Template {
  const constraints: Record<string, StructureRule> = {}
  const byName = new Map<string, string | null>()
  const parts = pieces.map((piece, at): string => {
    if (piece.kind === 'code') return piece.text
    if (piece.kind === 'ellipsis') return '$$$'
    if (piece.form === 'space') return ' '
    const name = names.of(piece) ?? (piece.regex === null ? null : `H_${at}`)
    byName.set(piece.name, name)
    const rule = ruleOf(piece)
    if (rule && name !== null) constraints[name] = { ...constraints[name], ...rule }
    const isList = !rule && piece.form === 'any' && isAlone(pieces[at - 1], pieces[at + 1]) && (name === null || !names.isSingle(piece))
    return `${isList ? '$$$' : '$'}${name ?? (isList ? '' : '_')}${piece.form === 'line' ? '\n' : ''}`
  })
  for (const condition of conditions) constrain(constraints, condition, byName)
  return { dialect: 'comby', pattern: parts.join(''), constraints }
}

function constrain(constraints: Record<string, StructureRule>, { names: [name = ''], text, negated }: Condition, byName: ReadonlyMap<string, string | null>): void {
  const own = byName.get(name)
  if (text === null || !own) return
  const rule = { regex: exactly(text) }
  const before = constraints[own]
  constraints[own] = { all: [...(before ? [before] : []), negated ? { not: rule } : rule] }
}

/** An expression for one text, in the syntax of Rust. */
export const exactly = (text: string): string => `^${text.replace(/[\\^$.*+?()[\]{}|#&~-]/g, '\\$&')}$`

function ruleOf({ form, regex }: Hole): StructureRule | null {
  if (regex !== null) return { regex: `^(?:${regex})$` }
  if (form === 'identifier') return { regex: '^\\w+$' }
  return form === 'unspaced' ? { regex: '^\\S+$' } : null
}

/** All that stands between two brackets, where Comby's hole takes a list as well as nothing. */
function isAlone(before: Piece | undefined, after: Piece | undefined): boolean {
  return before?.kind === 'code' && /[([{]\s*$/.test(before.text) && after?.kind === 'code' && /^\s*[)\]}]/.test(after.text)
}
