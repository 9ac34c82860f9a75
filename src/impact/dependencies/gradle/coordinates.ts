import { bracketed, isMark, isText, isWord, nameIn, splitAtCommas, type Item } from './script.ts'
import { evaluate } from './values.ts'
import type { View } from './view.ts'

/** What a declaration names. */
export type Named =
  | { kind: 'package'; name: string; version: string | null; range: string | null }
  /** A project of the build, by its path or as `projects.a.b` has it. */
  | { kind: 'project'; path: string; isPlatform: boolean }
  | { kind: 'projects'; accessor: string }
  /** What cannot be told without running the script. */
  | { kind: 'computed'; text: string }

/** They take what is in their parentheses, and say more of it. */
const wrappers = new Set(['platform', 'enforcedPlatform', 'testFixtures', 'create', 'variantOf', 'module', 'dependency', 'mavenBom', 'provider'])
/** No packages, or those that come with Gradle. */
const passed = new Set([
  'files', 'fileTree', 'gradleApi', 'localGroovy', 'gradleTestKit', 'gradleKotlinDsl', 'embeddedKotlin', 'npm', 'devNpm', 'zipTree', 'tasks', 'sourceSets', 'configurations', 'layout', 'objects',
])
const fields = new Set(['group', 'name', 'version', 'classifier', 'ext', 'path', 'configuration', 'transitive', 'changing', 'type'])
/** Lists within lists are made to take long. */
const maxDepth = 10

/** Longer ones are made to take long. */
const maxText = 1_000
/** As much is shown of what is not known. */
const maxSpelling = 100

/** What the parts of a declaration name: several where it lists them, none for what is no package. */
export function namedBy(parts: readonly Item[][], view: View, isKotlin: boolean, depth = 0): Named[] {
  if (depth > maxDepth || parts.length === 0) return []
  const mapped = fieldsOf(parts)
  if (mapped) return byFields(mapped, view, isKotlin)
  const texts = parts.length > 1 && parts.length < 4 ? parts.map((part) => evaluate(part, view.lookup, isKotlin)) : []
  if (texts.length > 1 && texts.every((text) => text !== null && !text.includes(':'))) return [packageOf(texts[0] ?? '', texts[1] ?? '', texts[2] ?? null)]
  return parts.flatMap((part) => namedByPart(part, view, isKotlin, depth))
}

function namedByPart(part: readonly Item[], view: View, isKotlin: boolean, depth: number): Named[] {
  const open = part.findIndex((item) => isMark(item, '(') || isMark(item, '['))
  const list = open === 0 ? bracketed(part) : null
  if (list) return namedBy(splitAtCommas(list.inner), view, isKotlin, depth + 1)
  const called = part[open - 1]
  const callee = isMark(part[open], '(') && isWord(called) ? called.text : ''
  const inner = splitAtCommas(bracketed(part.slice(Math.max(0, open)))?.inner ?? [])
  if (wrappers.has(callee)) return namedBy(inner, view, isKotlin, depth + 1).map((named) => asPlatform(named, callee))
  if (callee === 'project') return projectIn(inner)
  if (callee === 'kotlin') return ofKotlin(inner, view, isKotlin)
  const [first, second] = part
  if (isWord(first) && wrappers.has(first.text) && second && depth < maxDepth) { // Groovy needs no parentheses
    return namedByPart(part.slice(1), view, isKotlin, depth + 1).map((named) => asPlatform(named, first.text))
  }
  if (passed.has(callee) || (isWord(first) && passed.has(first.text))) return []
  return byExpression(part, view, isKotlin, depth)
}

/** `kotlin("stdlib")` and `kotlin("stdlib", "1.9.0")` */
function ofKotlin([name, version]: readonly Item[][], view: View, isKotlin: boolean): Named[] {
  const [text] = name ?? []
  return isText(text) ? [packageOf('org.jetbrains.kotlin', `kotlin-${text.text}`, evaluate(version ?? [], view.lookup, isKotlin))] : []
}

const asPlatform = (named: Named, wrapper: string): Named => (named.kind === 'project' && /platform/i.test(wrapper) ? { ...named, isPlatform: true } : named)

function projectIn(inner: readonly Item[][]): Named[] {
  const text = inner.flat().find(isText)
  return text ? [{ kind: 'project', path: text.text.startsWith(':') ? text.text : `:${text.text}`, isPlatform: false }] : []
}

function byExpression(part: readonly Item[], view: View, isKotlin: boolean, depth: number): Named[] {
  const name = nameIn(part)
  const [catalog = '', ...alias] = name?.split('.') ?? []
  if (catalog === 'projects') return [{ kind: 'projects', accessor: alias.join('.') }]
  const bundle = alias[0] === 'bundles' ? view.build.catalogs.get(catalog) : undefined
  if (bundle) return (bundle.bundles.get(alias.slice(1).join('.')) ?? []).flatMap((each) => written(bundle.libraries.get(each) ?? null, each))
  const value = evaluate(part, view.lookup, isKotlin)
  const list = value === null && name !== null ? bracketed(view.listIn(name) ?? []) : null
  if (list) return namedBy(splitAtCommas(list.inner), view, isKotlin, depth + 1)
  const [only] = part
  if (value !== null || !isText(only)) return written(value ?? indexIn(part), spelled(part))
  return written(only.text, only.text)
}

/** `deps['group:name']` tells what it is of, whatever is behind it. */
function indexIn(part: readonly Item[]): string | null {
  const texts = part.filter((item, at) => isText(item) && isMark(part[at - 1], '[')).filter(isText)
  return texts.find(({ text }) => /^[\w.-]+:[\w.-]+$/.test(text))?.text ?? null
}

/** `group:name:version:classifier@type`, in which properties that are not known still stand as `$version`. */
function written(text: string | null, spelling: string): Named[] {
  if (text === null || text.length > maxText) return [{ kind: 'computed', text: spelling.slice(0, maxSpelling) }]
  const [group, name, version] = text.replace(/@[\w.-]+$/, '').split(/:(?![^{]*\})/)
  if (!group || !name) return text.includes('$') ? [{ kind: 'computed', text: spelling }] : []
  if (/[$\s/]/.test(`${group}${name}`)) return [{ kind: 'computed', text: spelling }]
  return [packageOf(group, name, version || null)]
}

const spelled = (part: readonly Item[]) => part.map((item) => (item.kind === 'block' ? '{…}' : item.text)).join('').slice(0, maxSpelling)

function packageOf(group: string, name: string, version: string | null): Named {
  return { kind: 'package', name: `${group}:${name}`, version: version === null ? null : exactIn(version), range: version }
}

/** A version that Gradle takes as it is, if nothing asks for a newer one; `!!` stands behind one that nothing changes. */
function exactIn(version: string): string | null {
  const [strict = ''] = version.split('!!')
  return /[+[\](),$]|^latest\./.test(strict) ? null : strict
}

/** `group: 'g', name: 'n', version: 'v'`, in Kotlin with equals signs; null for other arguments. */
function fieldsOf(parts: readonly Item[][]): Map<string, Item[]> | null {
  const found = new Map<string, Item[]>()
  for (const [key, sign, ...value] of parts) {
    if ((isWord(key) || isText(key)) && fields.has(key.text) && (isMark(sign, ':') || isMark(sign, '='))) found.set(key.text, value)
  }
  return found.size > 0 && (found.has('name') || found.has('path')) ? found : null
}

function byFields(found: ReadonlyMap<string, Item[]>, view: View, isKotlin: boolean): Named[] {
  const path = found.get('path')
  if (path) return projectIn([path])
  const value = (field: string) => evaluate(found.get(field) ?? [], view.lookup, isKotlin)
  const [group, name] = [value('group'), value('name')]
  if (group === null || name === null) return found.has('group') ? [{ kind: 'computed', text: [...found.values()].map(spelled).join(':') }] : []
  const version = found.get('version')
  return [packageOf(group, name, version ? (value('version') ?? `$${spelled(version)}`) : null)]
}
