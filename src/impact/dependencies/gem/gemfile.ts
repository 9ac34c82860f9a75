import type { Scope } from '../project.ts'
import { argumentsFrom, rememberLoop, statementsIn, type Arguments, type Loops, type Token } from './ruby.ts'

/** What a Gemfile or a gemspec asks for. */
export interface GemAsk {
  name: string
  /** `~> 1.0, >= 1.0.1`, or where it comes from; null for any version, and for what is computed. */
  range: string | null
  scope: Scope
  at: { path: string; line: number }
}

/** A Gemfile: https://bundler.io/man/gemfile.5.html */
export interface Gemfile {
  asks: readonly GemAsk[]
  /** Where the gemspecs are that it takes in; null for its own folder. */
  gemspecs: readonly { folder: string | null; name: string | null }[]
  /** Gemfiles that it takes in. */
  includes: readonly string[]
  /** Lines that ask for what is computed. */
  computed: readonly number[]
}

/** What the blocks around a gem say of it. */
interface Block {
  /** Null for those without groups; else whether all of them are for development. */
  isDevelopment: boolean | null
  isOptional: boolean
  from: string | null
}

const plain: Block = { isDevelopment: null, isOptional: false, from: null }

export function readGemfile(text: string, path: string): Gemfile {
  const [asks, gemspecs, includes, computed]: [GemAsk[], { folder: string | null; name: string | null }[], string[], number[]] = [[], [], [], []]
  const blocks: Block[] = []
  const loops: Loops = new Map()
  for (const statement of statementsIn(text)) {
    rememberLoop(statement, loops)
    const place = statement.findIndex((token, at) => token.kind === 'name' && isCall(statement, at))
    const called = statement[place]
    const given = argumentsFrom(statement, place + 1, loops)
    const around = blocks.at(-1) ?? plain
    const [first] = given.positional
    if (called?.text === 'gem') {
      if (!first || first.length === 0) computed.push(called.line)
      for (const name of first ?? []) asks.push({ name, range: rangeOf(given, around), scope: scopeOf(given, around), at: { path, line: called.line } })
    } else if (called?.text === 'gemspec') gemspecs.push({ folder: given.options.get('path')?.[0] ?? null, name: given.options.get('name')?.[0] ?? null })
    else if (called?.text === 'eval_gemfile') {
      if (first?.[0] === undefined) computed.push(called.line)
      else includes.push(first[0])
    }
    follow(statement, called ? blockOf(called.text, given, around) : around, blocks)
  }
  return { asks, gemspecs, includes, computed }
}

const calls = new Set(['gem', 'gemspec', 'eval_gemfile', 'group', 'path', 'git', 'github'])

/** At the start, or behind what guards it: `if x then gem 'a' end`, `end; gem 'b'`, `{ gem 'c' }`. */
function isCall(statement: readonly Token[], at: number): boolean {
  const [before, own, next] = [statement[at - 1], statement[at], statement[at + 1]]
  if (!calls.has(own?.text ?? '') || (next?.kind === 'mark' && !/^[("*]$/.test(next.text) && !(own?.text === 'gemspec' && next.text !== '='))) return false
  return before === undefined || (before.kind === 'mark' ? before.text === '{' || before.text === '|' : before.text === 'then' || before.text === 'else')
}

function blockOf(called: string, { positional, options }: Arguments, around: Block): Block {
  const names = positional.flatMap((each) => each ?? [])
  if (called === 'group') return { ...around, isDevelopment: allDevelopment(names, around), isOptional: around.isOptional || options.has('optional') }
  return ['path', 'git', 'github'].includes(called) && names[0] !== undefined ? { ...around, from: `${called}:${names[0]}` } : around
}

const opening = new Set(['if', 'unless', 'case', 'while', 'until', 'begin', 'def', 'class', 'module', 'for'])

/** Opens and closes the blocks of a statement. */
function follow(statement: readonly Token[], block: Block, blocks: Block[]): void {
  for (const [at, { kind, text }] of statement.entries()) {
    const before = statement[at - 1]
    if (kind !== 'name' || (before?.kind === 'mark' && before.text === '.')) continue
    if (text === 'do') blocks.push(block)
    else if (text === 'end') blocks.pop()
    else if (opening.has(text) && (before === undefined || (before.kind === 'mark' && before.text === '='))) blocks.push(blocks.at(-1) ?? plain)
  }
}

function rangeOf({ positional, options }: Arguments, { from }: Block): string | null {
  const versions = positional.slice(1)
  if (versions.length > 0) return versions.includes(null) ? null : versions.flat().join(', ')
  const own = ['path', 'git', 'github', 'gist', 'bitbucket'].flatMap((kind) => options.get(kind)?.map((place) => `${kind}:${place}`) ?? [])[0]
  return own ?? from
}

/** By groups, which have no fixed names: these are the usual ones for what does not run where the program does. */
const development = /^(?:dev|develop|development|tests?|testing|spec|rspec|ci|docs?|documentation|lint|linters?|rubocop|style|cucumber|debug|benchmarks?|bench|prof|profil(?:e|ing)|release|tools?|mdl|typecheck|sorbet|ui_test|system_test|view_test|formula_test|coverage|guard|deploy(?:ment)?)$/

const allDevelopment = (groups: readonly string[], { isDevelopment }: Block) => (groups.length === 0 ? isDevelopment : isDevelopment !== false && groups.every((group) => development.test(group)))

function scopeOf({ options }: Arguments, around: Block): Scope {
  if (allDevelopment([...(options.get('group') ?? []), ...(options.get('groups') ?? [])], around)) return 'dev'
  return around.isOptional ? 'optional' : 'runtime'
}
