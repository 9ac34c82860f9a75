/** The text that is searched: the newest commit of real repositories, as files on disk for the programs that read files. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../engine/scan/index.ts'
import { checkOut, runProgram } from './real/trees.ts'

export interface CorpusFile {
  repo: string
  path: string
  /** The id of its bytes: files with the same one are the same. */
  oid: string
  bytes: number
}

export interface CorpusRepo {
  name: string
  commit: string
  files: CorpusFile[]
  bytes: number
}

export interface Corpus {
  /** Holds a folder for each repository, named as it. */
  root: string
  repos: CorpusRepo[]
}

/** The repositories in a folder, bare or not, the smallest first. */
export function readRepos(folder: string): CorpusRepo[] {
  const names = readdirSync(folder).filter((name) => isRepository(join(folder, name)))
  return names.map((name) => readRepo(folder, name)).sort((a, b) => a.bytes - b.bytes)
}

const isRepository = (dir: string) => statSync(dir).isDirectory() && (existsSync(join(dir, '.git')) || existsSync(join(dir, 'HEAD')))

function readRepo(folder: string, name: string): CorpusRepo {
  const git = (...args: string[]) => runProgram('git', args, join(folder, name))?.toString() ?? ''
  const files = git('ls-tree', '-r', '-l', '-z', 'HEAD').split('\0').flatMap((entry) => readEntry(name, entry))
  return { name, commit: git('rev-parse', 'HEAD').trim(), files, bytes: files.reduce((total, { bytes }) => total + bytes, 0) }
}

/** Links and submodules have no text of their own. */
function readEntry(repo: string, entry: string): CorpusFile[] {
  const [, oid, bytes, path] = /^100\d+ blob (\w+) +(\d+)\t([^]*)$/.exec(entry) ?? []
  return oid === undefined || path === undefined ? [] : [{ repo, path, oid, bytes: Number(bytes) }]
}

/** The smallest repositories that together have at least this share of the bytes of all. */
export function takeShare(repos: readonly CorpusRepo[], share: number): CorpusRepo[] {
  return takeBytes(repos, share * repos.reduce((total, { bytes }) => total + bytes, 0))
}

/** So many bytes are taken at least: as a tenth of a repository may be no text, these hold 500 MB of it. Hardly more, so that a run of every program stays within half an hour. */
export const usualBytes = 560e6

/** The smallest repositories that together have so many bytes, or all. */
export function takeBytes(repos: readonly CorpusRepo[], wanted: number): CorpusRepo[] {
  let taken = 0
  return repos.filter(({ bytes }) => {
    const isWanted = taken < wanted
    taken += bytes
    return isWanted
  })
}

/** Writes the files of repositories below `root`, byte for byte as they are in the commit. */
export function layOut(folder: string, repos: CorpusRepo[], root: string): Corpus {
  for (const { name, commit } of repos) checkOut({ name, url: join(folder, name), head: commit }, root)
  return { root, repos }
}

export const filesOf = ({ repos }: Pick<Corpus, 'repos'>): CorpusFile[] => repos.flatMap(({ files }) => files)
export const nameOf = ({ repo, path }: Pick<CorpusFile, 'repo' | 'path'>) => `${repo}/${path}`
export const bytesIn = ({ root }: Pick<Corpus, 'root'>, file: Pick<CorpusFile, 'repo' | 'path'>): Buffer => readFileSync(join(root, file.repo, file.path))

export interface TextSize {
  files: number
  /** Of all files that are text, as often as they stand there. */
  bytes: number
  /** Of each text once. */
  uniqueBytes: number
}

export function measureText(corpus: Corpus): TextSize {
  const size: TextSize = { files: 0, bytes: 0, uniqueBytes: 0 }
  const seen = new Map<string, boolean>()
  for (const file of filesOf(corpus)) {
    const known = seen.get(file.oid)
    const isText = known ?? readText(bytesIn(corpus, file)).kind === 'text'
    seen.set(file.oid, isText)
    if (!isText) continue
    size.files += 1
    size.bytes += file.bytes
    if (known === undefined) size.uniqueBytes += file.bytes
  }
  return size
}
