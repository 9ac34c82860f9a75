import { parseArgs } from 'node:util'
import { nearest } from './near.ts'
import { badUse, type ExitCode } from './problem.ts'
import type { Terminal } from './terminal.ts'

export type Flag = { type: 'boolean'; doc: string } | { type: 'string'; value: string; doc: string; choices?: readonly string[] }
export type Flags = Record<string, Flag>

/** What a flag comes out as: true or false, one of its choices, or text; undefined when it was not given. */
export type Values<F extends Flags> = {
  [Name in keyof F]: F[Name] extends { type: 'boolean' } ? boolean : F[Name] extends { choices: readonly (infer Choice)[] } ? Choice | undefined : string | undefined
}

export interface Context {
  terminal: Terminal
  env: Record<string, string | undefined>
  stdin: NodeJS.ReadStream
}

export interface Given<F extends Flags> {
  /** What stood on the command line besides flags. */
  words: string[]
  flags: Values<F> & { json: boolean }
}

/** One command of `firebreak`. Its help is made from this, so nothing is said twice. */
export interface Command<F extends Flags = Flags> {
  summary: string
  /** What comes after the name, for people. */
  usage: string
  /** How many words there may be. */
  words: { least: number; most: number }
  flags: F
  /** Paragraphs below the flags. */
  notes?: string[]
  run(context: Context, given: Given<F>): Promise<ExitCode>
}

/** Lets the types of the flags follow from their table. */
export const command = <const F extends Flags>(definition: Command<F>): Command<F> => definition

/** Flags that every command knows. */
export const commonFlags = {
  json: { type: 'boolean', doc: 'Answer in JSON on standard output' },
  help: { type: 'boolean', doc: 'Show how the command is used' },
} as const satisfies Flags

/** Reads what stands after the command's name. Throws bad use, with words, for what the command does not know. */
export function readArguments(name: string, target: Command, args: string[]): { help: boolean; given: Given<Flags> } {
  const flags: Flags = { ...target.flags, ...commonFlags }
  const { values, positionals } = parse({ name, flags, args })
  const help = values['help'] === true
  if (!help) assertWords(name, target, positionals)
  const read = { ...absent(flags), ...values, json: values['json'] === true } as Given<Flags>['flags']
  return { help, given: { words: positionals, flags: read } }
}

function parse({ name, flags, args }: { name: string; flags: Flags; args: string[] }) {
  const options = Object.fromEntries(Object.entries(flags).map(([flag, { type }]) => [flag, { type, ...(flag === 'help' ? { short: 'h' } : {}) }]))
  const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true })
  for (const token of tokens) if (token.kind === 'option') assertFlag({ name, flags, token })
  return { values: values as Record<string, string | boolean | undefined>, positionals }
}

function assertFlag({ name, flags, token }: { name: string; flags: Flags; token: { name: string; rawName: string; value?: string | undefined } }): void {
  const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined
  if (!flag) throw badUse(`${name} has no flag ${token.rawName}.${hintFor(flags, token.rawName)} (A word that begins with a dash goes behind --.)`)
  if (flag.type === 'boolean' && token.value !== undefined) throw badUse(`${token.rawName} takes no value.`)
  if (flag.type === 'boolean') return
  if (token.value === undefined) throw badUse(`${token.rawName} needs a value: ${token.rawName} ${flag.value}`)
  if (flag.choices && !flag.choices.includes(token.value)) throw badUse(`${token.rawName} is one of ${flag.choices.join(', ')}, not ${token.value}.`)
}

function hintFor(flags: Flags, rawName: string): string {
  const near = nearest(rawName, Object.keys(flags).map((flag) => `--${flag}`))
  return near ? ` Did you mean ${near}?` : ''
}

function assertWords(name: string, { words: { least, most }, usage }: Command, words: string[]): void {
  if (words.length >= least && words.length <= most) return
  throw badUse(`Use it like this: firebreak ${name} ${usage}`.trimEnd())
}

const absent = (flags: Flags) => Object.fromEntries(Object.entries(flags).map(([name, { type }]) => [name, type === 'boolean' ? false : undefined]))
