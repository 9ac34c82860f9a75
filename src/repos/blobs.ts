import type { Config } from '../platform/config.ts'
import type { Catalogue } from './catalogue.ts'
import type { BlobRead } from './git/objects.ts'
import { treeBlobs } from './git/tree-blobs.ts'
import type { Mirrors } from './mirrors.ts'
import { explained } from './problems.ts'
import type { Blob, Repos } from './repos.ts'

/** Files and their bytes in bulk, for the slices that search and locate. */
export type Blobs = Pick<Repos, 'files' | 'blobsAt' | 'treeBlobs' | 'readBlobs'>

export function createBlobs({ catalogue, mirrors, config }: { catalogue: Catalogue; mirrors: Mirrors; config: Pick<Config, 'maxFileBytes'> }): Blobs {
  return {
    async files(viewer, repo, commit, signal) {
      const { id } = await catalogue.byId(viewer, repo.id)
      return unlessAborted(explained(mirrors.files(id, commit)), signal)
    },

    async blobsAt(viewer, repo, places) {
      const { id } = await catalogue.byId(viewer, repo.id)
      return explained(mirrors.objects(id).idsAt(places))
    },

    async treeBlobs(viewer, repo, commits, signal) {
      const { id } = await catalogue.byId(viewer, repo.id)
      return explained(treeBlobs(mirrors.dirOf(id), commits, { signal }))
    },

    async readBlobs(viewer, repo, { oids, onBlob, maxBytes = config.maxFileBytes, signal }) {
      const { id } = await catalogue.byId(viewer, repo.id)
      let index = 0
      await explained(mirrors.objects(id).readBlobs(oids, (read) => onBlob(blobOf(read), index++), { maxBytes, signal }))
    },
  }
}

function blobOf(read: BlobRead): Blob {
  const { oid } = read
  if (read.content !== null) return { oid, state: 'read', bytes: read.content }
  return read.reason === 'too-large' ? { oid, state: 'too_large', size: read.size ?? 0 } : { oid, state: 'missing' }
}

/** The list is computed for everybody who asks for it, so one who goes away leaves it running and only stops waiting. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
