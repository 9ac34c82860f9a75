/** From the statements of many files to what can have written a line: helpers that log for their callers are joined with their calls. */

import { lettersIn, MOST_LETTERS_AROUND, type LogStatement, type Part, type Template } from '../../../syntax/index.ts'
import { patternsOf, type Pattern } from './pattern.ts'
import { isLevel } from './record.ts'

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
  /** Those of statements that log nothing but values, with marks between them. */
  marks: Pattern[]
  /** The number of the statement at a place of `through`. */
  numbers: ReadonlyMap<string, number>
}

/** A function that hands one of its arguments on to a logger: as the whole message, or with so few letters around it that these tell nothing. */
interface Helper {
  parameter: number
  template: Template
  level: LogStatement['level']
  at: { path: string; line: number }
}

const MOST_HELPERS_OF_A_NAME = 64
/** Of a call: those that lie nearest to it. */
const MOST_HELPERS_OF_A_CALL = 6
const MOST_PATTERNS = 500_000

export function writtenBy(given: readonly FileStatements[]): Written {
  const constants = constantsIn(given)
  const files = given.map(({ path, statements }) => ({ path, statements: statements.filter(({ sink }) => sink !== 'constant').map((statement) => withConstants(path, statement, constants)) }))
  const helpers = helpersIn(files)
  const writers: Writer[] = []
  const patterns: Pattern[] = []
  for (const { path, statements } of files) {
    for (const statement of statements) {
      if (patterns.length >= MOST_PATTERNS) break
      const used = nearestTo(path, (helpers.get(statement.callee) ?? []).filter(({ parameter, at }) => parameter === statement.argument && mayCall(path, at.path, statement.callee)))
      const writer = writers.push(writerOf(path, statement, used)) - 1
      const own = statement.templates.filter((template) => !isGiven(template))
      const alone = statement.sink === 'unknown' && used.length > 0 && used.every(addsText) ? [] : own
      patterns.push(...distinct([...alone, ...used.flatMap((helper) => around(helper, own))]).flatMap((template) => patternsOf(template, writer)))
    }
  }
  const [telling, marks] = partition(patterns, ({ weight }) => weight > 0)
  return { writers, patterns: telling, marks, numbers: new Map(writers.map((writer, number) => [keyOfPlace(writer), number])) }
}

type Constant = { at: { path: string }; templates: Template[] }

function constantsIn(files: readonly FileStatements[]): Map<string, Constant[]> {
  const constants = new Map<string, Constant[]>()
  for (const { path, statements } of files) for (const { sink, callee, templates } of statements) if (sink === 'constant') listed(constants, callee, [{ at: { path }, templates }])
  return constants
}

/** Several files may give one name a text: those that lie nearest count. Where none does, it stands for any. */
function withConstants(path: string, statement: LogStatement, constants: ReadonlyMap<string, Constant[]>): LogStatement {
  if (!statement.templates.some((template) => template.some(isConstantPart))) return statement
  const textsOf = (name: string) => nearestTo(path, (constants.get(name) ?? []).filter(({ at }) => mayCall(path, at.path, name))).flatMap(({ templates }) => templates)
  const templates = statement.templates.flatMap((template) => template.reduce<Template[]>((all, part) => {
    const texts = isConstantPart(part) ? textsOf(part.constant) : []
    return texts.length === 0 ? all.map((before) => [...before, part]) : all.flatMap((before) => texts.map((text) => [...before, ...text])).slice(0, MOST_HELPERS_OF_A_CALL)
  }, [[]]))
  return { ...statement, templates: templates.filter((template) => lettersIn(template) > 0 || !template.some(isConstantPart)) }
}

export const keyOfPlace = ({ path, line }: Pick<Writer, 'path' | 'line'>): string => `${path}:${line}`

/** Files that may call each other, by their endings. Languages of one machine do, but `info` of Scala's is not that of Java's loggers. */
function mayCall(from: string, to: string, name: string): boolean {
  const [own, others] = [endingOf(from), endingOf(to)]
  return own === others || (!isLevel(name) && FAMILIES.some((family) => family.test(own) && family.test(others)))
}

const FAMILIES: readonly RegExp[] = [/^(?:[mc]?[jt]sx?|vue|svelte)$/, /^(?:c|h|cc|cpp|cxx|hh|hpp|hxx|inl|mm?)$/, /^(?:java|kts?|scala|groovy)$/]
const endingOf = (path: string) => path.slice(path.lastIndexOf('.') + 1).toLowerCase()

/** Names such as `infof` are many helpers': a call means one of its own folders rather than one of another house. */
function nearestTo<Item extends { at: { path: string } }>(path: string, helpers: readonly Item[]): readonly Item[] {
  if (helpers.length < 2) return helpers
  const folders = path.split('/')
  const shared = ({ at }: Item) => {
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

/** Helpers of helpers: this often what is handed on is followed. */
const MOST_ROUNDS = 3

function helpersIn(files: readonly FileStatements[]): Map<string, Helper[]> {
  const helpers = new Map<string, Helper[]>()
  let handing = files.flatMap(({ path, statements }) => statements.flatMap((statement) => helperIn(path, statement) ?? []))
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [logging, others] = partition(handing, ({ statement: { sink, callee, argument } }) => sink !== 'unknown' || (helpers.get(callee) ?? []).some(({ parameter }) => parameter === argument))
    for (const { within, helper } of logging) listed(helpers, within, helper)
    handing = others
  }
  return helpers
}

function helperIn(path: string, statement: LogStatement): { statement: LogStatement; within: string; helper: Helper[] } | null {
  const { within, templates, level, line } = statement
  if (within === null) return null
  const helper = templates.flatMap((template): Helper[] => {
    const parameter = handedOn(template, within)
    return parameter === null ? [] : [{ parameter, template, level, at: { path, line: line + 1 } }]
  })
  return helper.length === 0 ? null : { statement, within, helper }
}

function listed<Item>(helpers: Map<string, Item[]>, name: string, added: readonly Item[]): void {
  helpers.set(name, [...helpers.get(name) ?? [], ...added].slice(0, MOST_HELPERS_OF_A_NAME))
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  const { true: first = [], false: second = [] } = Object.groupBy(items, (item) => String(isFirst(item)) as 'true' | 'false')
  return [first, second]
}

const isParameterPart = (part: Part): part is { parameter: number } => typeof part === 'object' && 'parameter' in part
const isConstantPart = (part: Part): part is { constant: string } => typeof part === 'object' && 'constant' in part
const isGiven = (template: Template) => template.some(isParameterPart) && lettersIn(template) === 0

/** The last of the parameters, as what stands before the message is its level or its source. Its own name tells nothing of the message either. */
function handedOn(template: Template, within: string): number | null {
  if (lettersIn(template.map((part) => (typeof part === 'string' ? part.replaceAll(within, '') : part))) > MOST_LETTERS_AROUND) return null
  return template.findLast(isParameterPart)?.parameter ?? null
}

const addsText = ({ template }: Helper) => lettersIn(template) >= 2

/** What the helper writes for its caller; nothing new where it adds no letters of its own. */
function around(helper: Helper, messages: readonly Template[]): Template[] {
  if (!addsText(helper)) return []
  const { parameter, template } = helper
  return messages.map((message) => template.flatMap((part): Template => (isParameterPart(part) && part.parameter === parameter ? message : [part])))
}

function distinct(templates: readonly Template[]): Template[] {
  return [...new Map(templates.map((template) => [JSON.stringify(template), template])).values()]
}
