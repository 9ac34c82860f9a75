import type { Scope } from '../project.ts'
import type { Budget, Managed, Model, Models } from './model.ts'
import { keyOf, type Declared } from './pom.ts'

/** A dependency of a project, with everything that is inherited and managed. */
export interface Wanted {
  /** By which Maven tells one from another. */
  key: string
  name: string
  /** Null where it is not known. */
  version: string | null
  /** As it is declared; null where it is managed alone. */
  range: string | null
  scope: Scope
  /** Whether projects that use this one do not get it. */
  isOwn: boolean
  exclusions: readonly string[]
  at: Declared['at']
  /** The module of the tree that it is. */
  module: Model | null
}

/** What a project and its parents declare; and those whose names cannot be told. */
export function declaredBy(model: Model, models: Models, budget: Budget): { wanted: Wanted[]; unnamed: string[] } {
  const declared = new Map<string, Declared>()
  for (const each of model.lineage.poms.flatMap(({ dependencies }) => dependencies)) if (!declared.has(keyOf(each))) declared.set(keyOf(each), each)
  const [wanted, unnamed]: [Wanted[], string[]] = [[], []]
  for (const each of declared.values()) {
    if (budget.left-- <= 0) break
    const found = wantedOf(each, model, models)
    if (found) wanted.push(found)
    else unnamed.push(`${each.group}:${each.artifact}`)
  }
  return { wanted, unnamed }
}

function wantedOf(declared: Declared, model: Model, models: Models): Wanted | null {
  const resolve = (text: string) => model.properties.resolve(text)
  const [group, artifact, type, classifier] = [resolve(declared.group), resolve(declared.artifact), resolve(declared.type), resolve(declared.classifier)]
  if (group === null || artifact === null || type === null || classifier === null) return null
  const key = keyOf({ group, artifact, type, classifier })
  const managed = declared.version === null || declared.scope === null || declared.exclusions.length === 0 ? model.managed(key) : null
  const asked = declared.version === null ? (managed?.isSure ? managed.version : null) : resolve(declared.version)
  const version = exactIn(asked)
  const scope = (declared.scope === null ? managed?.scope : resolve(declared.scope)) ?? 'compile'
  const isOptional = resolve(declared.optional) === 'true'
  return {
    key, name: `${group}:${artifact}`, version, range: declared.version === null ? null : (asked ?? declared.version), scope: scopeOf(scope, isOptional),
    isOwn: isOptional || (scope !== 'compile' && scope !== 'runtime'), exclusions: declared.exclusions.length > 0 ? declared.exclusions.map((each) => resolve(each) ?? each) : (managed?.exclusions ?? []),
    at: declared.at, module: models.find(group, artifact, version),
  }
}

/** A version that Maven takes as it is, `[1.0]` among them, and no range of versions. */
function exactIn(asked: string | null): string | null {
  if (asked === null || asked === 'LATEST' || asked === 'RELEASE') return null
  const single = /^\[([^,[\]()]+)\]$/.exec(asked)?.[1]?.trim()
  return single ?? (/[[\](),]/.test(asked) ? null : asked)
}

/** https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html#dependency-scope */
function scopeOf(scope: string, isOptional: boolean): Scope {
  if (scope === 'test') return 'dev'
  return isOptional || scope === 'provided' || scope === 'system' ? 'optional' : 'runtime'
}

export interface Reached {
  wanted: Wanted
  direct: boolean
  scope: Scope
  version: string | null
  requires: Set<number>
}

export const ranks: Record<Scope, number> = { runtime: 0, optional: 1, dev: 2 }

interface Way {
  to: number
  exclusions: Excluded | null
}

interface Excluded {
  names: ReadonlySet<string>
  above: Excluded | null
}

/**
 * What a project declares, and what it gets through the modules of its tree, nearest first as Maven takes them. What packages from elsewhere bring may come
 * before that with another version, unless the project manages it: then no version is told.
 */
export function reachedFrom(model: Model, declared: (model: Model) => readonly Wanted[], isLeft: () => boolean): Reached[] {
  const reached = declared(model).map((wanted): Reached => ({ wanted, direct: true, scope: wanted.scope, version: wanted.version, requires: new Set() }))
  const places = new Map(reached.map(({ wanted }, place) => [wanted.key, place]))
  const queue: Way[] = reached.map(({ wanted }, to) => ({ to, exclusions: excludedBy(wanted.exclusions, null) }))
  let isBehindOthers = false

  function follow(from: Reached, wanted: Wanted, exclusions: Excluded | null): void {
    if (wanted.isOwn || wanted.module === model || isExcluded(exclusions, wanted.name)) return
    const known = places.get(wanted.key)
    const before = known === undefined ? undefined : reached[known]
    const managed = model.managed(wanted.key)
    const scope = managed.scope ? scopeOf(managed.scope, false) : wanted.scope
    const within = ranks[scope] > ranks[from.scope] ? scope : from.scope
    const to = known ?? reached.length
    from.requires.add(to)
    if (before && (before.direct || ranks[before.scope] <= ranks[within])) return
    if (before) before.scope = within
    else {
      places.set(wanted.key, to)
      reached.push({ wanted, direct: false, scope: within, version: versionThrough(wanted, managed, isBehindOthers), requires: new Set() })
    }
    queue.push({ to, exclusions: excludedBy(managed.exclusions.length > 0 ? managed.exclusions : wanted.exclusions, exclusions) })
  }

  for (const { to, exclusions } of queue) {
    const from = reached[to]
    if (!from) continue
    const { module } = from.wanted
    if (module === null) isBehindOthers = true
    else for (const wanted of declared(module)) if (isLeft()) follow(from, wanted, exclusions)
  }
  return reached
}

/** What a project manages counts, or else what is asked for; null where that may come in another version. */
function versionThrough(wanted: Wanted, managed: Managed, isBehindOthers: boolean): string | null {
  if (!managed.isSure) return null
  return managed.isFound && managed.version !== null ? managed.version : isBehindOthers ? null : wanted.version
}

const excludedBy = (names: readonly string[], above: Excluded | null): Excluded | null => (names.length === 0 ? above : { names: new Set(names), above })

function isExcluded(excluded: Excluded | null, name: string): boolean {
  const [group] = name.split(':', 1)
  for (let each = excluded; each !== null; each = each.above) {
    for (const pattern of [name, `${group}:*`, `*:${name.slice(name.indexOf(':') + 1)}`, '*:*']) if (each.names.has(pattern)) return true
  }
  return false
}
