/**
 * Maven's order of versions, as Maven 3.9 tells it: https://maven.apache.org/pom.html#version-order-specification. Any text is a version.
 * A version is a list of numbers and words; a hyphen, and a change between digits and letters, opens a list within the list.
 */

type Item = bigint | string | Item[]

/** Less than, equal to, or more than 0, as the first is older, the same, or newer. */
export const compareMaven = (a: string, b: string): number => compareItems(parse(a), parse(b))

/** Release stages in their order; a word that is no stage comes after them. */
const stages = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']
const sameAs: Record<string, string> = { cr: 'rc', ga: '', final: '', release: '' }
/** One letter is a stage only before a number. */
const letters: Record<string, string> = { a: 'alpha', b: 'beta', m: 'milestone' }

function parse(text: string): Item[] {
  const root: Item[] = []
  const lists = [root]
  let list = root
  const open = () => {
    const inner: Item[] = []
    list.push(inner)
    lists.push(inner)
    list = inner
  }
  for (const { value, end } of tokensOf(text)) {
    const isNumber = /^\d/.test(value)
    const opensOwn = end === 'digit' || end === 'end'
    if (!isNumber && value !== '' && opensOwn && list.length > 0) open()
    if (value !== '' || end !== 'end') list.push(isNumber ? BigInt(value) : value === '' ? 0n : wordOf(value, end))
    if (end !== 'dot' && end !== 'end') open()
  }
  for (const each of lists.toReversed()) dropNulls(each)
  return root
}

interface Token {
  value: string
  /** What it is ended by: a separator, which is passed over, or a change between digits and letters. */
  end: 'dot' | 'hyphen' | 'digit' | 'letter' | 'end'
}

function* tokensOf(text: string): Generator<Token> {
  const lower = text.toLowerCase()
  for (let at = 0; at <= lower.length; ) {
    const value = /^(?:\d+|[^\d.-]*)/.exec(lower.slice(at))?.[0] ?? ''
    const next = lower[at + value.length]
    const end = next === undefined ? 'end' : next === '.' ? 'dot' : next === '-' ? 'hyphen' : /\d/.test(next) ? 'digit' : 'letter'
    yield { value, end }
    at += value.length + (end === 'digit' || end === 'letter' ? 0 : 1)
  }
}

function wordOf(value: string, end: Token['end']): string {
  if (end === 'digit' && Object.hasOwn(letters, value)) return letters[value] ?? value
  return Object.hasOwn(sameAs, value) ? (sameAs[value] ?? value) : value
}

/** Zeros, words for a release, and lists without anything mean nothing at the end, also before lists. */
function dropNulls(list: Item[]): void {
  for (let at = list.length - 1; at >= 0; at--) {
    const item = list[at]
    if (item === undefined || isNull(item)) list.splice(at, 1)
    else if (!Array.isArray(item)) return
  }
}

const isNull = (item: Item) => item === 0n || item.valueOf() === '' || (Array.isArray(item) && item.length === 0)

function compareItems(a: Item | undefined, b: Item | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareWithNothing(b)
  if (b === undefined) return compareWithNothing(a)
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'string' && typeof b === 'string') return compareWords(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b)
  return rankOf(a) - rankOf(b)
}

/** A word is older than a list, and a list than a number: 1.x < 1-1 < 1.1. */
const rankOf = (item: Item) => (typeof item === 'bigint' ? 2 : Array.isArray(item) ? 1 : 0)

function compareWithNothing(item: Item): number {
  if (typeof item === 'bigint') return item === 0n ? 0 : 1
  if (typeof item === 'string') return compareWords(item, '')
  return item.map(compareWithNothing).find((order) => order !== 0) ?? 0
}

function compareLists(a: readonly Item[], b: readonly Item[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = compareItems(a[at], b[at])
    if (order !== 0) return order
  }
  return 0
}

function compareWords(a: string, b: string): number {
  const [left, right] = [stages.indexOf(a), stages.indexOf(b)]
  if (left >= 0 && right >= 0) return left - right
  if (left >= 0 || right >= 0) return left >= 0 ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
