/** What may stand between the tokens of a pattern: the words of a language as its grammar spells them, `if`, `return`, and comments. */

import { createRequire } from 'node:module'
import type { Grammar } from '../grammars.ts'

/** Built into ast-grep, which hands out no list of their nodes. */
const OF_JAVASCRIPT = `abstract accessor any as assert asserts async await bigint boolean break case catch class const continue debugger declare default
  defer delete do else enum export extends finally for from function get global if implements import in infer instanceof interface is keyof let meta module namespace
  never new number object of out override package private protected public readonly require return satisfies set source static string super switch symbol target this
  throw try type typeof unique unknown using var void while with yield`.split(/\s+/)

/** A word of the language is told by its kind, whose spelling is one; not in PHP, which takes them in any case. */
export function isWord(grammar: Grammar, text: string): boolean {
  return grammar !== 'php' && /^[a-z]{2,}$/.test(text)
}

const known = new Map<Grammar, readonly string[]>()

/** A tree has them as nodes without a name, which a pattern may lack. Longer ones first. Only where the grammar may be loaded. */
export function wordsOf(grammar: Grammar): readonly string[] {
  const words = known.get(grammar) ?? readWords(grammar)
  known.set(grammar, words)
  return words
}

type NodeType = { type: string; named: boolean }

function readWords(grammar: Grammar): string[] {
  const isBuiltIn = grammar === 'JavaScript' || grammar === 'Tsx' || grammar === 'TypeScript'
  const types: NodeType[] = isBuiltIn ? [] : createRequire(import.meta.url)(`@ast-grep/lang-${grammar}/src/node-types.json`)
  const spelt = isBuiltIn ? OF_JAVASCRIPT : types.filter(({ named }) => !named).flatMap(({ type }) => type.match(/\w+/g) ?? [])
  return [...new Set(spelt)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
}

const LINE = String.raw`//(?:[^\n]|\\\r?\n)*`
const BLOCK = String.raw`/\*[^*]*\*+(?:[^*/][^*]*\*+)*/`
/** Where comments nest no expression tells where one ends, so anything may follow. */
const NESTING = String.raw`/\*(?s:.*)`
const OF_WEB = String.raw`${LINE}|${BLOCK}|(?:<!--|-->)[^\n]*`
const HASH = String.raw`#[^\n]*`

const COMMENTS: Partial<Record<Grammar, string>> = {
  bash: HASH, elixir: HASH, python: HASH,
  ruby: String.raw`${HASH}|=begin(?s:.*)`,
  lua: String.raw`--[^\n]*|--\[(?s:.*)`,
  php: `${HASH}|${LINE}|${BLOCK}`,
  kotlin: `${LINE}|${NESTING}`, rust: `${LINE}|${NESTING}`, scala: `${LINE}|${NESTING}`, swift: `${LINE}|${NESTING}`,
  JavaScript: OF_WEB, Tsx: OF_WEB, TypeScript: OF_WEB,
}

/** RE2; every comment of the language matches it, and more may. */
export const commentOf = (grammar: Grammar): string => COMMENTS[grammar] ?? `${LINE}|${BLOCK}`
