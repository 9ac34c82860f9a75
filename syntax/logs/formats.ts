/** Where values go in texts that are formats. */

import type { Grammar } from '../grammars.ts'
import type { HoleKind, Template } from './answers.ts'
import { joined } from './template.ts'

type Style = { directive: RegExp; kindOf(directive: string): HoleKind | string }

/** C's printf, with what Python, Ruby, Java and others add: `%(name)s`, `%<name>d`, `%{name}`, `%1$s`, `%n`. A blank is no flag here, as `100% of` is none. */
const printf: Style = {
  directive: /%(?:%|\{\w{1,60}\}|(?:\(\w{1,60}\)|<\w{1,60}>|\d{1,2}\$)?[-+#0',]{0,6}(?:\*|\d{1,4})?(?:\.(?:\*|\d{1,4})?)?(?:hh|h|ll|l|L|q|j|z|t|I64|I32)?[a-zA-Z@])/g,
  kindOf(directive) {
    if (directive === '%%') return '%'
    const conversion = directive.at(-1) ?? ''
    if (conversion === 'n') return '\n'
    if ('diu'.includes(conversion)) return 'integer'
    if ('xX'.includes(conversion)) return 'hex'
    return 'feEgG'.includes(conversion) ? 'number' : 'any'
  },
}

/** `{}`, `{0}`, `{Name:0.00}`, `{:?}`; a brace is written twice to stand for itself. */
const braces: Style = {
  directive: /\{\{|\}\}|\{[^{}\n]{0,100}\}/g,
  kindOf: (directive) => directive === '{{' ? '{' : directive === '}}' ? '}' : 'any',
}

/** Those of Java's loggers know no doubled braces. */
const placeholders: Style = { directive: /\{[^{}\s]{0,40}\}/g, kindOf: () => 'any' }

const STYLES: Partial<Record<Grammar, readonly Style[]>> = {
  c: [printf], cpp: [printf, braces], csharp: [braces], go: [printf], java: [placeholders, printf], kotlin: [placeholders, printf], scala: [placeholders, printf],
  php: [printf, placeholders], python: [printf, braces], ruby: [printf], rust: [braces], swift: [printf], lua: [printf], elixir: [printf], bash: [printf],
  JavaScript: [printf], Tsx: [printf], TypeScript: [printf],
}

/** A literal template with holes where the language's formats have directives. The first style that finds any is the one that the text is written in. */
export function formatted(template: Template, grammar: Grammar): Template {
  const style = (STYLES[grammar] ?? [printf]).find(({ directive }) => template.some((part) => typeof part === 'string' && part.search(directive) >= 0))
  return style === undefined ? template : joined(...template.map((part) => typeof part === 'string' ? readFormat(part, style) : [part]))
}

function readFormat(text: string, { directive, kindOf }: Style): Template {
  const parts: Template = []
  let end = 0
  for (const match of text.matchAll(directive)) {
    const kind = kindOf(match[0])
    parts.push(text.slice(end, match.index), ...widthsOf(match[0]), isHole(kind) ? { hole: kind } : kind)
    end = match.index + match[0].length
  }
  return joined([...parts, text.slice(end)])
}

/** A width that is given as an argument prints nothing, but takes one: `%*s`, `%.*s`. */
const widthsOf = (directive: string): Template => (directive.startsWith('%') ? [...directive].filter((letter) => letter === '*').map(() => ({ hole: 'integer' })) : [])

const HOLES: ReadonlySet<string> = new Set<HoleKind>(['any', 'integer', 'number', 'hex', 'rest'])
const isHole = (kind: string): kind is HoleKind => HOLES.has(kind)
