import { readText } from '../../../engine/scan/index.ts'
import { tidySymbols, type Outline } from '../../../engine/symbols/index.ts'
import type { Outcome, Syntax } from '../../../syntax/index.ts'
import type { Caller } from '../../platform/http.ts'
import type { Log } from '../../platform/log.ts'
import type { Blob, RepoKey, Repos } from '../../repos/repos.ts'
import type { BlobInLanguage } from './symbol-index.ts'

/** What can be said of the symbols of a blob: a binary one has none, and one that is missing was not looked at. */
export type BlobOutline = Outline | { state: 'missing' }

export interface OutlineRequest {
  viewer: Caller
  repository: RepoKey
  blobs: readonly BlobInLanguage[]
  signal: AbortSignal
  /** Waits until nobody else does. */
  background: boolean
  /** Is told of some blobs after others, in their order. Nothing more is read until it returns. */
  tell(outlines: readonly BlobOutline[]): Promise<void> | void
}

export interface OutlineDeps {
  repos: Pick<Repos, 'readBlobs'>
  syntax: Pick<Syntax, 'askMany'>
  log: Log
}

/** Texts that are asked about together, in bytes; and so many such questions are under way at once. */
const bytesTogether = 512 * 1024
const blobsTogether = 256
const questionsAtOnce = 3

/** Reads blobs from git and has their grammars tell the symbols. Rejects with the signal's reason when that is aborted. */
export async function outlineBlobs({ viewer, repository, blobs, signal, background, tell }: OutlineRequest, { repos, syntax, log }: OutlineDeps): Promise<void> {
  let batch: (BlobOutline | Text)[] = []
  let bytes = 0
  const underway: Promise<BlobOutline[]>[] = []

  const tellFirst = async () => {
    const first = underway.shift()
    if (first) await tell(await first)
  }

  async function flush(): Promise<void> {
    if (batch.length === 0) return
    if (underway.length >= questionsAtOnce) await tellFirst()
    const asked = askAll(batch, { syntax, log, signal, background })
    asked.catch(() => {}) // whoever awaits its turn hears of it
    underway.push(asked)
    batch = []
    bytes = 0
  }

  await repos.readBlobs(viewer, repository, {
    oids: blobs.map(({ oid }) => oid),
    signal,
    async onBlob(blob, at) {
      const text = textOf(blob, blobs[at]?.language ?? '')
      batch.push(text)
      bytes += 'text' in text ? text.text.length : 0
      if (bytes >= bytesTogether || batch.length >= blobsTogether) await flush()
    },
  })
  await flush()
  while (underway.length > 0) await tellFirst()
}

type Text = { language: string; text: string }

function textOf(blob: Blob, language: string): BlobOutline | Text {
  if (blob.state === 'missing') return { state: 'missing' }
  if (blob.state === 'too_large') return { state: 'failed', reason: 'too_large' }
  const text = readText(blob.bytes)
  return text.kind === 'binary' ? { state: 'done', symbols: [] } : { language, text: Buffer.from(text.bytes.buffer, text.bytes.byteOffset, text.bytes.length).toString() }
}

type Asking = Pick<OutlineDeps, 'syntax' | 'log'> & Pick<OutlineRequest, 'signal' | 'background'>

async function askAll(batch: readonly (BlobOutline | Text)[], { syntax, log, ...options }: Asking): Promise<BlobOutline[]> {
  const outcomes = (await syntax.askMany('outline', batch.filter((item) => 'text' in item), options)).values()
  return batch.map((item) => {
    if (!('text' in item)) return item
    const outcome = outcomes.next().value
    if (outcome?.state === 'failed' && outcome.thrown !== undefined) log.warn({ language: item.language, thrown: outcome.thrown }, 'the symbols of a file could not be told')
    return outlineOf(outcome)
  })
}

function outlineOf(outcome: Outcome<Parameters<typeof tidySymbols>[0]> | undefined): Outline {
  if (outcome?.state === 'failed') return { state: 'failed', reason: outcome.reason }
  return { state: 'done', symbols: outcome?.state === 'done' ? tidySymbols(outcome.value) : [] }
}
