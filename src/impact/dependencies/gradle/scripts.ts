import type { ManifestFiles } from '../project.ts'
import { declarationsIn, type Declaration, type Target } from './declarations.ts'
import { bracketed, isBlock, isMark, isText, isWord, nameIn, readScript, type Item, type Statement } from './script.ts'
import { valuesIn, type Values } from './values.ts'

/** A script of a tree. */
export interface Script {
  path: string
  isKotlin: boolean
  statements: readonly Statement[]
  values: Values
  declarations: readonly Declaration[]
  /** The scripts that it applies, as it writes them, and plugins, which may be scripts of the tree too. */
  applied: readonly Applied[]
  /** What it says of projects themselves. */
  about: readonly About[]
}

interface About {
  field: 'group' | 'version'
  value: Item[]
  target: Target
}

export interface Applied {
  /** An alias stands for a plugin in a catalog. */
  kind: 'script' | 'plugin' | 'alias'
  name: string
  isFromRoot: boolean
  target: Target
}

/** Each script is read when it is first asked for; null for what is absent. */
export function createScripts(files: ManifestFiles): (path: string) => Script | null {
  const all = new Set(files.paths)
  const known = new Map<string, Script | null>()
  return (path) => {
    const before = known.get(path)
    if (before !== undefined) return before
    const text = all.has(path) ? files.text(path) : null
    const script = text === null ? null : scriptOf(path, readScript(text))
    known.set(path, script)
    return script
  }
}

function scriptOf(path: string, statements: Statement[]): Script {
  return {
    path, isKotlin: /\.kts?$/.test(path), statements,
    values: valuesIn(statements), declarations: declarationsIn(statements), applied: appliedIn(statements), about: aboutIn(statements),
  }
}

/** `group = 'x'` or `group 'x'`, outside of all blocks but those for several projects: tasks have groups too. */
function aboutIn(statements: readonly Statement[]): About[] {
  return statements.flatMap(({ items }): About[] => {
    const [first, ...rest] = items
    const field = isWord(first) ? first.text : ''
    if (field === 'group' || field === 'version') return [{ field, value: isMark(rest[0], '=') ? rest.slice(1) : rest, target: 'own' }]
    const target = field === 'allprojects' ? 'all' : field === 'subprojects' ? 'below' : null
    return target === null ? [] : items.filter(isBlock).flatMap((block) => aboutIn(block.statements).map((about) => ({ ...about, target })))
  })
}

function appliedIn(statements: readonly Statement[]): Applied[] {
  const found: Applied[] = []
  const open: { statements: readonly Statement[]; target: Target; isPlugins: boolean }[] = [{ statements, target: 'own', isPlugins: false }]
  for (const at of open) {
    for (const { items } of at.statements) {
      const [first] = items
      const head = isWord(first) ? first.text : ''
      const target = head === 'allprojects' ? 'all' : head === 'subprojects' ? 'below' : at.target
      for (const block of items.filter(isBlock)) open.push({ statements: block.statements, target, isPlugins: head === 'plugins' })
      const applied = at.isPlugins ? pluginIn(items) : head === 'apply' ? appliedBy(items) : null
      if (applied) found.push({ ...applied, target })
    }
  }
  return found
}

/** `id 'x' version '1'`, `alias(libs.plugins.x)`, or a name in backticks. */
function pluginIn(items: readonly Item[]): Omit<Applied, 'target'> | null {
  const text = items.find(isText)
  const [first] = items
  const alias = isWord(first) && first.text === 'alias' ? nameIn(bracketed(items.slice(1))?.inner ?? items.slice(1)) : null
  if (alias !== null) return { kind: 'alias', name: alias, isFromRoot: false }
  const name = isWord(first) && first.text === 'id' ? text?.text : items.length === 1 && isWord(first) ? first.text : undefined
  return name === undefined ? null : { kind: 'plugin', name, isFromRoot: false }
}

/** `apply from: "$rootDir/x.gradle"`, `apply(from = rootProject.file("x.gradle"))`, `apply plugin: 'x'`. */
function appliedBy(items: readonly Item[]): Omit<Applied, 'target'> | null {
  const text = items.find(isText)?.text
  const says = (word: string) => items.some((item) => isWord(item) && item.text === word)
  if (text === undefined || (!says('from') && !says('plugin'))) return null
  const bare = text.replace(/^\$\{?(?:rootDir|rootProject\.projectDir|rootProject\.rootDir|project\.rootDir)\}?\//, '')
  return { kind: says('from') ? 'script' : 'plugin', name: bare.replace(/^\$\{?projectDir\}?\//, ''), isFromRoot: bare !== text || says('rootProject') }
}
