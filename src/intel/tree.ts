import { decode, readText } from '../../engine/scan/text.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import type { FileList, Repos } from '../repos/repos.ts'

/** A repository at a commit, as one person reads it. */
export interface Tree {
  repository: Repository
  /** As asked for, or the default branch. */
  rev: string
  commit: string
  files: FileList
  /** The texts of files, as they are searched and shown; null for what is binary, missing, too large or not there. */
  texts(paths: readonly string[], signal?: AbortSignal): Promise<(string | null)[]>
}

const maxFileBytes = 2 * 1024 * 1024

export interface TreeRequest {
  repos: Repos
  viewer: Caller
  repository: Repository
  /** Empty for the default branch. */
  rev: string
  signal?: AbortSignal | undefined
}

/** Null when there is no such revision. */
export async function openTree({ repos, viewer, repository, rev, signal }: TreeRequest): Promise<Tree | null> {
  const found = await repos.resolve(viewer, repository, rev)
  if (!found) return null
  const files = await repos.files(viewer, repository, found.commit, signal)
  return {
    repository,
    rev: rev === '' ? (repository.defaultBranch ?? 'HEAD') : rev,
    commit: found.commit,
    files,
    async texts(paths, stop) {
      const places = paths.map((path) => files.indexOf(path))
      const oids = [...new Set(places.flatMap((at) => (at >= 0 && files.kind(at) === 'file' ? [files.oid(at)] : [])))]
      const texts = new Map<string, string | null>()
      await repos.readBlobs(viewer, repository, {
        oids,
        maxBytes: maxFileBytes,
        onBlob: (blob) => void texts.set(blob.oid, blob.state === 'read' ? textOf(blob.bytes) : null),
        ...(stop ? { signal: stop } : {}),
      })
      return places.map((at) => (at >= 0 ? (texts.get(files.oid(at)) ?? null) : null))
    },
  }
}

function textOf(bytes: Uint8Array): string | null {
  const text = readText(bytes)
  return text.kind === 'text' ? decode(text.bytes) : null
}
