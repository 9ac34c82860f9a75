/** Parameters that are named where a function is called: `resize(width=2)`. Nothing else outside of a function can name what is local to it. */

import { familyOf, type Family } from '../families.ts'
import { behindParameters } from './declared-types.ts'
import { supertypesOf, textOf } from './headers.ts'
import { offsetOf } from './lines.ts'
import type { Resolver } from './resolver.ts'
import { symbolOf } from './symbols.ts'
import { deepest, functionKinds, pathOfTarget, symbolTarget, typeKinds, type Receiver, type Site, type Target } from './target.ts'

/** The parameter that an argument names: of a function, or of what makes one of a class; of a class that says nothing of that, its field. */
export async function parameterNamed(resolver: Resolver, site: Site, { type }: Receiver, depth: number): Promise<Target[]> {
  if (!type) return []
  const called = await resolver.resolve({ tree: site.tree, path: site.path, name: type.name, range: site.range, binding: type.binding }, depth + 1)
  const found = await Promise.all(called.map((target) => ofCalled(resolver, target, site.name, depth)))
  return found.flat()
}

async function ofCalled(resolver: Resolver, target: Target, name: string, depth: number): Promise<Target[]> {
  const symbol = target.isLocal ? null : await symbolOf(resolver.symbols, target)
  if (!symbol || !typeKinds.has(symbol.kind)) return parametersOf(resolver, target, name)
  const makers = await makersOf(resolver, { ...target, kind: symbol.kind }, depth + 1)
  if (makers.length === 0) return resolver.membersAlong([{ ...target, kind: symbol.kind }], [name], depth + 1)
  return (await Promise.all(makers.map((maker) => parametersOf(resolver, maker, name)))).flat()
}

/** What makes one of a class, which it may have from another. */
async function makersOf(resolver: Resolver, type: Target, depth: number): Promise<Target[]> {
  const [outline = []] = await resolver.symbols.of(type.tree, [type.path])
  const own = outline.filter(({ name, container }) => name === '__init__' && container === pathOfTarget(type)).slice(-1)
  if (own.length > 0 || depth > deepest) return own.map((symbol) => symbolTarget(type, symbol, `makes a ${type.name}`))
  for (const parent of await supertypesOf(resolver, type, depth)) {
    const inherited = await makersOf(resolver, parent, depth + 1)
    if (inherited.length > 0) return inherited
  }
  return []
}

async function parametersOf({ code, signal }: Resolver, { tree, path, range, name: called }: Target, name: string): Promise<Target[]> {
  const [all] = await code.ask('occurrences', { tree, paths: [path], ask: { name }, signal })
  const lines = await textOf({ tree, path })
  const family = familyOf(path)
  if (!all || !lines || !family) return []
  const end = offsetOf(lines, { line: range.endLine, column: range.endColumn })
  const behind = end + behindParameters(family, lines.text.slice(end, end + longestList))
  const own = all.filter(({ role, binding, range: at }) => role === 'definition' && binding.kind === 'local' && offsetOf(lines, at) > end && offsetOf(lines, at) < behind)
  return own.slice(0, 1).map((found) => ({ tree, path, range: found.range, name, container: '', kind: null, isLocal: true, reason: `parameter of ${called}` }))
}

/** In UTF-16 units; a longer list of parameters is nobody's code. */
const longestList = 20_000

/** The name by which what a parameter is of is called elsewhere; null of what is no parameter, or is never named there. */
export async function calledFor(resolver: Resolver, { tree, path, range, name }: Target): Promise<string | null> {
  const family = familyOf(path)
  if (!family || !naming.has(family) || /^(self|cls)$/.test(name)) return null
  const [outline = []] = await resolver.symbols.of(tree, [path])
  const { line } = range
  const around = outline.findLast((each) => functionKinds.has(each.kind) && each.startLine <= line && line <= each.endLine)
  const lines = around && (await textOf({ tree, path }))
  if (!around || !lines) return null
  const end = offsetOf(lines, around) + around.name.length
  const at = offsetOf(lines, range)
  const isParameter = end < at && at < end + behindParameters(family, lines.text.slice(end, end + longestList))
  if (!isParameter) return null
  return around.name === '__init__' ? (around.container.split('.').at(-1) ?? null) : around.name
}

/** Languages in which arguments are named, as far as that is followed. */
const naming: ReadonlySet<Family> = new Set(['python'])
