import { languageOf } from '../../../engine/lang.ts'
import { readText } from '../../../engine/scan/text.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import { isTestPath } from '../test-path.ts'
import { decodeText } from '../text.ts'
import type { Tree } from '../tree.ts'
import { addAnswers, keyOf, readAnswers, type AnswerFolder, type BlobAnswers } from './store.ts'

/** A file of which something can be told. */
export interface CodeFile {
  path: string
  oid: string
  /** By linguist's name. */
  language: string
}

export interface CodeText extends CodeFile {
  text: string
}

/** The files of a tree in a language that is read; tests apart, as they do not run where the program does. */
export function codeFilesOf({ files }: Pick<Tree, 'files'>, isRead: (language: string) => boolean): { files: CodeFile[]; tests: number } {
  const found: CodeFile[] = []
  let tests = 0
  for (const [at, path] of files.paths.entries()) {
    const language = files.kind(at) === 'file' ? languageOf(path) : undefined
    if (language === undefined || !isRead(language)) continue
    if (isTestPath(path)) tests++
    else found.push({ path, oid: files.oid(at), language })
  }
  return { files: found, tests }
}

export interface Reading<T> extends AnswerFolder {
  repos: Pick<Repos, 'readBlobs'>
  viewer: Caller
  tree: Pick<Tree, 'repository'>
  /** In the order of the texts; null where the grammar was lost over one. */
  ask(texts: readonly CodeText[]): Promise<readonly (T | null)[]>
  /** Of what is no text. */
  nothing: T
  /** On performance.now()'s clock: what is not read by then is left for another time. */
  deadline: number
  signal: AbortSignal
}

const BLOBS_TOGETHER = 200
const BYTES_TOGETHER = 4 * 1024 * 1024

/** Has what is asked of all files told and stored. Returns how many files are left because the time was over. */
export async function readAll<T>(files: readonly CodeFile[], reading: Reading<T>): Promise<number> {
  const keys = new Set(files.map(keyOf))
  const missing = await missingOf(files, keys, reading)
  for (let at = 0; at < missing.length; at += BLOBS_TOGETHER) {
    if (performance.now() > reading.deadline) return missing.length - at
    reading.signal.throwIfAborted()
    await addAnswers(reading, await tellAll(missing.slice(at, at + BLOBS_TOGETHER), reading), (key) => keys.has(key))
  }
  return 0
}

async function missingOf<T>(files: readonly CodeFile[], keys: ReadonlySet<string>, reading: Reading<T>): Promise<CodeFile[]> {
  const stored = new Set<string>()
  await readAnswers<T>(reading, keys, (found) => {
    reading.signal.throwIfAborted()
    for (const key of found.keys()) stored.add(key)
  })
  return [...new Map(files.filter((file) => !stored.has(keyOf(file))).map((file) => [keyOf(file), file])).values()]
}

async function tellAll<T>(files: readonly CodeFile[], { repos, viewer, tree, signal, ...reading }: Reading<T>): Promise<BlobAnswers<T>> {
  const told: BlobAnswers<T> = new Map()
  let texts: CodeText[] = []
  const ask = async () => {
    const answers = await reading.ask(texts)
    for (const [at, text] of texts.entries()) told.set(keyOf(text), answers[at] ?? null)
    texts = []
  }
  await repos.readBlobs(viewer, tree.repository, {
    oids: files.map(({ oid }) => oid),
    signal,
    async onBlob(blob, at) {
      const file = files[at]
      const text = file && blob.state === 'read' ? readText(blob.bytes) : null
      if (!file || blob.state === 'missing') return
      if (text?.kind !== 'text') told.set(keyOf(file), text === null ? null : reading.nothing)
      else texts.push({ ...file, text: decodeText(text.bytes) })
      if (texts.reduce((sum, each) => sum + each.text.length, 0) >= BYTES_TOGETHER) await ask()
    },
  })
  await ask()
  return told
}
