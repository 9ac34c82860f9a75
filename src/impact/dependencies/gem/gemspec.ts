import { nameOf } from '../folders.ts'
import type { Scope } from '../project.ts'
import type { GemAsk } from './gemfile.ts'
import { argumentsFrom, rememberLoop, statementsIn, type Loops, type Token } from './ruby.ts'

/** What a gemspec says as far as it is written out: https://guides.rubygems.org/specification-reference/. */
export interface Gemspec {
  path: string
  name: string
  version: string | null
  asks: readonly GemAsk[]
  /** Lines that ask for what is computed. */
  computed: readonly number[]
}

const adds: Readonly<Record<string, Scope>> = { add_dependency: 'runtime', add_runtime_dependency: 'runtime', add_development_dependency: 'dev' }

export function readGemspec(text: string, path: string): Gemspec {
  const [asks, computed]: [GemAsk[], number[]] = [[], []]
  const told = new Map<string, string>()
  const loops: Loops = new Map()
  for (const statement of statementsIn(text)) {
    rememberLoop(statement, loops)
    const assigned = assignmentIn(statement)
    if (assigned && !told.has(assigned.key)) told.set(assigned.key, assigned.text)
    const place = statement.findIndex((token, at) => token.kind === 'name' && Object.hasOwn(adds, token.text) && isDot(statement[at - 1]))
    const called = statement[place]
    if (!called) continue
    const { positional: [names, ...versions] } = argumentsFrom(statement, place + 1, loops)
    if (!names || names.length === 0) computed.push(called.line)
    const range = versions.includes(null) || versions.length === 0 ? null : versions.flat().join(', ')
    for (const name of names ?? []) asks.push({ name, range, scope: adds[called.text] ?? 'runtime', at: { path, line: called.line } })
  }
  return { path, name: told.get('name') ?? nameOf(path).replace(/\.gemspec$/, ''), version: told.get('version') ?? null, asks, computed }
}

const isDot = (token: Token | undefined) => token?.kind === 'mark' && token.text === '.'

/** `s.name = "http"` */
function assignmentIn(statement: readonly Token[]): { key: string; text: string } | null {
  const [, dot, key, equals, value, ...rest] = statement
  const isPlain = isDot(dot) && key?.kind === 'name' && equals?.text === '=' && value?.kind === 'text'
  return isPlain && rest.every(({ text }) => text === '.' || text === 'freeze') ? { key: key.text, text: value.text } : null
}
