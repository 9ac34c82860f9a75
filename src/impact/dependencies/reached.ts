import type { Dependency, Scope } from './project.ts'

/** A package as a lockfile has it. */
export interface Locked {
  name: string
  version: string | null
  at: Dependency['at']
  /** Places in the lockfile of what it asks for. */
  requires: readonly number[]
  /** Places of what it asks for and can do without. */
  mayRequire?: readonly number[]
  /** Where this is an extra of another package, which only asks for more: that package's place. */
  extraOf?: number
}

/** What a manifest asks for. */
export interface Asked {
  name: string
  range: string | null
  scope: Scope
  at: Dependency['at']
  /** Its place in the lockfile; -1 where that lacks it. */
  to: number
  /** Where the lockfile has it and does not tell who asks for it, so that the manifest does not. */
  isIndirect?: boolean
}

const scopes: readonly Scope[] = ['runtime', 'optional', 'dev']

/** Everything of a lockfile that is reached from what is asked for, by the most needed way where there are several; then what the lockfile lacks. */
export function reachedFrom(locked: readonly Locked[], asked: readonly Asked[]): { dependencies: Dependency[]; places: Set<number> } {
  const found = scopesOf(locked, asked)
  const direct = new Map<number, Asked>()
  for (const ask of asked.toSorted((a, b) => scopes.indexOf(a.scope) - scopes.indexOf(b.scope))) {
    const to = baseOf(locked, ask.to)
    if (to >= 0 && !ask.isIndirect && !direct.has(to)) direct.set(to, ask)
  }
  const lacking = asked.filter(({ to }) => to < 0).map((ask): Dependency => ({ name: ask.name, version: null, range: ask.range, scope: ask.scope, direct: true, requires: [], at: ask.at }))
  return { dependencies: [...dependenciesOf(locked, found, direct), ...lacking], places: new Set(found.keys()) }
}

/**
 * The same with everything else of the lockfile, which does not tell who asks for it: for runtime, unless it says otherwise by the places of
 * packages. How much that is, is counted.
 */
export function reachedWithRest(locked: readonly Locked[], asked: readonly Asked[], scopeAt: readonly Scope[] = []): { dependencies: Dependency[]; rest: number } {
  const { dependencies, places } = reachedFrom(locked, asked)
  const rest = locked.flatMap(({ name, at }, to): Asked[] => (places.has(to) ? [] : [{ name, range: null, scope: scopeAt[to] ?? 'runtime', at, to, isIndirect: true }]))
  return { dependencies: rest.length === 0 ? dependencies : reachedFrom(locked, [...asked, ...rest]).dependencies, rest: rest.length }
}

/** Of what is reached, the most needed first: a breadth-first walk for each scope in turn. What something at runtime can do without is optional. */
function scopesOf(locked: readonly Locked[], asked: readonly Asked[]): Map<number, Scope> {
  const found = new Map<number, Scope>()
  for (const scope of scopes) {
    const queue = asked.filter((ask) => ask.scope === scope && ask.to >= 0).map(({ to }) => to)
    if (scope === 'optional') for (const place of found.keys()) for (const to of locked[place]?.mayRequire ?? []) queue.push(to)
    for (const place of queue) {
      if (found.has(place)) continue
      found.set(place, scope)
      for (const to of edgesOf(locked[place], scope !== 'runtime')) if (!found.has(to)) queue.push(to)
    }
  }
  return found
}

const edgesOf = (package_: Locked | undefined, withOptional = true): readonly number[] =>
  withOptional && package_?.mayRequire ? [...package_.requires, ...package_.mayRequire] : (package_?.requires ?? [])

const baseOf = (locked: readonly Locked[], place: number) => locked[place]?.extraOf ?? place

/** Extras are told as their packages, which then ask for what any reached extra asks for. */
function dependenciesOf(locked: readonly Locked[], found: ReadonlyMap<number, Scope>, direct: ReadonlyMap<number, Asked>): Dependency[] {
  const dependencies: Dependency[] = []
  const places = new Map<number, number>()
  for (const [place, scope] of found) {
    const base = baseOf(locked, place)
    const package_ = locked[base]
    if (places.has(base) || !package_) continue
    const ask = direct.get(base)
    places.set(base, dependencies.length)
    dependencies.push({ name: package_.name, version: package_.version, range: ask?.range ?? null, scope, direct: ask !== undefined, requires: [], at: ask?.at ?? package_.at })
  }
  const edges = dependencies.map(() => new Set<number>())
  for (const place of found.keys()) {
    const from = places.get(baseOf(locked, place))
    if (from === undefined) continue
    for (const to of edgesOf(locked[place])) {
      const known = places.get(baseOf(locked, to))
      if (known !== undefined && known !== from) edges[from]?.add(known)
    }
  }
  return dependencies.map((dependency, at) => ({ ...dependency, requires: [...(edges[at] ?? [])].toSorted((a, b) => a - b) }))
}
