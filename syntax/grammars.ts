/**
 * Which grammar reads a language. Grammars are tree-sitter parsers in shared libraries, from the ast-grep language packages;
 * TypeScript and JavaScript are built into ast-grep itself.
 */

import { createRequire } from 'node:module'
import type * as AstGrep from '@ast-grep/napi'

/** As ast-grep knows them. */
export const GRAMMARS = [
  'bash', 'c', 'cpp', 'csharp', 'elixir', 'go', 'java', 'kotlin', 'lua', 'php', 'python', 'ruby', 'rust', 'scala', 'swift',
  'JavaScript', 'Tsx', 'TypeScript',
] as const
export type Grammar = (typeof GRAMMARS)[number]

/** By linguist's names, which `engine/lang.ts` tells of a path. */
const BY_LANGUAGE = new Map<string, Grammar>(Object.entries({
  Shell: 'bash', C: 'c', 'C++': 'cpp', Cuda: 'cpp', 'C#': 'csharp', Elixir: 'elixir', Go: 'go', Java: 'java', Kotlin: 'kotlin', Lua: 'lua', PHP: 'php',
  Python: 'python', Ruby: 'ruby', Rust: 'rust', Scala: 'scala', Swift: 'swift', JavaScript: 'JavaScript', TSX: 'Tsx', TypeScript: 'TypeScript',
}))

/** The grammar for a language by linguist's name; undefined where there is none. */
export function grammarOf(language: string): Grammar | undefined {
  return BY_LANGUAGE.get(language)
}

/** What stands in C++ only. Its reach is bounded, so that no text takes it long. */
const IN_CPP = new RegExp([
  String.raw`^[ \t]{0,40}(?:namespace [\w:]{0,200} ?\r?\n?\{|template ?<|(?:public|private|protected) ?:|using (?:namespace )?[\w:]{1,200} ?[;=])`,
  String.raw`^[ \t]{0,40}class [^;{}()]{1,300}\{`,
  String.raw`\bstd::\w`,
].join('|'), 'm')

/** The grammar that reads a text best: a header that ends in .h may be of C or C++, and linguist calls it C. */
export function grammarOfText(grammar: Grammar, text: string): Grammar {
  return grammar === 'c' && IN_CPP.test(text) ? 'cpp' : grammar
}

/** The languages by linguist's names that have a grammar. */
export function languagesWithGrammar(): string[] {
  return [...BY_LANGUAGE.keys()]
}

/**
 * What stands for the `$` of a hole where a grammar has none in its names. The packages of C and C++ propose `_`, which would make a hole of
 * every name such as `_FILE`.
 */
export function expandoOf(grammar: Grammar): '$' | 'µ' {
  return DOLLAR_IN_NAMES.has(grammar) ? '$' : 'µ'
}

const DOLLAR_IN_NAMES: ReadonlySet<Grammar> = new Set(['bash', 'java', 'lua', 'php', 'scala', 'JavaScript', 'Tsx', 'TypeScript'])

let registered = false

/**
 * Makes the grammars known to ast-grep, which bears that once in a process. Each is loaded when it is first used, and ast-grep
 * itself not before this: the server asks this file for names of languages, and never loads a grammar.
 */
export function registerGrammars(): void {
  if (registered) return
  registered = true
  const require = createRequire(import.meta.url)
  const builtIn: readonly Grammar[] = ['JavaScript', 'Tsx', 'TypeScript']
  const names = GRAMMARS.filter((name) => !builtIn.includes(name))
  const { registerDynamicLanguage }: typeof AstGrep = require('@ast-grep/napi')
  const registrations: AstGrep.DynamicLangRegistrations = Object.fromEntries(names.map((name) => [name, { ...require(`@ast-grep/lang-${name}`), expandoChar: expandoOf(name) }]))
  registerDynamicLanguage(registrations)
}
