import type { Shape } from './target.ts'

/** A type of the language's own library, with what fills it in. */
export interface Library {
  is: 'library'
  /** Empty for what is of some package. */
  name: string
  arguments: readonly (Shape | null)[]
}

/** What a member of the library's containers is like; null for others. */
export function libraryMember(library: Library | null, name: string): Shape | null {
  if (library === null) return null
  const [first = null, second = null] = library.arguments
  if (library.name === 'Record') return second
  if (library.name === 'Map') return keyed[name]?.(first, second) ?? null
  return lists.has(library.name) && first ? listed[name]?.(first) ?? null : null
}

const lists: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable', 'IterableIterator', 'Generator', 'AsyncIterable', 'AsyncGenerator'])

const taking = (...parameters: (Shape | null)[]): Shape => ({ is: 'function', parameters, result: null })
const giving = (result: Shape | null, ...parameters: (Shape | null)[]): Shape => ({ is: 'function', parameters, result })
const listOf = (one: Shape | null): Shape => ({ is: 'named', name: 'Array', binding: { kind: 'unknown' }, arguments: [one] })

/** Each is handed a function that takes one of the list, and gives what is told here. */
const each = (result: (one: Shape) => Shape | null) => (one: Shape) => giving(result(one), taking(one))
const same = (one: Shape) => giving(listOf(one), taking(one, one))
const single = (one: Shape) => giving(one)
const taken = (one: Shape): Shape => ({ is: 'function', parameters: [listOf(one)], rest: true, result: null })
const nothing = () => null

const listed: Readonly<Record<string, (one: Shape) => Shape>> = {
  map: each(nothing), forEach: each(nothing), flatMap: each(nothing), some: each(nothing), every: each(nothing), findIndex: each(nothing),
  find: each((one) => one), findLast: each((one) => one), filter: each(listOf),
  at: single, pop: single, shift: single, push: taken, unshift: taken, add: taken, fill: taken,
  sort: same, toSorted: same, slice: same, reverse: same, concat: same, values: same,
}

const keyed: Readonly<Record<string, (key: Shape | null, value: Shape | null) => Shape>> = {
  get: (_, value) => giving(value),
  set: (key, value) => taking(key, value),
  values: (_, value) => giving(listOf(value)),
  keys: (key) => giving(listOf(key)),
  forEach: (key, value) => taking(taking(value, key)),
}
