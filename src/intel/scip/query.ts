import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import { badInput } from '../../platform/errors.ts'
import type { Carrying } from './carry.ts'
import { readCursor, writeCursor, type Place as CursorPlace } from './cursor.ts'
import { factsOf, type NameFacts } from './facts.ts'
import { relation, role, type ScipRange } from './format.ts'
import { mention } from './index-format.ts'
import type { OpenedIndexes } from './opened.ts'
import type { Source, Sources } from './sources.ts'
import { packageBook, type Wanted } from './package-book.ts'
import { definedIn, tellPackageLines, type PackageLine } from './packages-used.ts'
import { isLocal, type Package } from './symbol.ts'
import type { ScipStore } from './store.ts'
import { createViews, type Seen, type View } from './view.ts'

/** A position in a file. The commit is a full id; lines and columns from 0, columns in code points. */
export interface PrecisePosition {
  repo: { id: string; name: string }
  commit: string
  path: string
  line: number
  column: number
}

export type Role = 'definition' | 'import' | 'reference'

/** Where a name stands, at a commit. Lines and columns from 0, columns in code points; the end is behind the last one. */
export interface PrecisePlace extends ScipRange {
  repo: { id: string; name: string }
  commit: string
  path: string
  /** As the index names it. */
  symbol: string
  role: Role
  /** The whole of what is defined or said here, as far as the index tells. */
  enclosing: ScipRange | null
  /** The symbol is of the very version of the package that was asked for. False: of another version of it. */
  sameVersion: boolean
  /** The index that says so. */
  upload: number
}

/** What an index says of a name. It can be given to the other questions, also later. */
export interface PreciseName extends PrecisePlace, NameFacts {}

export interface ReferencePage {
  places: PrecisePlace[]
  /** To be sent for the next page; null at the end. */
  cursor: string | null
}

type Stop = { signal?: AbortSignal }

/**
 * Questions to the indexes. A commit without one is answered from the nearest that has one, if it is near; lines that were changed since
 * have no answer. Every question takes the viewer first and knows only the repositories that the viewer may see. Other repositories are
 * looked at where their default branch stands.
 *
 *     const { names } = await precise.at(viewer, { repo, commit, path, line, column })
 *     const places = await precise.definitions(viewer, names[0])
 */
export interface Precise {
  /**
   * The names at a position: those of the innermost range, of every index that has the file. `covered` says that an index has this line
   * of it: no name then means that there is none.
   */
  at(viewer: Caller, position: PrecisePosition, options?: Stop): Promise<{ covered: boolean; names: PreciseName[] }>
  /** Every name in a file, by place; none if no index has the file. */
  inFile(viewer: Caller, file: Omit<PrecisePosition, 'line' | 'column'>, options?: Stop): Promise<PreciseName[]>
  /** Where it is defined: of the same version of its package if there is any such place. */
  definitions(viewer: Caller, name: PreciseName, options?: Stop): Promise<PrecisePlace[]>
  /** All places where it stands, definitions among them: first those of its repository, then by repository, path and line. */
  references(viewer: Caller, name: PreciseName, options: Stop & { limit: number; cursor?: string }): Promise<ReferencePage>
  /** Where what implements or overrides it is defined, at most a thousand. */
  implementations(viewer: Caller, name: PreciseName, options?: Stop): Promise<PrecisePlace[]>
  /** Where what it implements or overrides is defined. */
  implemented(viewer: Caller, name: PreciseName, options?: Stop): Promise<PrecisePlace[]>
  /** The indexes that answer for a commit, by their numbers. */
  indexesAt(viewer: Caller, at: Pick<PrecisePosition, 'repo' | 'commit'>, options?: Stop): Promise<number[]>
  /** Tells every line that names something of a package that is none of its repository's own, and gives those that are; of all indexes of a commit. */
  packages(viewer: Caller, at: Pick<PrecisePosition, 'repo' | 'commit'>, options: Stop & { tell(line: PackageLine): void }): Promise<Pick<Package, 'manager' | 'name'>[]>
  /** Where its type is defined. */
  typeDefinitions(viewer: Caller, name: PreciseName, options?: Stop): Promise<PrecisePlace[]>
}

export interface QueryDeps {
  store: Pick<ScipStore, 'usesOf' | 'packagesOf'>
  repos: Pick<Repos, 'allVisible' | 'blobsAt' | 'readBlobs'>
  sources: Sources
  opened: OpenedIndexes
  carrying: Carrying
}

/** An index, with the numbers that the wanted symbols have in it. */
interface Lookup {
  source: Source
  symbols: Wanted[]
}

type LookupOptions = {
  signal: AbortSignal | undefined
  /** Only those that define something of the packages. */
  defining?: boolean
  /** Repositories before that of this index may be passed over. */
  from?: number | undefined
}

const mostPlaces = 1_000

export function createPrecise({ store, repos, sources, opened, carrying }: QueryDeps): Precise {
  const views = createViews({ repos, opened, carrying })

  /** The index that has told of a name, if it is still the one to be asked. */
  async function homeOf(viewer: Caller, { repo, commit, upload }: PreciseName, { signal }: Stop): Promise<Source | undefined> {
    return (await sources.at(viewer, repo, commit, signal)).find((source) => source.upload.id === upload)
  }

  /** The indexes that can know global symbols: those of the name's own repository, then those that speak of their packages. */
  async function* lookupsOf(viewer: Caller, { repo, commit }: PreciseName, symbols: readonly string[], { signal, defining = false, from }: LookupOptions): AsyncGenerator<Lookup> {
    const book = await packageBook(store, symbols)
    for (const source of await sources.at(viewer, repo, commit, signal)) yield { source, symbols: book.symbolsIn(source.upload.id) }
    const others = (await repos.allVisible(viewer)).filter(({ id }) => id !== repo.id && book.speaks(id, defining))
    const first = from === undefined ? -1 : others.findIndex(({ id }) => id === book.repositoryOf(from))
    for (const other of others.slice(Math.max(0, first))) {
      if (other.head === null) continue
      const there = await sources.at(viewer, other, other.head, signal)
      for (const source of there) if (book.has(source.upload.id)) yield { source, symbols: book.symbolsIn(source.upload.id) }
    }
  }

  async function placesOf(viewer: Caller, name: PreciseName, { symbol, pick, defining = false, signal }: Stop & { symbol: string; defining?: boolean; pick: (view: View, id: number) => Promise<Seen[]> }): Promise<PrecisePlace[]> {
    const found: PrecisePlace[] = []
    for await (const { source, symbols } of lookupsOf(viewer, name, [symbol], { signal, defining })) {
      await views.use(viewer, source, { signal }, async (view) => {
        for (const { text, sameVersion } of symbols) {
          const id = view.file.find(text)
          if (id !== null) found.push(...(await pick(view, id)).map((seen) => placeOf(source, seen, sameVersion)))
        }
      })
      if (found.length >= mostPlaces) break
    }
    return withoutRepeats(found).slice(0, mostPlaces)
  }

  async function definitionsOf(viewer: Caller, name: PreciseName, symbol: string, options: Stop): Promise<PrecisePlace[]> {
    const found = await placesOf(viewer, name, { ...options, symbol, defining: true, pick: definitionsIn })
    const same = found.filter(({ sameVersion }) => sameVersion)
    return same.length > 0 ? same : found
  }

  async function related(viewer: Caller, name: PreciseName, flag: number, options: Stop): Promise<string[]> {
    const home = await homeOf(viewer, name, options)
    if (!home) return []
    return (await views.use(viewer, home, options, async (view) => view.relatedTo(name, flag))) ?? []
  }

  async function localPlaces(viewer: Caller, name: PreciseName, options: Stop, passes: (seen: Seen) => boolean): Promise<PrecisePlace[]> {
    const home = await homeOf(viewer, name, options)
    const seen = home && (await views.use(viewer, home, options, (view) => view.seenAt(name.path, ({ local }) => local === name.symbol)))
    return home && seen ? seen.filter(passes).map((each) => placeOf(home, each, true)) : []
  }

  return {
    async at(viewer, { line, column, ...file }, { signal } = {}) {
      const names: PreciseName[] = []
      let covered = false
      for (const source of await sources.at(viewer, file.repo, file.commit, signal)) {
        await views.use(viewer, source, { signal }, async (view) => {
          const seen = await view.seenAround(file.path, line, column)
          covered ||= seen !== null
          for (const each of seen ?? []) names.push({ ...placeOf(source, each, true), ...(await factsFor(viewer, source, view, each)) })
        })
      }
      return { covered, names: withoutRepeats(names) }
    },

    async inFile(viewer, { path, ...at }, { signal } = {}) {
      for (const source of await sources.at(viewer, at.repo, at.commit, signal)) {
        const names = await views.use(viewer, source, { signal }, async (view) => {
          const seen = await view.seenAt(path, () => true)
          const once = new Map(seen.map((each) => [each.symbol, each]))
          const told = new Map([...once].map(([symbol, each]) => [symbol, factsOf(view.factsOf(each), symbol)]))
          return seen.map((each) => ({ ...placeOf(source, each, true), ...(told.get(each.symbol) ?? factsOf(null, each.symbol)) }))
        })
        if (names && names.length > 0) return names
      }
      return []
    },

    async definitions(viewer, name, options = {}) {
      if (isLocal(name.symbol)) return localPlaces(viewer, name, options, isDefinition)
      const own = await definitionsOf(viewer, name, name.symbol, options)
      if (own.length > 0) return own
      const found: PrecisePlace[] = []
      for (const symbol of await related(viewer, name, relation.definition, options)) found.push(...(await definitionsOf(viewer, name, symbol, options)))
      return withoutRepeats(found)
    },

    async references(viewer, name, { limit, cursor, ...options }) {
      if (isLocal(name.symbol)) return { places: await localPlaces(viewer, name, options, () => true), cursor: null }
      const also = await related(viewer, name, relation.reference, options)
      return pageOf(viewer, name, { symbols: [name.symbol, ...also], limit, after: cursor === undefined ? null : readCursor(cursor), ...options })
    },

    async implementations(viewer, name, options = {}) {
      if (isLocal(name.symbol)) return []
      return placesOf(viewer, name, { ...options, symbol: name.symbol, pick: implementationsIn })
    },

    indexesAt: async (viewer, { repo, commit }, { signal } = {}) => (await sources.at(viewer, repo, commit, signal)).map(({ upload }) => upload.id),

    async packages(viewer, { repo, commit }, { tell, signal }) {
      const there = await sources.at(viewer, repo, commit, signal)
      const packages = await Promise.all(there.map(({ upload }) => store.packagesOf(upload.id)))
      const own = definedIn(packages.flat())
      const isOwn = new Set(own.map(({ manager, name }) => `${manager} ${name}`))
      for (const [at, source] of there.entries()) {
        const others = packages[at]?.filter(({ manager, name }) => !isOwn.has(`${manager} ${name}`)) ?? []
        await views.use(viewer, source, { signal }, (view) => tellPackageLines(view, others, tell))
      }
      return own
    },

    implemented: (viewer, name, options = {}) => definitionsRelated(viewer, name, relation.implementation, options),
    typeDefinitions: (viewer, name, options = {}) => definitionsRelated(viewer, name, relation.typeDefinition, options),
  }

  async function definitionsRelated(viewer: Caller, name: PreciseName, flag: number, options: Stop): Promise<PrecisePlace[]> {
    const found: PrecisePlace[] = []
    for (const symbol of await related(viewer, name, flag, options)) {
      found.push(...(isLocal(symbol) ? await localPlaces(viewer, { ...name, symbol }, options, isDefinition) : await definitionsOf(viewer, name, symbol, options)))
    }
    return withoutRepeats(found)
  }

  /** What the index tells; if it tells nothing of a symbol of another package, what the index of that package tells. */
  async function factsFor(viewer: Caller, source: Source, view: View, seen: Seen): Promise<NameFacts> {
    const own = view.factsOf(seen)
    if (own !== null || isLocal(seen.symbol)) return factsOf(own, seen.symbol)
    const name: PreciseName = { ...placeOf(source, seen, true), ...factsOf(null, seen.symbol) }
    for await (const lookup of lookupsOf(viewer, name, [seen.symbol], { signal: undefined, defining: true })) {
      const told = await views.use(viewer, lookup.source, {}, async (other) => {
        for (const { text } of lookup.symbols) {
          const id = other.file.find(text)
          const facts = id === null ? null : other.file.facts(id)
          if (facts) return facts
        }
        return null
      })
      if (told) return factsOf(told, seen.symbol)
    }
    return factsOf(null, seen.symbol)
  }

  interface PageRequest extends Stop {
    symbols: string[]
    limit: number
    after: CursorPlace | null
  }

  /** Indexes, documents and lines in their order; a page goes on where the one before ended. */
  async function pageOf(viewer: Caller, name: PreciseName, { symbols, limit, after, signal }: PageRequest): Promise<ReferencePage> {
    const places: PrecisePlace[] = []
    const before: Source[] = []
    let start = after
    let found = after === null
    for await (const lookup of lookupsOf(viewer, name, symbols, { signal, from: after?.upload })) {
      const { source } = lookup
      found ||= source.upload.id === start?.upload
      if (!found) {
        before.push(source)
        continue
      }
      const next = await views.use(viewer, source, { signal }, (view) => addReferences({ view, lookup, places, limit, start, skips: (path) => isTold(viewer, before, source, path) }))
      if (next) return { places, cursor: writeCursor({ upload: source.upload.id, ...next }) }
      start = null
      before.push(source)
    }
    if (!found) throw badInput('scip.stale_cursor', 'The indexes have changed since this list was begun; ask for it again from its beginning.')
    return { places, cursor: null }
  }

  /** A file that several indexes of a repository have is told by the first of them. */
  async function isTold(viewer: Caller, before: readonly Source[], { repo }: Source, path: string): Promise<boolean> {
    for (const earlier of before) {
      if (earlier.repo.id === repo.id && (await views.use(viewer, earlier, { signal: undefined }, async (view) => view.has(path)))) return true
    }
    return false
  }
}

interface Adding {
  view: View
  lookup: Lookup
  places: PrecisePlace[]
  limit: number
  start: CursorPlace | null
  skips(path: string): Promise<boolean>
}

/** Adds the places of one index from `start` on. Gives where the next page begins when this one is full. */
async function addReferences({ view, lookup, places, limit, start, skips }: Adding): Promise<Omit<CursorPlace, 'upload'> | null> {
  const ids = idsIn(view, lookup)
  const documents = [...new Set([...ids.keys()].flatMap((id) => view.file.mentions(id).map(({ document }) => document)))].sort((a, b) => a - b)
  for (const document of documents.filter((each) => each >= (start?.document ?? 0))) {
    if (places.length >= limit) return { document, skip: 0 }
    const path = view.pathNow(document)
    if (path === null || (await skips(path))) continue
    const seen = await view.seenIn(document, ({ id }) => id !== null && ids.has(id))
    const skip = document === start?.document ? start.skip : 0
    const room = limit - places.length
    places.push(...seen.slice(skip, skip + room).map((each) => placeOf(lookup.source, each, ids.get(each.id ?? -1) ?? true)))
    if (seen.length > skip + room) return { document, skip: skip + room }
  }
  return null
}

/** The numbers of the symbols in an index, and of those that count as references of them there; with whether they are of the same version. */
function idsIn(view: View, { symbols }: Lookup): Map<number, boolean> {
  const ids = new Map<number, boolean>()
  for (const { text, sameVersion } of symbols) {
    const id = view.file.find(text)
    if (id === null) continue
    const also = (['out', 'in'] as const).flatMap((direction) => view.file.related(id, direction).filter(({ flags }) => flags & relation.reference))
    for (const each of [id, ...also.map(({ symbol }) => symbol)]) if (!ids.get(each)) ids.set(each, sameVersion)
  }
  return ids
}

/** What only declares counts where nothing defines. */
async function definitionsIn(view: View, id: number): Promise<Seen[]> {
  const mentions = view.file.mentions(id)
  const defining = mentions.filter(({ kinds }) => kinds & mention.definition)
  const declaring = defining.length > 0 ? [] : mentions.filter(({ kinds }) => kinds & mention.declaration)
  const seen: Seen[] = []
  for (const { document } of [...defining, ...declaring]) {
    seen.push(...(await view.seenIn(document, (each) => each.id === id && isDefinition(each))))
    if (seen.length >= mostPlaces) break
  }
  return seen
}

async function implementationsIn(view: View, id: number): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const { symbol, flags } of view.file.related(id, 'in')) {
    if (flags & relation.implementation) seen.push(...(await definitionsIn(view, symbol)))
    if (seen.length >= mostPlaces) return seen
  }
  for (const { document, kinds } of view.file.mentions(id)) {
    if (kinds & mention.relation) seen.push(...(await view.localsRelated(document, id, relation.implementation)))
    if (seen.length >= mostPlaces) return seen
  }
  return seen
}

const isDefinition = ({ roles }: { roles: number }): boolean => (roles & (role.definition | role.forwardDefinition)) > 0

function placeOf({ repo, commit, upload }: Source, { path, symbol, roles, range, enclosing }: Seen, sameVersion: boolean): PrecisePlace {
  const is: Role = roles & (role.definition | role.forwardDefinition) ? 'definition' : roles & role.import ? 'import' : 'reference'
  return { repo: { id: repo.id, name: repo.name }, commit, path, ...range, symbol, role: is, enclosing, sameVersion, upload: upload.id }
}

/** Two indexes may have the same file. */
function withoutRepeats<P extends PrecisePlace>(places: readonly P[]): P[] {
  const keyOf = ({ repo, path, line, column, endLine, endColumn, symbol }: P) => JSON.stringify([repo.id, path, line, column, endLine, endColumn, symbol])
  return [...new Map(places.map((place) => [keyOf(place), place])).values()]
}
