import type { Family } from '../families.ts'

/** What a function takes, by the plain names of types. */
export interface Taking {
  parameters: readonly string[]
  required: number
  /** The last of them any number of times. */
  rest: boolean
}

/** The plain names of types of what a call hands over; null where it is not known. */
export type Arguments = readonly (string | null)[]

/**
 * Which of several functions of one name a call means: those that take so many arguments, do not refuse any by its type, and name
 * the types of most of them. What is not known speaks for none. All of them where none fits: then something is not as it seems.
 */
export function chooseTaking<T extends Taking>(all: readonly T[], handed: Arguments, family: Family): readonly T[] {
  const many = all.filter((each) => takesSoMany(each, handed.length))
  const rated = many.map((each) => ({ each, points: pointsOf(each, handed, family) }))
  const most = Math.max(...rated.map(({ points }) => points))
  const best = rated.filter(({ points }) => points === most && points >= 0).map(({ each }) => each)
  return best.length > 0 ? best : many.length > 0 ? many : all
}

const takesSoMany = ({ parameters, required, rest }: Taking, count: number) => count >= required && (rest || count <= parameters.length)

/** Below 0 when an argument is refused. Filling an array on the way is the last resort. */
function pointsOf(taking: Taking, handed: Arguments, family: Family): number {
  const ways = taking.rest ? [taking.parameters.map((type, at, all) => (at === all.length - 1 ? `${type}[]` : type)), spread(taking.parameters, handed.length)] : [taking.parameters]
  const points = ways.map((parameters, way) => (parameters.length === handed.length ? sumOf(parameters, handed, family) - way / 2 : -1))
  return Math.max(...points)
}

const spread = (parameters: readonly string[], count: number) => Array.from({ length: count }, (_, at) => parameters[at] !== undefined && at < parameters.length - 1 ? parameters[at] : (parameters.at(-1) ?? ''))

function sumOf(parameters: readonly string[], handed: Arguments, family: Family): number {
  const points = handed.map((argument, at) => (argument === null ? 0 : passing(argument, parameters[at] ?? '', family)))
  return points.includes(-1) ? -1 : points.reduce((sum, each) => sum + each, 0)
}

const [same, possible, anything, refused] = [6, 2, 1, -1]

/** Numbers go into those behind them without a word: https://docs.oracle.com/javase/specs/jls/se21/html/jls-5.html#jls-5.1.2. */
const numbers = ['byte', 'short', 'char', 'int', 'long', 'float', 'double']
const boxes: Readonly<Record<string, string>> = { Byte: 'byte', Short: 'short', Character: 'char', Integer: 'int', Long: 'long', Float: 'float', Double: 'double', Boolean: 'boolean' }
/** What values of any kind are taken as; a name of one letter stands for a type to be filled in. */
const any = /^(Object|Any|AnyRef|Comparable|Serializable|Number|[A-Z]\d?)$/

function passing(argument: string, parameter: string, family: Family): number {
  if (argument === parameter) return same
  if (family !== 'jvm') return numbers.includes(argument) && numbers.includes(parameter) ? possible + 1 : possible
  if (argument === 'null') return isPrimitive(parameter) ? refused : possible
  if (any.test(parameter)) return anything
  if (argument.endsWith('[]') || parameter.endsWith('[]')) return passingArray(argument, parameter)
  if (isPrimitive(argument) && isPrimitive(parameter)) return isWidened(argument, parameter) ? same - 1 - numbers.indexOf(parameter) / numbers.length : refused
  if (isPrimitive(argument)) return boxes[parameter] === argument ? possible : refused
  if (isPrimitive(parameter)) return boxes[argument] === undefined ? (closed.has(argument) ? refused : possible) : boxes[argument] === parameter ? possible : refused
  if (argument === 'String') return parameter === 'CharSequence' ? possible : closed.has(parameter) || boxes[parameter] !== undefined ? refused : anything
  return closed.has(parameter) || boxes[argument] !== undefined ? refused : possible
}

/** Nothing else is one of these. */
const closed: ReadonlySet<string> = new Set(['String', 'lambda', 'Class', ...Object.keys(boxes)])

const isPrimitive = (type: string) => numbers.includes(type) || type === 'boolean'
const isWidened = (from: string, to: string) => numbers.includes(from) && numbers.indexOf(from) < numbers.indexOf(to)

function passingArray(argument: string, parameter: string): number {
  const [from, to] = [argument, parameter].map((type) => type.replace(/\[\]$/, ''))
  if (from === argument || to === parameter || from === undefined || to === undefined) return refused
  if (isPrimitive(from) || isPrimitive(to)) return refused
  return any.test(to) ? anything : possible
}
