import { bracketed, isBlock, isMark, isText, isWord, nameIn, splitAtCommas, type Item, type Statement } from './script.ts'
import { tokensOf } from './tokens.ts'

/** What a script sets, by name: `versions.kotlin` to `'1.9.0'`, unevaluated. Several where it is set again. */
export type Values = Map<string, Item[][]>

/** All that is set anywhere in a script, whatever the block. */
export function valuesIn(statements: readonly Statement[]): Values {
  const values: Values = new Map()
  const open = statements.map((statement) => ({ statement, prefix: '' }))
  for (let at = 0; at < open.length; at++) {
    const { statement: { items }, prefix } = open[at] ?? { statement: { items: [] }, prefix: '' }
    const set = setBy(items)
    if (set) add(values, prefix, set.name, set.value)
    const name = isWord(items[0]) && items[0].text === 'object' && isWord(items[1]) ? `${prefix}${items[1].text}.` : prefix
    for (const item of items) if (isBlock(item)) for (const statement of item.statements) open.push({ statement, prefix: name })
  }
  return values
}

/** Maps within maps are made to overflow a stack. */
const maxMaps = 5

function add(values: Values, prefix: string, name: string, value: Item[], depth = 0): void {
  const entries = depth < maxMaps ? entriesIn(value) : null
  for (const [key, inner] of entries ?? []) add(values, prefix, `${name}.${key}`, inner, depth + 1)
  if (entries) return
  for (const each of prefix === '' ? [name] : [name, `${prefix}${name}`]) {
    const known = values.get(each)
    if (known) known.push(value)
    else values.set(each, [value])
  }
}

/** `name = value`, `name += value`, `set('name', value)`, `val name by extra(value)`. */
function setBy(items: readonly Item[]): { name: string; value: Item[] } | null {
  const at = items.findIndex((item) => isMark(item, '=') || isMark(item, '+='))
  const open = items.findIndex((item) => isMark(item, '('))
  if (at > 0 && (open < 0 || at < open || isMark(items[at - 1], ')'))) return assigned(items.slice(0, at), items.slice(at + 1))
  const by = items.findIndex((item) => isWord(item) && item.text === 'by')
  if (by > 0 && isWord(items[by + 1])) return assigned(items.slice(0, by), bracketed(items.slice(by + 2))?.inner ?? [])
  const setter = items[open - 1]
  if (!isWord(setter) || setter.text !== 'set') return null
  const [name, value] = splitAtCommas(bracketed(items.slice(open))?.inner ?? [])
  return isText(name?.[0]) && value ? { name: name[0].text, value } : null
}

/** Before the name may stand `def`, `final String` and the like, and behind it a colon with its type. */
function assigned(left: readonly Item[], value: Item[]): { name: string; value: Item[] } | null {
  const colon = left.findIndex((item) => isMark(item, ':'))
  const named = colon < 0 ? left : left.slice(0, colon)
  const start = named.findLastIndex((item, at) => isWord(item) && isWord(named[at + 1])) + 1
  const name = nameIn(named.slice(start))
  return name === null || value.length === 0 ? null : { name, value }
}

/** Of a map: `[a: 'x', 'b': 'y']` or `mapOf("a" to "x")`; null for what is none. */
function entriesIn(value: readonly Item[]): [string, Item[]][] | null {
  const isCall = isWord(value[0]) && /^(?:mutableMapOf|mapOf)$/.test(value[0].text)
  const found = bracketed(isCall ? value.slice(1) : value)
  if (!found || found.rest.some((item) => !isBlock(item)) || (!isCall && !isMark(value[0], '['))) return null
  const entries = splitAtCommas(found.inner).flatMap((part): [string, Item[]][] => {
    const [key, between, ...inner] = part
    const separates = isMark(between, ':') || (isWord(between) && between.text === 'to')
    return (isWord(key) || isText(key)) && separates ? [[key.text, inner]] : []
  })
  return entries.length > 0 ? entries : null
}

/** Looks up a name; null for what is not known. */
export type Lookup = (name: string) => string | null

/** Longer texts are made to grow. */
const maxLength = 1_000

/** What an expression is, where it is a text, a name, or several of them joined by `+`; null for what has to be computed. */
export function evaluate(items: readonly Item[], lookup: Lookup, isKotlin: boolean): string | null {
  let result = ''
  for (const part of joinedBy(items)) {
    const [first] = part
    const found = part.length === 1 && isText(first) ? (first.isTemplate ? interpolate(first.text, lookup, isKotlin) : first.text) : (withName(part, lookup) ?? null)
    if (found === null || result.length > maxLength) return null
    result += found
  }
  return items.length === 0 || result.length > maxLength ? null : result
}

const withName = (part: readonly Item[], lookup: Lookup) => {
  const name = nameIn(part)
  return name === null ? null : lookup(name)
}

function joinedBy(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [[]]
  for (const item of items) {
    if (isMark(item, '+')) parts.push([])
    else parts.at(-1)?.push(item)
  }
  return parts
}

/** `$name` and `${expression}`; in Groovy `$a.b` goes on over dots. */
export function interpolate(text: string, lookup: Lookup, isKotlin: boolean): string | null {
  let [isKnown, length] = [text.length <= maxLength, 0]
  if (!isKnown) return null
  const resolved = text.replace(/\$\{([^{}]*)\}|\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)/g, (_, expression: string | undefined, name: string, more: string) => {
    const found = length > maxLength ? null : expression === undefined ? lookup(isKotlin ? name : withoutCarriers(`${name}${more}`)) : withName([...tokensOf(expression)], lookup)
    isKnown &&= found !== null
    length += found?.length ?? 0
    return `${found ?? ''}${isKotlin && expression === undefined ? more : ''}`
  })
  return isKnown && !resolved.includes('$') ? resolved : null
}

const withoutCarriers = (name: string) => name.replace(/^(?:(?:rootProject|project|ext)\.)+/, '')

/** gradle.properties: https://docs.gradle.org/current/userguide/build_environment.html. */
export function readProperties(text: string): Map<string, string> {
  const lines = text.split('\n').map((line) => /^\s*([^#!\s=:][^\s=:]*)\s*[=: ]\s*(.*)$/.exec(line.slice(0, 2_000).trimEnd()))
  return new Map(lines.flatMap((found) => (found ? [[found[1] ?? '', found[2] ?? ''] as const] : [])))
}
