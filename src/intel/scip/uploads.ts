import { timestamp, type Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { Answer, Parsed } from '../../platform/endpoint.ts'
import { badInput, conflict, notFound, tooLarge } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import type * as contract from '../contract.ts'
import type { ScipUpload } from '../contract.ts'
import type { ScipFiles } from './files.ts'
import { rootOf } from './paths.ts'
import type { ScipStore, UploadRow } from './store.ts'

type Query = Parsed<typeof contract.uploadScip>['query']

/** Indexes that were uploaded: how they come, and what has become of them. */
export interface Uploads {
  /**
   * Any request of an upload, as Sourcegraph's `src` makes them: a whole one, or the beginning, a part and the end of one in parts. Each of
   * them can be sent again. Answers with the number of the upload, in decimal.
   */
  receive(viewer: Caller, query: Query, request: { body: ReadableStream<Uint8Array> | null; unpackedSize: number | null }): Promise<{ id: string }>
  /** Of the repositories that the viewer may see, the newest first. */
  list(viewer: Caller, query: Parsed<typeof contract.listScipUploads>['query']): Promise<Answer<typeof contract.listScipUploads>>
  remove(viewer: Caller, id: number): Promise<void>
}

interface UploadsOptions {
  store: ScipStore
  files: ScipFiles
  repos: Repos
  clock: Clock
  config: Pick<Config, 'scipMaxUploadBytes' | 'scipMaxIndexBytes'>
  /** Has an upload processed that is whole. */
  enqueue(id: number): Promise<void>
  /** An index of a repository can be asked no more. */
  onChange(repositoryId: string): Promise<void>
}

const listedAtOnce = 1000

export function createUploads({ store, files, repos, clock, config, enqueue, onChange }: UploadsOptions): Uploads {
  /** The row of an upload whose repository the viewer may see. */
  async function find(viewer: Caller, id: number): Promise<UploadRow> {
    const row = await store.get(id)
    const isVisible = (await repos.allVisible(viewer)).some((each) => each.id === row?.repository_id)
    if (!row || !isVisible) throw notFound('scip.not_found', 'There is no such upload: it was removed, or a newer one has taken its place.')
    return row
  }

  async function begin(viewer: Caller, query: Query, parts: number): Promise<number> {
    const { repository: name, commit, root: given, indexerName, indexerVersion } = query
    if (name === undefined || commit === undefined) throw badInput('scip.incomplete', 'Say which repository and which commit the index is of: ?repository=NAME&commit=OID.')
    const root = rootOf(given)
    if (root === null) throw badInput('scip.bad_root', 'The root leads out of the repository; it is a folder of it, such as packages/app.')
    const { id } = await repos.byName(viewer, name)
    return store.insert({ repository_id: id, commit_oid: commit, root, indexer: indexerName, indexer_version: indexerVersion, parts, created_at: timestamp(clock) })
  }

  async function receiveWhole(viewer: Caller, query: Query, body: ReadableStream<Uint8Array>): Promise<number> {
    const id = await begin(viewer, query, 1)
    try {
      if ((await files.receive(body, { id, part: 0, maxBytes: config.scipMaxUploadBytes })) === 0) throw nothingSent()
    } catch (error) {
      await store.remove([id])
      await files.removeUpload(id)
      throw error
    }
    await finish(id, 1)
    return id
  }

  async function receivePart(row: UploadRow, part: number, body: ReadableStream<Uint8Array>): Promise<void> {
    if (part >= row.parts) throw badInput('scip.no_such_part', `The upload has ${row.parts} parts, numbered from 0; there is no part ${part}.`)
    if (row.state !== 'uploading') return // the end was told already: this one was sent again
    const others = await files.received(row.id, row.parts)
    await files.receive(body, { id: row.id, part, maxBytes: Math.max(0, config.scipMaxUploadBytes - others) })
  }

  async function finish(id: number, parts: number): Promise<void> {
    if (!(await files.partsOf(id, parts))) throw conflict('scip.parts_missing', 'Not all parts of the upload have come; send those that are missing, then the end again.')
    await store.change(id, { state: 'queued', upload_bytes: await files.received(id, parts) })
    await enqueue(id)
  }

  function assertSize(unpackedSize: number | null): void {
    if (unpackedSize !== null && unpackedSize > config.scipMaxIndexBytes) {
      throw tooLarge('scip.too_large', `The index has ${unpackedSize} bytes, and more than ${config.scipMaxIndexBytes} are not accepted here (FIREBREAK_SCIP_MAX_INDEX_BYTES).`)
    }
  }

  return {
    async receive(viewer, query, { body, unpackedSize }) {
      const { uploadId, index, done, multiPart, numParts } = query
      assertSize(unpackedSize)
      if (uploadId === undefined) {
        if (multiPart && numParts === undefined) throw badInput('scip.incomplete', 'Say how many parts will come: &numParts=N.')
        if (!multiPart && !body) throw nothingSent()
        return { id: String(body && !multiPart ? await receiveWhole(viewer, query, body) : await begin(viewer, query, numParts ?? 1)) }
      }
      const row = await find(viewer, uploadId)
      if (done && row.state === 'uploading') await finish(row.id, row.parts)
      if (done) return { id: String(row.id) }
      if (index === undefined || !body) throw badInput('scip.incomplete', 'Say which part this is and send it as the body: &index=I; or say that all have come: &done=true.')
      await receivePart(row, index, body)
      return { id: String(row.id) }
    },

    async list(viewer, { repo, state }) {
      const visible = repo === undefined ? await repos.allVisible(viewer) : [await repos.byName(viewer, repo)]
      const names = new Map(visible.map(({ id, name }) => [id, name]))
      const rows = await store.list({ ...(repo === undefined ? {} : { repositoryIds: [...names.keys()] }), ...(state ? { states: [state] } : {}) })
      const uploads = rows.flatMap((row) => {
        const name = names.get(row.repository_id)
        return name === undefined ? [] : [present(row, name)]
      })
      return { uploads: uploads.slice(0, listedAtOnce), total: uploads.length }
    },

    async remove(viewer, id) {
      const row = await find(viewer, id)
      await store.remove([row.id])
      await files.remove(row.id)
      await onChange(row.repository_id)
    },
  }
}

const nothingSent = () => badInput('scip.empty', 'Send the index as the body of the request, as it is or packed with gzip.')

const present = (row: UploadRow, repo: string): ScipUpload => ({
  id: row.id, repo, commit: row.commit_oid, root: row.root, indexer: row.indexer, indexerVersion: row.indexer_version,
  state: row.state, origin: row.origin, walls: row.walls, failure: row.failure,
  uploadBytes: row.upload_bytes, indexBytes: row.index_bytes, documents: row.documents, symbols: row.symbols, occurrences: row.occurrences, illFormed: row.ill_formed,
  createdAt: row.created_at, finishedAt: row.finished_at,
})
