import { posix } from 'node:path'
import { readStatements, type Statement } from './syntax.ts'

/** What a go.mod says: https://go.dev/ref/mod#go-mod-file. */
export interface GoModule {
  module: string | null
  /** Whether it lists every module that its packages need, as it does since Go 1.17. */
  listsAll: boolean
  requires: readonly Required[]
  replaces: readonly Replaced[]
  /** `path@version` */
  excludes: ReadonlySet<string>
  /** Paths of packages. */
  tools: readonly string[]
}

export interface Required {
  path: string
  version: string
  isIndirect: boolean
  line: number
}

/** What is taken instead of a module, at one version or (null) at any. */
export interface Replaced {
  path: string
  version: string | null
  by: { path: string; version: string } | { folder: string }
}

/** What a go.work says: https://go.dev/ref/mod#workspaces. */
export interface GoWork {
  /** Folders, from the root of the tree. */
  uses: readonly string[]
  replaces: readonly Replaced[]
}

/** `folder` is where the file lies, with its slash. */
export function readGoModule(text: string, folder: string): GoModule | { wrong: number } {
  const read = readStatements(text)
  if ('wrong' in read) return read
  const of = (verb: string) => read.statements.filter((each) => each.verb === verb)
  return {
    module: of('module')[0]?.words[0] ?? null,
    listsAll: isSince117(of('go')[0]?.words[0] ?? ''),
    requires: of('require').flatMap(requiredIn),
    replaces: of('replace').flatMap((each) => replacedIn(each, folder)),
    excludes: new Set(of('exclude').map(({ words: [path, version] }) => `${path}@${version}`)),
    tools: of('tool').flatMap(({ words: [path] }) => path ?? []),
  }
}

export function readGoWork(text: string, folder: string): GoWork | { wrong: number } {
  const read = readStatements(text)
  if ('wrong' in read) return read
  return {
    uses: read.statements.flatMap(({ verb, words: [path] }) => (verb === 'use' && path !== undefined ? [folderAt(folder, path)] : [])),
    replaces: read.statements.flatMap((each) => (each.verb === 'replace' ? replacedIn(each, folder) : [])),
  }
}

/** Without a version in it, a go.mod is taken for one of Go 1.16. */
function isSince117(version: string): boolean {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(version) ?? []
  return Number(major) > 1 || Number(minor) >= 17
}

function requiredIn({ words: [path, version], comment, line }: Statement): Required[] {
  return path === undefined || version === undefined ? [] : [{ path, version, isIndirect: /^indirect(;|\s|$)/.test(comment), line }]
}

function replacedIn({ words }: Statement, folder: string): Replaced[] {
  const arrow = words.indexOf('=>')
  const [path, version = null] = words.slice(0, Math.max(0, arrow))
  const [by, byVersion] = words.slice(arrow + 1)
  if (path === undefined || by === undefined) return []
  if (byVersion === undefined) return [{ path, version, by: { folder: folderAt(folder, by) } }]
  return [{ path, version, by: { path: by, version: byVersion } }]
}

/** A folder as the tree has it: empty for its root, else with a slash at its end; what is outside of the tree starts with `../` or `/`. */
function folderAt(folder: string, path: string): string {
  const joined = path.startsWith('/') ? path : posix.join(folder, path.replaceAll('\\', '/'))
  const bare = joined.replace(/\/$/, '')
  return bare === '' || bare === '.' ? '' : `${bare}/`
}
