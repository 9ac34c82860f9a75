/** Reads a literal: what stands between its quotes, with holes for what is put into it. */

import type { SgNode } from '@ast-grep/napi'
import type { Template } from './answers.ts'
import { unescaped } from './literal.ts'
import { joined } from './template.ts'

/** Prefix, quotes and the text between, in all the languages' ways: `rb'…'`, `$@"…"`, `r#"…"#`, `R"x(…)x"`, `"""…"""`, `%q(…)`. */
const QUOTED = /^([a-zA-Z]{0,3}|[$@]{1,4})(#{0,4})(?:"([\w-]{0,16})\(|("""|'''|["'`])|%[qQwW]?[({[|])/
const INTERPOLATION = /^(?:.*interpolat(?:ion|ed_\w+)|template_substitution|variable_name|member_access_expression|subscript_expression|dynamic_variable_name|interpolated_expression)$/
const NOT_INTERPOLATION = /^(?:interpolation_(?:start|quote|brace)|escape_interpolation|interpolated_string)$/

/** Some grammars leave the marks of a value outside of its node. */
const OPENED = /\$\{?$|\{$/

export function readString(node: SgNode, text: string, readHole: (inside: SgNode) => Template): Template {
  const { start, end } = node.range()
  const quotes = quotesOf(text.slice(start.index, end.index), node.kind() === 'raw_string_literal')
  const parts: Template[] = []
  let from = start.index + quotes.opening
  for (const inside of interpolationsOf(node)) {
    const range = inside.range()
    const before = text.slice(from, range.start.index)
    const mark = OPENED.exec(before)?.[0] ?? ''
    parts.push([literalPart(before.slice(0, before.length - mark.length), quotes)], readHole(inside))
    from = range.end.index + (mark.endsWith('{') && text[range.end.index] === '}' ? 1 : 0)
  }
  return joined(...parts, [literalPart(text.slice(from, Math.max(from, end.index - quotes.closing)), quotes)])
}

type Quotes = { opening: number; closing: number; isRaw: boolean; doublesBraces: boolean }

function quotesOf(whole: string, isRawKind: boolean): Quotes {
  const match = QUOTED.exec(whole)
  if (match === null) return { opening: 0, closing: 0, isRaw: true, doublesBraces: false }
  const [opening, prefix = '', hashes = '', delimiter, quote] = match
  const isRaw = /[rR@]/.test(prefix) || quote === '`' && isRawKind || delimiter !== undefined && prefix.endsWith('R')
  const isCpp = delimiter !== undefined && prefix.endsWith('R')
  if (delimiter !== undefined && !isCpp) return { opening: prefix.length + 1, closing: 1, isRaw, doublesBraces: false }
  const closing = isCpp ? delimiter.length + 2 : (quote?.length ?? 1) + hashes.length
  return { opening: opening.length, closing, isRaw, doublesBraces: /[fF$]/.test(prefix) }
}

function literalPart(text: string, { isRaw, doublesBraces }: Quotes): string {
  const plain = isRaw ? text : unescaped(text)
  return doublesBraces ? plain.replaceAll('{{', '{').replaceAll('}}', '}') : plain
}

function interpolationsOf(node: SgNode): SgNode[] {
  return node.children().flatMap((child) => {
    const kind = String(child.kind())
    if (kind === 'interpolated_string') return interpolationsOf(child)
    return INTERPOLATION.test(kind) && !NOT_INTERPOLATION.test(kind) ? [child] : []
  })
}
