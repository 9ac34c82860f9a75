/** From the statements of many files to what can have written a line: helpers that log for their callers are joined with their calls. */

import type { LogStatement, Part, Template } from '../../../syntax/index.ts'
import { patternsOf, type Pattern } from './pattern.ts'

/** A statement in its file. */
export interface Writer {
  path: string
  /** From 1; `line` is that of the call's name. */
  line: number
  endLine: number
  function: string | null
  level: LogStatement['level']
  sink: LogStatement['sink']
  fields: readonly string[]
  /** Where the function that logs for it does so. */
  through: { path: string; line: number } | null
}

export interface FileStatements {
  path: string
  statements: readonly LogStatement[]
}

export interface Written {
  writers: Writer[]
  patterns: Pattern[]
}

/** A function that hands one of its arguments on to a logger: as the whole message, or with so few letters around it that these tell nothing. */
interface Helper {
  parameter: number
  template: Template
  level: LogStatement['level']
  at: { path: string; line: number }
}

const MOST_LETTERS_AROUND = 16
const MOST_HELPERS_OF_A_NAME = 64
/** Of a call: those that lie nearest to it. */
const MOST_HELPERS_OF_A_CALL = 6
const MOST_PATTERNS = 500_000

export function writtenBy(files: readonly FileStatements[]): Written {
  const helpers = helpersIn(files)
  const writers: Writer[] = []
  const patterns: Pattern[] = []
  for (const { path, statements } of files) {
    for (const statement of statements) {
      if (patterns.length >= MOST_PATTERNS) break
      const used = nearestTo(path, (helpers.get(statement.callee) ?? []).filter(({ parameter }) => parameter === statement.argument))
      const writer = writers.push(writerOf(path, statement, used)) - 1
      const own = statement.templates.filter((template) => !isGiven(template))
      patterns.push(...distinct([...own, ...used.flatMap((helper) => around(helper, own))]).flatMap((template) => patternsOf(template, writer)))
    }
  }
  return { writers, patterns }
}

/** Names such as `infof` are many helpers': a call means one of its own folders rather than one of another house. */
function nearestTo(path: string, helpers: readonly Helper[]): readonly Helper[] {
  if (helpers.length < 2) return helpers
  const folders = path.split('/')
  const shared = ({ at }: Helper) => {
    const others = at.path.split('/')
    const apart = folders.findIndex((folder, place) => folder !== others[place])
    return apart < 0 ? folders.length : apart
  }
  return helpers.toSorted((a, b) => shared(b) - shared(a)).slice(0, MOST_HELPERS_OF_A_CALL)
}

function writerOf(path: string, statement: LogStatement, used: readonly Helper[]): Writer {
  const sink = statement.sink === 'unknown' && used.length > 0 ? 'logger' : statement.sink
  const level = statement.level ?? used.find((helper) => helper.level !== null)?.level ?? null
  return { path, line: statement.line + 1, endLine: statement.endLine + 1, function: statement.within, level, sink, fields: statement.fields, through: used[0]?.at ?? null }
}

function helpersIn(files: readonly FileStatements[]): Map<string, Helper[]> {
  const helpers = new Map<string, Helper[]>()
  for (const { path, statements } of files) {
    for (const { within, sink, templates, level, line } of statements) {
      if (within === null || sink === 'unknown') continue
      for (const template of templates) {
        const parameter = handedOn(template)
        if (parameter === null) continue
        const known = helpers.get(within) ?? []
        if (known.length < MOST_HELPERS_OF_A_NAME) helpers.set(within, [...known, { parameter, template, level, at: { path, line: line + 1 } }])
      }
    }
  }
  return helpers
}

const isParameterPart = (part: Part): part is { parameter: number } => typeof part === 'object' && 'parameter' in part
const isGiven = (template: Template) => template.some(isParameterPart) && lettersIn(template) === 0

/** The last of the parameters, as what stands before the message is its level or its source. */
function handedOn(template: Template): number | null {
  if (lettersIn(template) > MOST_LETTERS_AROUND) return null
  return template.findLast(isParameterPart)?.parameter ?? null
}

const lettersIn = (template: Template) => template.filter((part) => typeof part === 'string').join('').replace(/[^\p{L}\p{N}]/gu, '').length

/** What the helper writes for its caller; nothing new where it adds no letters of its own. */
function around({ parameter, template }: Helper, messages: readonly Template[]): Template[] {
  if (lettersIn(template) < 2) return []
  return messages.map((message) => template.flatMap((part): Template => (isParameterPart(part) && part.parameter === parameter ? message : [part])))
}

function distinct(templates: readonly Template[]): Template[] {
  return [...new Map(templates.map((template) => [JSON.stringify(template), template])).values()]
}
