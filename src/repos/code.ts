import { languageOf } from '../../engine/lang.ts'
import type { Config } from '../platform/config.ts'
import type { Answer } from '../platform/endpoint.ts'
import { Problem, tooLarge } from '../platform/errors.ts'
import type * as contract from './contract.ts'
import { GitError } from './git/errors.ts'
import { history } from './git/log.ts'
import { listTree, treeEntry, type EntryKind, type TreeEntry } from './git/tree.ts'
import { rankPaths } from './fuzzy.ts'
import type { Mirrors } from './mirrors.ts'
import { commitAnswer, isoTime } from './present.ts'
import { explained } from './problems.ts'
import { imageType, inPieces, rawHeaders } from './raw.ts'
import type { Repos } from './repos.ts'
import type { Place, Revisions } from './revisions.ts'
import { countLines, decodeText, findSuspiciousLines } from './text.ts'

/** Files and folders as they stand at one commit. */
export type Code = Pick<Repos, 'resolveRevision' | 'listRefs' | 'readTree' | 'findFiles' | 'readFile' | 'readRaw'>

interface CodeOptions {
  revisions: Revisions
  mirrors: Mirrors
  config: Pick<Config, 'maxFileBytes'>
}

const maxTreeEntries = 10_000
const maxLinkBytes = 64 * 1024
const maxRawBytes = 100 * 1024 * 1024
/** A folder that nobody has touched for ten thousand commits keeps git busy; the folder itself must not wait for that. */
const lastCommitPatienceMs = 3_000

export function createCode({ revisions, mirrors, config }: CodeOptions): Code {
  const readBlob = (place: Place, oid: string, maxBytes: number) => explained(mirrors.objects(place.row.id).readBlob(oid, { maxBytes }))

  return {
    async resolveRevision(viewer, query) {
      const { row, found } = await revisions.describe(viewer, query)
      return { repo: row.name, ...found, rev: query.rev }
    },

    async listRefs(viewer, { repo, query = '', limit }) {
      const { row } = await revisions.describe(viewer, { repo, rev: '' })
      const wanted = query.toLowerCase()
      const found = (await explained(mirrors.refs(row.id))).flatMap(({ name, kind, commit, time }) =>
        commit === null || !name.toLowerCase().includes(wanted)
          ? []
          : [{ name, kind, commit, time: isoTime(time), isDefault: kind === 'branch' && name === row.default_branch }],
      )
      found.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.time < b.time ? 1 : -1))
      return { refs: found.slice(0, limit), total: found.length }
    },

    async readTree(viewer, { path: given, ...query }) {
      const place = await revisions.place(viewer, query)
      const path = given.replace(/^\/+|\/+$/g, '')
      const [all, lastCommit] = await Promise.all([explained(listTree(place.dir, place.commit, path)), lastCommitOf(place, path)])
      return { ...place.at, path, entries: shownOf(all).map(treeAnswer).sort(byKindAndName), truncated: all.length > maxTreeEntries, readme: readmeOf(all), lastCommit }
    },

    async findFiles(viewer, { query, limit, ...at }) {
      const place = await revisions.place(viewer, at)
      const files = await explained(mirrors.files(place.row.id, place.commit))
      return { ...place.at, ...(await rankPaths(files.paths, query, limit)) }
    },

    async readFile(viewer, { path, ...query }) {
      const place = await revisions.place(viewer, query)
      const entry = await fileAt(place, path)
      const about = { ...place.at, path: entry.path, oid: entry.oid, size: entry.size ?? 0 }
      if (entry.kind === 'submodule') return { ...about, ...nothing, kind: 'submodule', text: entry.oid }
      if (entry.kind === 'link') return { ...about, ...nothing, kind: 'symlink', text: (await readBlob(place, entry.oid, maxLinkBytes)).toString() }
      if ((entry.size ?? 0) > config.maxFileBytes) return { ...about, ...nothing, kind: 'too_large' }
      return { ...about, ...contentAnswer(path, await readBlob(place, entry.oid, config.maxFileBytes)) }
    },

    async readRaw(viewer, { path, ...query }) {
      const place = await revisions.place(viewer, query)
      const entry = await fileAt(place, path)
      if (entry.kind === 'submodule') throw new Problem(400, 'code.submodule', 'This is a submodule: a commit of another repository, without bytes of its own.')
      if ((entry.size ?? 0) > maxRawBytes) throw tooLarge('code.too_large', `The file has more than ${maxRawBytes / 1024 / 1024} MB; use git to get it.`)
      const bytes = await readBlob(place, entry.oid, maxRawBytes)
      return new Response(inPieces(bytes), { headers: { ...rawHeaders(path, bytes), 'content-length': String(bytes.length) } })
    },
  }
}

/** What stands at a path, unless it is a folder or nothing. */
export async function fileAt({ dir, commit }: Place, path: string): Promise<TreeEntry> {
  const entry = await explained(treeEntry(dir, commit, path))
  if (!entry) throw new Problem(404, 'code.no_such_path', 'There is no such file at this revision.')
  if (entry.kind === 'directory') throw new Problem(400, 'code.is_folder', 'This is a folder, not a file.')
  return entry
}

type FileAnswer = Answer<typeof contract.readFile>
type Content = Pick<FileAnswer, 'kind' | 'text' | 'encoding' | 'lines' | 'language' | 'suspiciousLines'>

const nothing = { text: null, encoding: null, lines: null, language: null, suspiciousLines: [] as number[] }

function contentAnswer(path: string, bytes: Uint8Array): Content {
  if (imageType(bytes)) return { ...nothing, kind: 'image' }
  const decoded = decodeText(bytes)
  if (!decoded) return { ...nothing, kind: 'binary' }
  const { text, encoding } = decoded
  return { kind: 'text', text, encoding, lines: countLines(text), language: languageOf(path) ?? null, suspiciousLines: findSuspiciousLines(text) }
}

const kinds: Record<EntryKind, contract.TreeEntry['kind']> = { file: 'file', executable: 'file', link: 'symlink', directory: 'directory', submodule: 'submodule' }

const treeAnswer = ({ path, kind, size }: TreeEntry): contract.TreeEntry => ({ name: path.slice(path.lastIndexOf('/') + 1), path, kind: kinds[kind], size })

/** The entries to show, folders before all others. Chosen before they are sorted: there may be a million. */
function shownOf(entries: readonly TreeEntry[]): TreeEntry[] {
  const folders = entries.filter(({ kind }) => kind === 'directory')
  const others = entries.filter(({ kind }) => kind !== 'directory')
  return [...folders.slice(0, maxTreeEntries), ...others.slice(0, Math.max(0, maxTreeEntries - folders.length))]
}

function byKindAndName(a: contract.TreeEntry, b: contract.TreeEntry): number {
  return Number(b.kind === 'directory') - Number(a.kind === 'directory') || (a.name < b.name ? -1 : 1)
}

/** The path of the README; Markdown before other formats. */
function readmeOf(entries: readonly TreeEntry[]): string | null {
  const found = entries.filter(({ kind, path }) => kind === 'file' && /(?:^|\/)readme(\.(md|markdown|mdown|rst|adoc|txt))?$/i.test(path))
  return (found.find(({ path }) => /\.m[^/]*$/i.test(path)) ?? found[0])?.path ?? null
}

async function lastCommitOf({ dir, commit }: Place, path: string): Promise<contract.Commit | null> {
  try {
    const { commits } = await history(dir, { rev: commit, limit: 1, ...(path === '' ? {} : { path }), signal: AbortSignal.timeout(lastCommitPatienceMs) })
    return commits[0] ? commitAnswer(commits[0]) : null
  } catch (error) {
    if (error instanceof GitError) return null // the folder is worth showing without it
    throw error
  }
}
