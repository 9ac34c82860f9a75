import type { ReferenceRole } from '../contract.ts'
import type { AnswerOf } from '../../../syntax/index.ts'
import { familyOf, type Family } from '../families.ts'
import { dependsOn } from '../package-book.ts'
import { nameOf, parentOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import type { Candidates } from './candidates.ts'
import type { Place } from './code.ts'
import { calledFor } from './parameters.ts'
import { quotedNames } from './quoted-names.ts'
import type { Resolver } from './resolver.ts'
import { keyOfTarget, type NamedAt, type Range, type Target } from './target.ts'

/** One use of what was asked about. */
export interface Use extends Place {
  range: Range
  role: ReferenceRole
  reason: string
}

/** How far the uses of a name were looked for, in the order in which they are told; what stands behind it was not. */
export interface Mark {
  repo: string
  path: string
  /** From 0, of the last use; `null` when the file was read to its end. */
  at: { line: number; column: number } | null
}

export type Step = { kind: 'use'; use: Use; mark: Mark } | { kind: 'read'; mark: Mark } | { kind: 'unread'; tree: Tree; path: string | null; reason: string }

export interface ReferencesRequest {
  targets: readonly Target[]
  /** Where the question was asked. */
  tree: Tree
  /** Goes on behind it; null from the beginning. */
  after: Mark | null
  filesWithWord(tree: Tree, word: string): Promise<Candidates>
}

/**
 * The uses of definitions. A local name is used in its file; any other in files that hold it and mean the same by it: of the
 * definition's repository first, then of the ones that depend on it, then of all others. In a tree by path and position.
 */
export async function* references(resolver: Resolver, request: ReferencesRequest): AsyncGenerator<Step> {
  const [first] = request.targets
  if (!first) return
  const wanted = new Set(request.targets.map(keyOfTarget))
  if (first.isLocal) return yield* localUses(resolver, { ...request, wanted, words: [first.name] }, first)
  const words = await wordsFor(resolver, request)
  const trees = await treesFor(resolver, request)
  const from = request.after ? Math.max(trees.findIndex(({ repository }) => repository.name === request.after?.repo), 0) : 0
  for (const tree of trees.slice(from)) yield* usesInTree(resolver, { ...request, wanted, words }, tree)
}

/** Those of a parameter may stand wherever its function is called, as the names of arguments. */
async function* localUses(resolver: Resolver, request: UsesRequest, target: Target): AsyncGenerator<Step> {
  const called = await calledFor(resolver, target)
  if (called === null) return yield* usesIn(resolver, request, target.tree, [target.path])
  const trees = await treesFor(resolver, request)
  const from = request.after ? Math.max(trees.findIndex(({ repository }) => repository.name === request.after?.repo), 0) : 0
  for (const tree of trees.slice(from)) {
    const [naming, calling] = await Promise.all([target.name, called].map((word) => request.filesWithWord(tree, word)))
    const isCalling = new Set(calling?.paths)
    const isOwn = (path: string) => path === target.path && tree.repository.id === target.tree.repository.id
    const paths = (naming?.paths ?? []).filter((path) => isOwn(path) || (isCalling.has(path) && familyOf(path) === familyOf(target.path)))
    yield* usesIn(resolver, request, tree, paths.toSorted(byGit))
  }
}

/** The uses of definitions in one tree, whichever commit of its repository that is, in files that hold one of some words. */
export function referencesIn(resolver: Resolver, request: ReferencesRequest & { words: readonly string[] }): AsyncGenerator<Step> {
  return usesInTree(resolver, { ...request, wanted: new Set(request.targets.map(keyOfTarget)) }, request.tree)
}

/** The trees of the definitions and of the question, then those that depend on the former, then all others. */
export async function treesFor({ world }: Pick<Resolver, 'world'>, { targets, tree: asked }: Pick<ReferencesRequest, 'targets' | 'tree'>): Promise<Tree[]> {
  const own = [...targets.map(({ tree }) => tree), asked]
  const [first = asked] = own
  const published = await world.manifestsOf(first)
  const others = await Promise.all((await world.others(first)).map(async (tree) => ({ tree, depends: dependsOn(await world.manifestsOf(tree), published) })))
  const all = [...own, ...others.toSorted((a, b) => Number(b.depends) - Number(a.depends)).map(({ tree }) => tree)]
  return [...new Map(all.toReversed().map((tree) => [tree.repository.id, tree])).values()].toReversed()
}

/** What a file has to hold to use the definitions: their name, that under which they are handed on, or where they are imported under any name, that of their module. */
export async function wordsFor(resolver: Resolver, request: Pick<ReferencesRequest, 'targets' | 'filesWithWord'>): Promise<string[]> {
  const own = await ownWords(resolver, request.targets)
  return [...new Set([...own, ...await handedOnAs(resolver, request, own)])]
}

/** Files that hold the name and are looked into for what they hand on. */
const maxHanding = 300

/** Other names under which files of the same repository hand the definitions on: `export { open as openAccount } from './account'`. */
async function handedOnAs({ code, signal }: Resolver, request: Pick<ReferencesRequest, 'targets' | 'filesWithWord'>, words: readonly string[]): Promise<string[]> {
  const [first] = request.targets
  const family = first && familyOf(first.path)
  if (!family || !renaming.has(family)) return []
  const { paths } = await filesWith(request, first.tree, words)
  const files = await code.ask('imports', { tree: first.tree, paths: paths.filter((path) => familyOf(path) === family).slice(0, maxHanding), ask: undefined, signal })
  const isMeant = (from: string) => words.includes(from) || (from === 'default' && words.length > 1)
  const names = files.flatMap((file) => handedOn(file, family).flatMap(({ name, from }) => (isMeant(from) ? [name] : [])))
  return names.filter((name) => name !== 'default' && name !== '*')
}

const renaming: ReadonlySet<Family> = new Set(['javascript', 'python', 'rust'])

/** What a file brings in under another name can be brought in from it under that, in languages without lists of exports. */
function handedOn(file: AnswerOf<'imports'> | null, family: Family): { name: string; from: string }[] {
  if (family === 'javascript') return (file?.exports ?? []).flatMap(({ name, from }) => (from === undefined ? [] : [{ name, from }]))
  return (file?.imports ?? []).flatMap(({ names }) => (names === '*' ? [] : names.flatMap(({ name, alias }) => (alias === undefined ? [] : [{ name: alias, from: name }]))))
}

async function ownWords({ code, signal }: Resolver, targets: readonly Target[]): Promise<string[]> {
  const words = await Promise.all(targets.map(async ({ tree, path, name, kind, range }) => {
    if (kind === 'file') return [moduleWord(path)]
    const [file] = familyOf(path) === 'javascript' ? await code.ask('imports', { tree, paths: [path], ask: undefined, signal }) : []
    const isDefault = file?.exports.some((each) => each.name === 'default' && (each.from === name || each.range.line === range.line))
    return isDefault ? [name, moduleWord(path)] : [name]
  }))
  return [...new Set(words.flat())]
}

/** What imports call a file by: its folder, where it is what the folder stands for. */
function moduleWord(path: string): string {
  const stem = nameOf(path).replace(/(\.d)?\.\w+$/, '')
  return /^(index|__init__|mod|lib|main)$/.test(stem) || path.endsWith('.go') ? nameOf(parentOf(path)) || stem : stem
}

async function filesWith({ filesWithWord }: Pick<ReferencesRequest, 'filesWithWord'>, tree: Tree, words: readonly string[]): Promise<Candidates> {
  const all = await Promise.all(words.filter(Boolean).map((word) => filesWithWord(tree, word)))
  return { paths: [...new Set(all.flatMap(({ paths }) => paths))].toSorted(byGit), notSearched: all.flatMap(({ notSearched }) => notSearched) }
}

const byGit = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

interface UsesRequest extends ReferencesRequest {
  wanted: ReadonlySet<string>
  words: readonly string[]
}

async function* usesInTree(resolver: Resolver, request: UsesRequest, tree: Tree): AsyncGenerator<Step> {
  const family = familyOf(request.targets[0]?.path ?? '')
  const { paths, notSearched } = await filesWith(request, tree, request.words)
  for (const each of notSearched) yield { kind: 'unread', tree, ...each }
  yield* usesIn(resolver, request, tree, paths.filter((path) => familyOf(path) === family))
}

/** Files that are parsed together, so that one waits for no other. */
const filesAtOnce = 8

async function* usesIn(resolver: Resolver, request: UsesRequest, tree: Tree, paths: readonly string[]): AsyncGenerator<Step> {
  const { after } = request
  const isHere = after?.repo === tree.repository.name
  const left = isHere ? paths.filter((path) => byGit(path, after.path) > (after.at === null ? 0 : -1)) : paths
  for (let from = 0; from < left.length; from += filesAtOnce) {
    const batch = left.slice(from, from + filesAtOnce)
    const found = await Promise.all(batch.map((path) => usesInFile(resolver, request, { tree, path })))
    for (const [at, path] of batch.entries()) {
      const uses = found[at]
      if (uses === null || uses === undefined) yield { kind: 'unread', tree, path, reason: 'not_parsed' }
      for (const use of uses ?? []) {
        const mark = { repo: tree.repository.name, path, at: { line: use.range.line, column: use.range.column } }
        if (!(isHere && path === after.path && after.at && !isBehind(use.range, after.at))) yield { kind: 'use', use, mark }
      }
      yield { kind: 'read', mark: { repo: tree.repository.name, path, at: null } }
    }
  }
}

const isBehind = (a: { line: number; column: number }, b: { line: number; column: number }) => a.line > b.line || (a.line === b.line && a.column > b.column)

type Occurrence = Pick<NamedAt, 'name' | 'range' | 'role' | 'binding' | 'use'>

/** Null when the file cannot be read. */
async function usesInFile(resolver: Resolver, { wanted, words, targets }: UsesRequest, place: Place): Promise<Use[] | null> {
  const all = await occurrencesOf(resolver, place, words)
  if (all === null) return null
  all.push(...(await quotedNames(resolver.symbols, place)).filter(({ name }) => words.includes(name)))
  const isImporting = familyOf(place.path) === 'javascript' || all.some(({ role }) => role === 'import')
  const aliases = isImporting ? await aliasesOf(resolver, place, { wanted, words }) : []
  all.push(...(await occurrencesOf(resolver, place, aliases)) ?? [])
  const [first] = targets
  const isForeign = first?.isLocal === true && (first.path !== place.path || first.tree.repository.id !== place.tree.repository.id)
  const possible = isForeign ? all.filter(isNamedArgument) : all
  const judged = await Promise.all(possible.map((each) => judge(resolver, place, each, wanted)))
  const uses = new Map(judged.flatMap((use) => (use ? [[`${use.range.line}:${use.range.column}`, use] as const] : [])))
  return [...uses.values()].toSorted((a, b) => a.range.line - b.range.line || a.range.column - b.range.column)
}

const isNamedArgument = ({ binding }: Occurrence) => binding.kind === 'member' && binding.receiver?.argument === true

async function occurrencesOf({ code, signal }: Resolver, { tree, path }: Place, names: readonly string[]): Promise<Occurrence[] | null> {
  const found = await Promise.all(names.map(async (name) => (await code.ask('occurrences', { tree, paths: [path], ask: { name }, signal }))[0]))
  return found.includes(null) ? null : found.flatMap((each) => each ?? [])
}

/** What a file calls the wanted by names of its own. */
async function aliasesOf(resolver: Resolver, place: Place, { wanted, words }: Pick<UsesRequest, 'wanted' | 'words'>): Promise<string[]> {
  const [file] = await resolver.code.ask('imports', { tree: place.tree, paths: [place.path], ask: undefined, signal: resolver.signal })
  const imported = (file?.imports ?? []).flatMap(({ module, names }) => (names === '*' ? [] : names.map((each) => ({ module, ...each }))))
  const renamed = imported.flatMap(({ alias, ...each }) => (alias === undefined || !canMean(each.name, words) ? [] : [{ ...each, alias }]))
  const meant = await Promise.all(renamed.map(async ({ module, name, alias, variable, range }) => {
    const targets = await resolver.resolve({ ...place, name: alias, range, binding: { kind: 'import', module, name, alias, ...(variable && { variable }) } })
    return targets.some((target) => wanted.has(keyOfTarget(target))) ? [alias] : []
  }))
  return [...new Set(meant.flat())].filter((alias) => !words.includes(alias))
}

/** A module and what it is about are imported under other names than their own. */
const canMean = (name: string, words: readonly string[]) => name === '*' || name === 'default' || words.includes(name)

async function judge(resolver: Resolver, place: Place, occurrence: Occurrence, wanted: ReadonlySet<string>): Promise<Use | null> {
  const targets = await resolver.resolve({ ...place, ...occurrence })
  const meant = targets.find((target) => wanted.has(keyOfTarget(target)))
  return meant ? { ...place, range: occurrence.range, role: occurrence.role, reason: meant.reason } : null
}
