import type { Grammar } from '../grammars.ts'
import type { Source } from '../source.ts'
import type { Import } from './answers.ts'
import { imports } from './imports.ts'
import { packageNames } from './languages/go.ts'

/** What a file takes from a module. */
export interface Taken {
  /** As it is written: `./cart`, `com.acme.tax`, `<stdio.h>`. */
  module: string
  /** From 0. */
  line: number
  /** Exported names, in the order in which they come; `default` for a default export. Of a module that is brought in whole, the members that are spoken of. */
  names: string[]
}

export interface FileTaken {
  /** What the file says that it belongs to; empty where it says nothing. */
  package: string
  taken: Taken[]
}

/** Longer ones are none that people write; more are told by their first. */
const most = { imports: 2_000, names: 50, length: 300, parts: 8 }

/**
 * What a file takes from elsewhere: each import with the names that it is for, and what it only hands on. Members of a whole module are told by the text alone, so a
 * comment may add one.
 */
export function taken(source: Source): FileTaken {
  const file = imports(source)
  const membersOf = membersIn(source.text)
  const brought = file.imports.map((each): Taken => ({ module: each.module, line: each.range.line, names: namesOf(each, source.grammar, membersOf) }))
  const handedOn = file.exports.flatMap(({ module, from = '*', range }): Taken[] => (module === undefined ? [] : [{ module, line: range.line, names: from === '*' ? [] : [from] }]))
  return { package: file.package.slice(0, most.length), taken: [...brought, ...handedOn].filter(({ module }) => module.length <= most.length).slice(0, most.imports) }
}

function namesOf({ module, names }: Import, grammar: Grammar, membersOf: (qualifier: string) => readonly string[]): string[] {
  if (names === '*') return []
  const whole = names.flatMap(({ name, alias }) => (name === '*' ? [alias ?? module] : []))
  const qualifiers = grammar === 'go' && names.length === 0 ? packageNames(module) : whole
  const members = qualifiers.map(membersOf).find((found) => found.length > 0) ?? []
  const named = names.flatMap(({ name }) => (name === '*' ? [] : [name]))
  return [...new Set([...named, ...members])].filter((name) => name.length <= most.length).slice(0, most.names)
}

/** The names that stand behind a qualifier and a dot, anywhere in a text. */
function membersIn(text: string): (qualifier: string) => readonly string[] {
  let known: Map<string, Set<string>> | undefined
  return (qualifier) => [...((known ??= readMembers(text)).get(qualifier) ?? [])]
}

function readMembers(text: string): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>()
  for (const [chain] of text.matchAll(/(?<![\w.$])[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+/g)) {
    const parts = chain.split('.', most.parts)
    for (let length = 1; length < parts.length; length++) {
      const qualifier = parts.slice(0, length).join('.')
      members.set(qualifier, (members.get(qualifier) ?? new Set()).add(parts[length] ?? ''))
    }
  }
  return members
}
