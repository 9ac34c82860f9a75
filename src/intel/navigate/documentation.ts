import type { Family } from '../families.ts'
import { lineText, type Lines } from './lines.ts'

/** Where a declaration stands; lines from 0. */
export interface Declaration {
  /** Its first line, decorators included or not. */
  startLine: number
  /** The line of its name. */
  line: number
  endLine: number
}

const maxSignatureLines = 12
const maxDocumentationLines = 80

/** A declaration without its body, decorators and comments, as it stands in the file. */
export function signatureOf(family: Family, lines: Lines, { startLine, line, endLine }: Declaration): string {
  const first = startsWithType.has(family) ? Math.min(startLine, line) : line
  const out: string[] = []
  let depth = 0
  for (let at = first; at <= Math.min(endLine, first + maxSignatureLines); at++) {
    const text = lineText(lines, at)
    if (at < line && /^\s*(?:@|#\[|\/\/|\/\*|\*|\[)/.test(text)) continue
    const end = endOfHeader(family, text, depth)
    out.push(text.slice(0, end.at).trimEnd())
    if (end.done || (end.depth <= 0 && at >= line)) break
    depth = end.depth
  }
  return undent(out).trim()
}

/** A type or modifiers may stand on lines before the name. */
const startsWithType: ReadonlySet<Family> = new Set(['c', 'jvm', 'csharp'])

interface HeaderEnd {
  at: number
  done: boolean
  depth: number
}

/** Where the body begins on a line, outside of parentheses. */
function endOfHeader(family: Family, text: string, before: number): HeaderEnd {
  let depth = before
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if ('(['.includes(char)) depth++
    else if (')]'.includes(char)) depth--
    else if (char === '{' && depth <= 0 && family !== 'ruby') return { at, done: true, depth }
    else if (char === ':' && family === 'python' && depth <= 0 && /^:\s*(#.*)?$/.test(text.slice(at))) return { at, done: true, depth }
  }
  return { at: text.length, done: false, depth }
}

function undent(lines: readonly string[]): string {
  const full = lines.filter((line) => line.trim() !== '')
  const indent = Math.min(...full.map((line) => line.length - line.trimStart().length), Infinity)
  return full.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n')
}

/** The comment above a declaration, or the string that a Python definition begins with, as Markdown. */
export function documentationOf(family: Family, lines: Lines, declaration: Declaration): string {
  const inside = family === 'python' ? docstring(lines, declaration) : ''
  return inside === '' ? commentAbove(family, lines, declaration) : inside
}

function commentAbove(family: Family, lines: Lines, { startLine, line }: Declaration): string {
  const found: string[] = []
  let inBlock = false
  for (let at = Math.min(startLine, line) - 1; at >= 0 && found.length < maxDocumentationLines; at--) {
    const text = lineText(lines, at).trim()
    if (found.length === 0 && !inBlock && /^(@\w|#\[|\[\w)/.test(text)) continue // decorators stand between
    if (text.endsWith('*/')) inBlock = true
    if (!inBlock && !isLineComment(family, text)) break
    found.unshift(withoutMarks(family, text))
    if (text.startsWith('/*')) {
      inBlock = false
      if (!text.startsWith('/**') && found.length > 1) break
    }
  }
  return found.join('\n').trim()
}

const hashes: ReadonlySet<Family> = new Set(['python', 'ruby', 'elixir', 'shell'])

const isLineComment = (family: Family, text: string) => (hashes.has(family) ? /^#(?!!)/.test(text) : family === 'lua' ? text.startsWith('--') : text.startsWith('//'))

function withoutMarks(family: Family, text: string): string {
  if (hashes.has(family)) return text.replace(/^#+ ?/, '')
  if (family === 'lua') return text.replace(/^-+ ?/, '')
  const inner = text.replace(/^\/\*+!? ?/, '').replace(/\s*\*+\/$/, '').replace(/^\/{2,}!? ?/, '').replace(/^\* ?/, '')
  return inner.replace(/^@(\w+)\s+/, '- *$1* ')
}

function docstring(lines: Lines, { line, endLine }: Declaration): string {
  for (let at = line; at <= Math.min(endLine, line + maxSignatureLines); at++) {
    const opens = /^\s*[rRuUbB]?("""|''')/.exec(lineText(lines, at))
    if (opens && at > line) return stringFrom(lines, at, opens[1] ?? '"""', endLine)
  }
  return ''
}

function stringFrom(lines: Lines, first: number, quote: string, endLine: number): string {
  const out: string[] = []
  for (let at = first; at <= Math.min(endLine, first + maxDocumentationLines); at++) {
    const text = lineText(lines, at)
    const body = at === first ? text.slice(text.indexOf(quote) + quote.length) : text
    const end = body.indexOf(quote)
    out.push(end >= 0 ? body.slice(0, end) : body)
    if (end >= 0) break
  }
  const [head = '', ...rest] = out
  return [head.trim(), undentKeepingBlank(rest)].join('\n').trim()
}

function undentKeepingBlank(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const indent = indents.length > 0 ? Math.min(...indents) : 0
  return lines.map((line) => line.slice(indent)).join('\n')
}
