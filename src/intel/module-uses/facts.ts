import { grammarOf, type FileTaken } from '../../../syntax/index.ts'
import { codeFilesOf, type CodeFile } from '../blob-answers/reading.ts'
import { keyOf } from '../blob-answers/store.ts'
import { familyOf } from '../families.ts'
import type { Manifest } from '../manifests/manifest.ts'
import { isForeign } from '../manifests/manifests.ts'
import type { Tree } from '../tree.ts'
import { namings, type ModuleFamily } from './modules-named.ts'
import { ownModules } from './own.ts'
import { maxPublished, publishedBy, type PublishedModule } from './published.ts'
import { createTally, maxModules, type ModuleUse, type Tally } from './tally.ts'

/** What a tree tells of modules, whoever else there is. */
export interface ModuleFacts {
  /** Of modules that are not its own. */
  uses: ModuleUse[]
  /** Of packages that a compiler's index says are another's; their lines are not among the others. */
  indexed: ModuleUse[]
  published: PublishedModule[]
  gaps: { path: string; reason: string }[]
}

/** Examples and documents run nowhere. */
export const runsNowhere = (path: string) => isForeign(path) || /(^|\/)(?:examples?|samples?|docs?)\//.test(path)

/** The files of a tree that may name modules of others; tests apart, as what only they use does not run. */
export const namingFiles = (tree: Pick<Tree, 'files'>): CodeFile[] => codeFilesOf(tree, (language) => grammarOf(language) !== undefined).files.filter(({ path }) => namingOf(path) !== undefined && !runsNowhere(path))

function namingOf(path: string) {
  const family = familyOf(path)
  return family && namings[family]
}

interface Telling {
  tree: Tree
  files: readonly CodeFile[]
  /** What each file says; null where its grammar was lost over it. */
  told: ReadonlyMap<string, FileTaken | null>
  /** So many were not read in time. */
  left: number
  manifests: readonly Manifest[]
  homeOf(path: string): string
  /** What indexes tell. */
  indexes: IndexTold
}

/** What the indexes of a tree tell of packages. */
export interface IndexTold {
  /** Lines count from 1. */
  lines: readonly { family: ModuleFamily; package: string; path: string; line: number; names: readonly string[] }[]
  /** Of which something is defined here. */
  defined: readonly { family: ModuleFamily; name: string }[]
}

/** Tells a tree by its files, of which those with the same text are told alike. */
export function tellModules({ tree, files, told, left, manifests, homeOf, indexes }: Telling): ModuleFacts {
  const packages = new Map(files.flatMap((file) => (familyOf(file.path) === 'jvm' ? [[file.path, told.get(keyOf(file))?.package ?? ''] as const] : [])))
  const published = [...publishedBy({ tree, manifests, packages }), ...indexes.defined.map(({ family, name }): PublishedModule => ({ family, name: '', package: name, folder: '' }))]
  const indexed = createTally()
  for (const { family, package: module, path, ...line } of indexes.lines) indexed.add({ family, module, home: homeOf(path) }, { path, ...line })
  const isKnown = new Set(indexes.lines.map(({ path, line }) => `${path}:${line}`))
  const isOwn = ownModules({ tree, published, manifests })
  const tally = createTally()
  for (const file of files) addFile(tally, { file, told: told.get(keyOf(file)), isOwn, homeOf, isKnown })
  const unread = files.filter((file) => told.get(keyOf(file)) === null).map(({ path }) => path)
  return { uses: tally.uses(), indexed: indexed.uses(), published: published.slice(0, maxPublished), gaps: gapsOf({ left, unread, modules: tally.size, published: published.length }) }
}

interface Adding extends Pick<Telling, 'homeOf'> {
  file: CodeFile
  told: FileTaken | null | undefined
  isOwn: ReturnType<typeof ownModules>
  /** Lines, as `path:line`, of which an index tells more. */
  isKnown: ReadonlySet<string>
}

function addFile(tally: Tally, { file: { path }, told, isOwn, homeOf, isKnown }: Adding): void {
  const family = familyOf(path)
  const naming = namingOf(path)
  if (!family || !naming) return
  for (const taken of told?.taken ?? []) {
    if (isKnown.has(`${path}:${taken.line + 1}`)) continue
    for (const { module, names } of naming.read(taken)) if (!isOwn(family, module)) tally.add({ family, module, home: homeOf(path) }, { path, line: taken.line + 1, names })
  }
}

const maxUnread = 20

function gapsOf({ left, unread, modules, published }: { left: number; unread: readonly string[]; modules: number; published: number }): ModuleFacts['gaps'] {
  const cut = [
    ...(left > 0 ? [`${left.toLocaleString('en')} files of code were not read in time for what they import.`] : []),
    ...(unread.length > maxUnread ? [`${unread.length.toLocaleString('en')} files could not be read as code.`] : []),
    ...(modules > maxModules ? [`More than ${maxModules.toLocaleString('en')} modules are imported; only those that are used most are kept.`] : []),
    ...(published > maxPublished ? [`More than ${maxPublished.toLocaleString('en')} modules are published; only so many are kept.`] : []),
  ]
  return [...unread.slice(0, maxUnread).map((path) => ({ path, reason: 'What it imports could not be read.' })), ...cut.map((reason) => ({ path: '', reason }))]
}
