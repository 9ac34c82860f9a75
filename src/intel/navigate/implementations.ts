import { familyOf } from '../families.ts'
import { closure } from './closure.ts'
import { everywhereDefined } from './exported.ts'
import { supertypesOf } from './headers.ts'
import { membersAlong, ownMembers, typeAround } from './member.ts'
import { satisfied, satisfying } from './method-sets.ts'
import type { Resolver } from './resolver.ts'
import { subtypesOf, traitsOf, type Sweep } from './subtypes.ts'
import { symbolOf } from './symbols.ts'
import { distinct, functionKinds, typeKinds, type Target } from './target.ts'

/** Down to what implements, extends or overrides, or up to what is implemented. */
export type Direction = 'down' | 'up'

/**
 * What implements a type or overrides a member of one, or what it implements and overrides itself, over any number of steps, the nearest
 * first. Nothing for what is neither.
 */
export async function implementationsOf(resolver: Resolver, target: Target, direction: Direction, sweep: Sweep): Promise<Target[]> {
  if (target.isLocal) return []
  const symbol = await symbolOf(resolver.symbols, target)
  if (symbol && typeKinds.has(symbol.kind)) return relatives(resolver, { ...target, kind: symbol.kind }, direction, sweep)
  const holder = symbol && symbol.kind !== 'constructor' ? await holderOf(resolver, target) : null
  if (!holder) return []
  const found: Target[] = []
  for (const type of await relativesOfHolder(resolver, holder, direction, sweep)) found.push(...await membersOf(resolver, type, { ...target, kind: symbol?.kind ?? null }, direction))
  return distinct(found)
}

/** In Go an interface may be implemented by a method of a type that embeds the method's own. */
async function relativesOfHolder(resolver: Resolver, holder: Target, direction: Direction, sweep: Sweep): Promise<Target[]> {
  const own = await relatives(resolver, holder, direction, sweep)
  if (direction === 'down' || familyOf(holder.path) !== 'go') return own
  const embedding = await Promise.all((await relatives(resolver, holder, 'down', sweep)).map((each) => relatives(resolver, each, 'up', sweep)))
  return distinct([...own, ...embedding.flat().filter(({ kind }) => kind === 'interface')])
}

/** Types without the one that was asked about. */
async function relatives(resolver: Resolver, type: Target, direction: Direction, sweep: Sweep): Promise<Target[]> {
  const [, ...found] = await closure([type], (each) => (performance.now() > sweep.deadline ? Promise.resolve([]) : nearest(resolver, each, direction, sweep)))
  return found
}

async function nearest(resolver: Resolver, type: Target, direction: Direction, sweep: Sweep): Promise<readonly Target[]> {
  const family = familyOf(type.path)
  const known = { ...type, kind: type.kind ?? (await symbolOf(resolver.symbols, type))?.kind ?? null }
  if (direction === 'down') return family === 'go' && known.kind === 'interface' ? [...await satisfying(resolver, known, sweep), ...await subtypesOf(resolver, known, sweep)] : subtypesOf(resolver, known, sweep)
  const above = family === 'rust' && known.kind !== 'interface' ? await traitsOf(resolver, known, sweep) : await supertypesOf(resolver, known, 0)
  const all = family === 'go' && known.kind !== 'interface' ? [...above, ...await satisfied(resolver, known, sweep)] : above
  return all.map((each) => ({ ...each, reason: `${known.name} is one of it` }))
}

/** The type around a member; in Go, Rust and C++ it may stand in another file. */
async function holderOf(resolver: Resolver, member: Target): Promise<Target | null> {
  const beside = await typeAround(resolver, member)
  if (beside) return beside
  const name = member.container.split('.').at(-1) ?? ''
  const family = familyOf(member.path)
  if (name === '' || !family) return null
  const named = await resolver.symbols.named(member.tree, { name, family, near: member.path })
  const found = named.find(({ symbol }) => typeKinds.has(symbol.kind))
  return found ? { tree: member.tree, path: found.place.path, range: rangeOf(found.symbol), name, container: found.symbol.container, kind: found.symbol.kind, isLocal: false, reason: '' } : null
}

const rangeOf = ({ line, column, name }: { line: number; column: number; name: string }) => ({ line, column, endLine: line, endColumn: column + [...name].length })

/** A method rather than a field of its name, and the other way round, where a type has both; with the bodies of what is declared in a header. */
async function membersOf(resolver: Resolver, type: Target, { name, kind }: Target, direction: Direction): Promise<Target[]> {
  const family = familyOf(type.path)
  const members = family === 'go' ? await membersAlong(resolver, [type], [name], 0) : family ? await ownMembers(resolver, type, name, family) : []
  const alike = members.filter((each) => functionKinds.has(each.kind) === functionKinds.has(kind))
  const all = await Promise.all((alike.length > 0 ? alike : members).map((each) => everywhereDefined(resolver, each)))
  return all.flat().map((each) => ({ ...each, reason: direction === 'down' ? `as ${type.name} has it` : `${type.name} declares it` }))
}
