/** The comment that tells what is defined: before the definition, behind it on its line, or its docstring. */

import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from './grammars.ts'
import { childOf } from './languages/rule.ts'
import type { Source } from './source.ts'

const MOST_DOC = 4000

/** Kinds of nodes, where they are not just `comment`. */
const COMMENTS: Partial<Record<Grammar, readonly string[]>> = {
  java: ['line_comment', 'block_comment'],
  kotlin: ['line_comment', 'multiline_comment'],
  rust: ['line_comment', 'block_comment'],
  scala: ['comment', 'block_comment'],
  swift: ['comment', 'multiline_comment'],
}

/** Without the marks of comments, 4,000 characters at most; empty if there is none. */
export function docOf(source: Source, node: SgNode): string {
  const docstring = source.grammar === 'python' ? pythonDocstring(node) : source.grammar === 'elixir' ? elixirDoc(node) : undefined
  return (docstring ?? commentOf(source, node)).slice(0, MOST_DOC)
}

function commentOf(source: Source, node: SgNode): string {
  const kinds = COMMENTS[source.grammar] ?? ['comment']
  const comments = source.root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }).map(placed)
  const lines = source.text.split('\n')
  const before = commentsBefore(comments, lines, firstLine(node, lines))
  if (before.length > 0) return withoutMarks(before.map(({ text }) => text).join('\n'))
  const { end } = node.range()
  const behind = comments.find(({ start, last }) => start.line === end.line && last === end.line && start.index >= end.index)
  return withoutMarks(behind?.text ?? '')
}

type Comment = { text: string; start: { line: number; column: number; index: number }; last: number }

function placed(node: SgNode): Comment {
  const { start, end } = node.range()
  // Comments of Rust end with the break of their line.
  return { text: node.text().trimEnd(), start, last: end.column === 0 && end.line > start.line ? end.line - 1 : end.line }
}

/** Those that follow one another without an empty line up to `line`, and have their lines for themselves; in order. */
function commentsBefore(comments: readonly Comment[], lines: readonly string[], line: number): Comment[] {
  const alone = comments.filter(({ start, text }) => lines[start.line]?.slice(0, start.column).trim() === '' && !text.startsWith('#!'))
  const byLastLine = new Map(alone.map((comment) => [comment.last, comment]))
  const found: Comment[] = []
  for (let next = byLastLine.get(line - 1); next !== undefined; next = byLastLine.get(next.start.line - 1)) found.unshift(next)
  return found
}

/** What stands around a definition and begins on a line before it. */
const AROUND = new Set(['template_declaration', 'decorated_definition', 'export_statement', 'declaration_command', 'type_declaration', 'var_declaration', 'const_declaration'])

/** The line where a definition begins with its decorators and attributes. */
function firstLine(node: SgNode, lines: readonly string[]): number {
  let outer = node
  for (let around = node.parent(); around !== null && AROUND.has(String(around.kind())); around = around.parent()) {
    // One of several in a group has no part in the comment before the group.
    if (around.children().filter((child) => child.kind() === node.kind()).length > 1 || childOf(around, '(')) break
    outer = around
  }
  let { line } = outer.range().start
  while (/^\s*(@\w|#!?\[)/.test(lines[line - 1] ?? '')) line--
  return line
}

function withoutMarks(comment: string): string {
  return comment.split('\n').map(withoutMark).join('\n').replace(/^\s*\n|\s+$/g, '').trim()
}

function withoutMark(line: string): string {
  return line.trim()
    .replace(/^(\/\*[*!]?|\*\/|\*|\/\/[/!]?|--\[=*\[|--+|#+)( |$|(?=\S))/, '')
    .replace(/(\s*\*+\/|\]=*\])$/, '')
}

function pythonDocstring(node: SgNode): string | undefined {
  const first = node.field('body')?.children().find((child) => child.kind() !== 'comment')
  const text = first?.kind() === 'expression_statement' ? first.child(0) : null
  return text?.kind() === 'string' ? unindented(text.text().replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, '')) : undefined
}

/** `@doc` before a function, `@moduledoc` in a module. */
function elixirDoc(node: SgNode): string | undefined {
  const inside = childOf(node, 'do_block')?.children() ?? []
  const attribute = precedingAttributes(node).find((one) => /^@(type)?doc\s/.test(one.text())) ?? inside.find((one) => /^@moduledoc\s/.test(one.text()))
  const text = attribute?.find({ rule: { kind: 'string' } })?.text()
  return text === undefined ? undefined : unindented(text.replace(/^("""|")|("""|")$/g, ''))
}

function precedingAttributes(node: SgNode): SgNode[] {
  const found: SgNode[] = []
  for (let before = node.prev(); before?.kind() === 'unary_operator'; before = before.prev()) found.push(before)
  return found
}

/** The text without the indentation that all of its lines but the first have in common. */
function unindented(text: string): string {
  const [first = '', ...rest] = text.split('\n')
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const common = Math.min(...indents, 1000)
  return [first.trim(), ...rest.map((line) => line.slice(common).trimEnd())].join('\n').trim()
}
