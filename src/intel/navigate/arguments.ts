import type { Family } from '../families.ts'
import { nothingKnown, type Kinship } from './kinship.ts'

/** What a function takes, by the plain names of types. */
export interface Taking {
  parameters: readonly string[]
  required: number
  /** The last of them any number of times. */
  rest: boolean
}

/** The plain names of types of what a call hands over; null where it is not known. */
export type Arguments = readonly (string | null)[]

/** By what it is judged whether a value goes into a parameter. */
export interface Passing {
  family: Family
  kinship?: Kinship
}

/**
 * Which of several functions of one name a call means: those that take so many arguments, do not refuse any by its type, and name
 * the types of most of them. What is not known speaks for none. All of them where none fits: then something is not as it seems.
 */
export function chooseTaking<T extends Taking>(all: readonly T[], handed: Arguments, { family, kinship = nothingKnown }: Passing): readonly T[] {
  const many = all.filter((each) => takesSoMany(each, handed.length))
  const rated = many.map((each) => ({ each, points: pointsOf(each, handed, { family, kinship }) }))
  const most = Math.max(...rated.map(({ points }) => points))
  const best = rated.filter(({ points }) => points === most && points >= 0).map(({ each }) => each)
  return best.length > 0 ? best : many.length > 0 ? many : all
}

const takesSoMany = ({ parameters, required, rest }: Taking, count: number) => count >= required && (rest || count <= parameters.length)

/** Below 0 when an argument is refused. Filling an array on the way is the last resort. */
function pointsOf(taking: Taking, handed: Arguments, passing: Required<Passing>): number {
  const ways = taking.rest ? [taking.parameters.map((type, at, all) => (at === all.length - 1 ? `${type}[]` : type)), spread(taking.parameters, handed.length)] : [taking.parameters]
  const points = ways.map((parameters, way) => (parameters.length === handed.length ? sumOf(parameters, handed, passing) - way / 2 : -1))
  return Math.max(...points)
}

const spread = (parameters: readonly string[], count: number) => Array.from({ length: count }, (_, at) => parameters[at] !== undefined && at < parameters.length - 1 ? parameters[at] : (parameters.at(-1) ?? ''))

function sumOf(parameters: readonly string[], handed: Arguments, passing: Required<Passing>): number {
  const points = handed.map((argument, at) => (argument === null ? 0 : pass(argument, parameters[at] ?? '', passing)))
  return points.includes(-1) ? -1 : points.reduce((sum, each) => sum + each, 0)
}

const [same, possible, anything, refused] = [6, 2, 1, -1]

/** Numbers go into those behind them without a word: https://docs.oracle.com/javase/specs/jls/se21/html/jls-5.html#jls-5.1.2. */
const numbers = ['byte', 'short', 'char', 'int', 'long', 'float', 'double']
const boxes: Readonly<Record<string, string>> = { Byte: 'byte', Short: 'short', Character: 'char', Integer: 'int', Long: 'long', Float: 'float', Double: 'double', Boolean: 'boolean' }
/** A name of one letter stands for a type to be filled in. */
const isVariable = /^[A-Z]\d?$/
/** What values of any kind are taken as. */
const any = /^(Object|Any|AnyRef|Comparable|Serializable|Number|[A-Z]\d?)$/

function pass(argument: string, parameter: string, { family, kinship }: Required<Passing>): number {
  if (argument === parameter) return same
  if (family !== 'jvm') return numbers.includes(argument) && numbers.includes(parameter) ? possible + 1 : possible
  if (argument === 'null') return isPrimitive(parameter) ? refused : possible
  if (any.test(parameter)) return anything
  if (isVariable.test(argument)) return possible
  if (argument.endsWith('[]') || parameter.endsWith('[]')) return passingArray(argument, parameter)
  if (isPrimitive(argument)) return passingPrimitive(argument, parameter)
  if (isPrimitive(parameter)) return boxes[argument] === parameter ? possible : refused
  return passingObject(argument, parameter, kinship(argument, parameter))
}

function passingPrimitive(argument: string, parameter: string): number {
  if (!isPrimitive(parameter)) return boxes[parameter] === argument ? possible : refused
  return isWidened(argument, parameter) ? same - 1 - numbers.indexOf(parameter) / numbers.length : refused
}

function passingObject(argument: string, parameter: string, steps: number | null): number {
  const interfaces = implemented.get(argument)
  if (interfaces?.includes(parameter)) return possible
  if (steps !== null) return steps === Infinity && argument !== 'lambda' ? refused : same - 1 - Math.min(steps, 9) / 10
  if (argument === 'String') return closed.has(parameter) || boxes[parameter] !== undefined ? refused : anything
  return closed.has(parameter) || interfaces || boxes[argument] !== undefined ? refused : possible
}

/** What classes that nobody extends are beside themselves. */
const implemented: ReadonlyMap<string, readonly string[]> = new Map([
  ['String', ['CharSequence', 'Constable']], ['Class', ['Type', 'GenericDeclaration', 'AnnotatedElement', 'Constable']],
])

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
