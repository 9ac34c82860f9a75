import { familyOf } from '../families.ts'
import type { World } from '../modules/module.ts'
import type { Code, Place } from './code.ts'
import { everywhereDefined, importedAs, namedIn, type ImportedName, type ModuleContext, type NamedIn } from './exported.ts'
import { freeName } from './free.ts'
import { member, membersAlong } from './member.ts'
import { createOnce } from './once.ts'
import { fitting } from './overloads.ts'
import { lastDefined } from './redefinitions.ts'
import { quotedNames } from './quoted-names.ts'
import { ofOneSide } from './sides.ts'
import type { Symbols } from './symbols.ts'
import { deepest, distinct, type Binding, type NamedAt, type Site, type Target } from './target.ts'

/** What resolving stands on. */
export interface Context {
  code: Code
  symbols: Symbols
  world: World
  signal: AbortSignal
}

/** Says what names mean, over files and repositories. Nothing is found rather than guessed. */
export interface Resolver extends Context {
  /** The definitions of a name, the likeliest first. `depth` counts what was followed on the way. */
  resolve(site: Site, depth?: number): Promise<readonly Target[]>
  /** The name at a place of a file, if there is one. */
  siteAt(place: Place, position: { line: number; column: number }): Promise<Site | null>
  // The ways of resolving, which lead to one another.
  importedAs(name: ImportedName, depth: number): Promise<Target[]>
  namedIn(name: NamedIn, context: ModuleContext): Promise<Target[]>
  membersAlong(holders: readonly Target[], names: readonly string[], depth: number): Promise<Target[]>
}

export function createResolver(context: Context): Resolver {
  const once = createOnce<readonly Target[]>({ circular: [] })
  const resolver: Resolver = {
    ...context,
    resolve(site, depth = 0) {
      if (depth > deepest) return Promise.resolve([])
      return once(keyOf(site), () => find(resolver, site, depth))
    },
    async siteAt({ tree, path }, position) {
      const [found] = await context.code.ask('nameAt', { tree, paths: [path], ask: position, signal: context.signal })
      return found ? { tree, path, ...found } : quotedAt(context.symbols, { tree, path }, position)
    },
    importedAs: (name, depth) => importedAs(resolver, name, depth),
    namedIn: (name, from) => namedIn(resolver, name, from),
    membersAlong: (holders, names, depth) => membersAlong(resolver, holders, names, depth),
  }
  return resolver
}

/** `attr_reader :total`: in Ruby a name may be defined by a symbol, which is none where it is read as code. */
async function quotedAt(symbols: Symbols, place: Place, { line, column }: { line: number; column: number }): Promise<Site | null> {
  const isAround = (each: NamedAt) => each.range.line === line && each.range.column - 1 <= column && column <= each.range.endColumn
  const found = (await quotedNames(symbols, place)).find(isAround)
  return found ? { ...place, ...found } : null
}

/** A binding says all that its file knows; only what is unknown depends on where it stands. */
function keyOf({ tree, path, name, range, role, binding, use }: Site): string {
  const place = binding.kind === 'unknown' ? `${range.line}:${range.column}` : ''
  return JSON.stringify([tree.repository.id, tree.commit, path, name, role === 'definition', binding, use, place])
}

async function find(resolver: Resolver, site: Site, depth: number): Promise<readonly Target[]> {
  const family = familyOf(site.path)
  if (family === undefined) return []
  return distinct(await lastDefined(resolver, await ofOneSide(resolver, site, await fitting(resolver, site, await byBinding(resolver, site, depth)))))
}

function byBinding(resolver: Resolver, site: Site, depth: number): Promise<Target[]> | Target[] {
  const { binding } = site
  switch (binding.kind) {
    case 'local':
      return [ownTarget(site, { name: site.name, container: '', definition: binding.definition, isLocal: true })]
    case 'file':
      return everywhereDefined(resolver, ownTarget(site, { ...binding, isLocal: false }))
    case 'import':
      return imported(resolver, site, binding, depth)
    case 'member':
      return member(resolver, site, binding, depth)
    case 'unknown':
      return freeName(resolver, site, depth)
  }
}

/** What `require` gives is what the module is, where that is one thing; a variable that holds it means itself where it is in no repository. */
async function imported(resolver: Resolver, site: Site, binding: Extract<Binding, { kind: 'import' }>, depth: number): Promise<Target[]> {
  const { variable, alias, name, module } = binding
  const whole = variable && name === '*' ? await importedAs(resolver, { place: site, module, name: 'default' }, depth) : []
  const targets = whole.length > 0 ? whole : await importedAs(resolver, { place: site, module, name }, depth)
  return targets.length > 0 || !variable ? targets : [ownTarget(site, { name: alias ?? name, container: '', definition: variable, isLocal: true })]
}

type OwnDefinition = Pick<Extract<Binding, { kind: 'file' }>, 'name' | 'container' | 'definition'> & { isLocal: boolean; apart?: boolean }

function ownTarget({ tree, path }: Place, { name, container, definition, isLocal, apart }: OwnDefinition): Target {
  return { tree, path, range: definition, name, container, kind: null, isLocal, ...(apart && { apart }), reason: isLocal ? 'in the same function' : 'in the same file' }
}
