import type { Answer, Parsed } from '../../platform/endpoint.ts'
import type { Caller } from '../../platform/http.ts'
import { notFound } from '../../platform/errors.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Search } from '../../search/search.ts'
import type { Precise, PreciseName } from '../scip/scip.ts'
import type { AnswerOf, Syntax } from '../../../syntax/index.ts'
import type * as contract from '../contract.ts'
import { familyOf } from '../families.ts'
import { createPackageBook } from '../package-book.ts'
import { openTree, type Tree } from '../tree.ts'
import { createWorld } from '../world.ts'
import { calleesOf } from './callees.ts'
import { callerAt, callersOf, functionFor, patienceMs, type WalkRequest } from './calls.ts'
import { filesWithWord } from './candidates.ts'
import { entryPaths } from './entry-paths.ts'
import { createCode } from './code.ts'
import { typeOfTarget } from './headers.ts'
import { hoverOf, indexedHoverOf, preciseHoverOf } from './hover.ts'
import { implementationsOf, type Direction } from './implementations.ts'
import { pageOf } from './pages.ts'
import { createPreciseSource, type PreciseSource } from './precise.ts'
import { placesOf, type Told } from './present.ts'
import { referencesIn, wordsFor } from './references.ts'
import { createResolver, type Resolver } from './resolver.ts'
import type { Sweep } from './subtypes.ts'
import { createSymbols } from './symbols.ts'
import { distinct, pathOfTarget, type Site, type Target } from './target.ts'

type Query<E> = Parsed<E> extends { query: infer Q } ? Q : never
type Position = Query<typeof contract.findDefinitions>
type Walk = Query<typeof contract.findCallers>

/** Following names through code, for one person at a time: what that person may not see is never looked into. */
export interface Navigator {
  definitions(viewer: Caller, position: Position, signal: AbortSignal): Promise<Answer<typeof contract.findDefinitions>>
  references(viewer: Caller, query: Query<typeof contract.findReferences>, signal: AbortSignal): Promise<Answer<typeof contract.findReferences>>
  /** The way to the uses of a name at other commits than those that `references` looks at: the repository of the position at its revision, all others at their default branches. */
  follow(viewer: Caller, position: Position, signal: AbortSignal): Promise<Followed>
  implementations(viewer: Caller, query: Query<typeof contract.findImplementations>, signal: AbortSignal): Promise<Answer<typeof contract.findImplementations>>
  typeDefinitions(viewer: Caller, position: Position, signal: AbortSignal): Promise<Answer<typeof contract.findTypeDefinitions>>
  hover(viewer: Caller, position: Position, signal: AbortSignal): Promise<Answer<typeof contract.findHover>>
  callers(viewer: Caller, query: Walk, signal: AbortSignal): Promise<contract.CallGraph>
  callees(viewer: Caller, query: Walk, signal: AbortSignal): Promise<contract.CallGraph>
  entryPaths(viewer: Caller, query: Query<typeof contract.findEntryPaths>, signal: AbortSignal): Promise<Answer<typeof contract.findEntryPaths>>
  guards(viewer: Caller, position: Position, signal: AbortSignal): Promise<Answer<typeof contract.findGuards>>
}

export interface Followed {
  /** The uses in one repository at one revision, found by search alone; a name that nothing outside its function knows has none. */
  referencesAt(at: { repo: string; rev: string }): Promise<{ places: contract.NamedPlace[]; notSearched: { path: string | null; reason: string }[] }>
}

export interface NavigatorOptions {
  repos: Repos
  search: Pick<Search, 'stream'>
  syntax: Pick<Syntax, 'askMany'>
  precise: Precise
}

/** What one question stands on. */
interface Question {
  tree: Tree
  resolver: Resolver
  precise: PreciseSource
  /** What indexes call the name at the position, if they do. */
  names: readonly PreciseName[]
  /** The same as its file tells. It is asked for only where indexes do not suffice: reading a long file takes longer than all else. */
  site(): Promise<Site | null>
}

export function createNavigator({ repos, search, syntax, precise: indexes }: NavigatorOptions): Navigator {
  const code = createCode({ syntax })
  const book = createPackageBook({ repos })

  async function open(viewer: Caller, { repo, rev }: Pick<Position, 'repo' | 'rev'>, signal: AbortSignal): Promise<Tree> {
    const repository = await repos.byName(viewer, repo)
    const tree = await openTree({ repos, viewer, repository, rev, signal })
    if (!tree) throw notFound('intel.no_revision', `${repo} has no revision ${rev === '' ? 'to look at yet' : rev}.`)
    return tree
  }

  function resolverAt(viewer: Caller, home: Tree, signal: AbortSignal): Resolver {
    const world = createWorld({ repos, book, viewer, home, signal })
    return createResolver({ code, symbols: createSymbols({ code, search, viewer, signal }), world, signal })
  }

  async function ask(viewer: Caller, { path, line, column, ...at }: Position, signal: AbortSignal): Promise<Question> {
    const tree = await open(viewer, at, signal)
    if (tree.files.indexOf(path) < 0) throw notFound('code.no_such_path', 'There is no such file at this revision.')
    const resolver = resolverAt(viewer, tree, signal)
    const precise = createPreciseSource({ precise: indexes, viewer, world: resolver.world, signal })
    const place = { tree, path }
    const position = { line: line - 1, column: column - 1 }
    return { tree, resolver, precise, names: await precise.at(place, position), site: once(() => resolver.siteAt(place, position)) }
  }

  const finder = (viewer: Caller, signal: AbortSignal) => (tree: Tree, word: string) => filesWithWord({ search, viewer, tree, word, signal })

  async function walk(viewer: Caller, query: Walk, signal: AbortSignal, along: (request: WalkRequest) => Promise<contract.CallGraph>): Promise<contract.CallGraph> {
    const { tree, resolver, site, precise } = await ask(viewer, query, signal)
    const start = await functionFor(resolver, await site(), { tree, path: query.path }, query.line - 1)
    return start ? along({ resolver, precise, start, depth: query.depth, nodes: query.nodes, filesWithWord: finder(viewer, signal) }) : noGraph
  }

  return {
    async definitions(viewer, position, signal) {
      const question = await ask(viewer, position, signal)
      const told = await definitionsOf(question)
      return { places: await placesOf(told, signal), note: told.length > 0 ? null : whyNone(position.path, await question.site()) }
    },

    async references(viewer, query, signal) {
      const { tree, resolver, site, precise, names } = await ask(viewer, query, signal)
      const targets = once(async () => targetsOf(resolver, await site()))
      if (names.length === 0 && (await targets()).length === 0) return { places: [], cursor: null, notSearched: [], note: whyNone(query.path, await site()) }
      const page = await pageOf(resolver, { targets, tree, precise, names, filesWithWord: finder(viewer, signal), limit: query.limit, cursor: query.cursor ?? null })
      const places = await placesOf(page.uses, signal)
      return {
        places: places.map((place, at) => ({ ...place, role: page.uses[at]?.role ?? 'reference' })),
        cursor: page.cursor,
        notSearched: [
          ...page.unread.map((each) => ({ repo: each.tree.repository.name, rev: each.tree.rev, path: each.path, reason: each.reason })),
          ...(page.cursor === null && !(await targets())[0]?.isLocal ? await resolver.world.late() : []).map((name) => ({ repo: name, rev: '', path: null, reason: 'not_opened_in_time' })),
        ],
        note: null,
      }
    },

    async follow(viewer, position, signal) {
      const { resolver, site, names } = await ask(viewer, position, signal)
      const targets = await targetsOf(resolver, await site())
      const filesWithWord = finder(viewer, signal)
      const [first] = targets
      if (!first) return { referencesAt: async () => ({ places: [], notSearched: names.length > 0 ? [onlyIndexed] : [] }) }
      if (first.isLocal) return { referencesAt: async () => ({ places: [], notSearched: [] }) }
      const words = await wordsFor(resolver, { targets, filesWithWord })
      return {
        async referencesAt(at) {
          const tree = await open(viewer, at, signal)
          const told: Told[] = []
          const notSearched: { path: string | null; reason: string }[] = []
          for await (const step of referencesIn(resolverAt(viewer, tree, signal), { targets, tree, words, after: null, filesWithWord })) {
            if (step.kind === 'use' && step.use.role !== 'definition') told.push({ ...step.use, symbol: pathOfTarget(first), precise: false })
            if (step.kind === 'unread') notSearched.push({ path: step.path, reason: step.reason })
          }
          return { places: await placesOf(told, signal), notSearched }
        },
      }
    },

    async implementations(viewer, query, signal) {
      const question = await ask(viewer, query, signal)
      const sweep: Sweep = { tree: question.tree, filesWithWord: finder(viewer, signal), deadline: performance.now() + patienceMs, unread: [] }
      const told = await implementationsFor(question, query.direction, sweep)
      return {
        places: await placesOf(told.slice(0, mostPlaces), signal),
        notSearched: [
          ...sweep.unread.map(({ tree: { repository, rev }, path, reason }) => ({ repo: repository.name, rev, path, reason })),
          ...(await question.resolver.world.late()).map((name) => ({ repo: name, rev: '', path: null, reason: 'not_opened_in_time' })),
          ...(performance.now() > sweep.deadline ? [{ repo: query.repo, rev: query.rev, path: null, reason: 'took_too_long' }] : []),
        ],
        note: told.length > 0 ? null : whyNoImplementation(query, await question.site()),
      }
    },

    async typeDefinitions(viewer, position, signal) {
      const { resolver, precise, names, site } = await ask(viewer, position, signal)
      const known = await precise.typeDefinitions(names)
      const targets = known.length > 0 ? [] : await targetsOf(resolver, await site())
      const types = distinct((await Promise.all(targets.map((target) => typeOfTarget(resolver, target)))).flat())
      const told = known.length > 0 ? known : types.map(toldOf)
      return { places: await placesOf(told, signal), note: told.length > 0 ? null : whyNoType(position.path, await site(), targets) }
    },

    async hover(viewer, position, signal) {
      const { resolver, site, precise, names: [name] } = await ask(viewer, position, signal)
      const [told] = name ? await precise.definitions([name]) : []
      if (name && told) return { hover: await (name.signature === '' ? indexedHoverOf(resolver, told) : preciseHoverOf(name, told, signal)) }
      const [target] = await targetsOf(resolver, await site())
      return { hover: target ? await hoverOf(resolver, target) : null }
    },

    callers: (viewer, query, signal) => walk(viewer, query, signal, callersOf),
    callees: (viewer, query, signal) => walk(viewer, query, signal, calleesOf),

    async entryPaths(viewer, query, signal) {
      const { tree, resolver, precise } = await ask(viewer, query, signal)
      const place = { tree, path: query.path }
      const line = query.line - 1
      const start = await callerAt(resolver, place, line)
      return entryPaths({ resolver, precise, start, place, line, depth: query.depth, filesWithWord: finder(viewer, signal) })
    },

    async guards(viewer, position, signal) {
      const { tree, resolver } = await ask(viewer, position, signal)
      const { path, line, column } = position
      // The first column stands for the line: what counts is where its first word is.
      const at = { line: line - 1, ...(column > 1 ? { column: column - 1 } : {}) }
      const [guards] = await code.ask('guards', { tree, paths: [path], ask: at, signal })
      const around = await callerAt(resolver, { tree, path }, line - 1)
      return { function: around.target && around.node, guards: (guards ?? []).toReversed().map(guardOf) }
    },
  }
}

function guardOf({ kind, text, negated, range }: AnswerOf<'guards'>[number]): contract.Guard {
  return { kind, text, negated, line: range.line + 1, column: range.column + 1, endLine: range.endLine + 1, endColumn: range.endColumn + 1 }
}

/** Nothing but an index knows what the name means, and that is of other commits. */
const onlyIndexed = { path: null, reason: 'known_to_an_index_only' }

const noGraph: contract.CallGraph = { nodes: [], edges: [], cut: null }

/** What an index tells is not bettered by what a search finds. */
async function definitionsOf({ resolver, site, precise, names }: Question): Promise<readonly Told[]> {
  const told = await precise.definitions(names)
  return told.length > 0 ? told : (await targetsOf(resolver, await site())).map(toldOf)
}

/** What indexes tell, and what a search finds where they do not reach; all of it where they tell of none: not every index knows. */
async function implementationsFor({ resolver, site, precise, names }: Question, direction: Direction, sweep: Sweep): Promise<readonly Told[]> {
  const known = await precise.implementations(names, direction)
  const targets = await targetsOf(resolver, await site())
  const found = distinct((await Promise.all(targets.map((target) => implementationsOf(resolver, target, direction, sweep)))).flat())
  const isAsked = (each: Target) => targets.some((target) => samePlace(each, target))
  const beyond = await Promise.all(found.filter((each) => !isAsked(each)).map(async (each) => (known.length > 0 && (await precise.covers(each, each.range)) ? [] : [toldOf(each)])))
  return [...known, ...beyond.flat()]
}

const samePlace = (one: Target, other: Target) => one.path === other.path && one.tree.repository.id === other.tree.repository.id && one.range.line === other.range.line && one.range.column === other.range.column

const mostPlaces = 1_000

function whyNoImplementation({ path, direction }: { path: string; direction: Direction }, site: Site | null): string {
  if (familyOf(path) === undefined || !site) return whyNone(path, site)
  return direction === 'down' ? `Nothing was found that implements, extends or overrides ${site.name}.` : `Nothing was found that ${site.name} implements, extends or overrides.`
}

const whyNoType = (path: string, site: Site | null, targets: readonly Target[]) => (targets.length === 0 || !site ? whyNone(path, site) : `The type of ${site.name} is not told where it is defined, or is in no repository here.`)

const targetsOf = async (resolver: Resolver, site: Site | null): Promise<readonly Target[]> => (site ? resolver.resolve(site) : [])

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => (answer ??= work())
}

const toldOf = (target: Target): Told => ({ ...target, symbol: pathOfTarget(target), precise: false })

function whyNone(path: string, site: Site | null): string {
  if (familyOf(path) === undefined) return 'Names are not followed in files of this kind.'
  if (!site) return 'No name stands at this position.'
  const { binding } = site
  if (binding.kind === 'import') return `${site.name} is imported from ${binding.module}, which is in no repository that is known here.`
  return `No definition of ${site.name} was found: it may belong to the language or to a package that is in no repository here.`
}
