import { readText } from '../../../engine/scan/text.ts'
import { languageOf } from '../../../engine/lang.ts'
import { logsAreReadIn, type LogStatement, type Outcome, type Syntax } from '../../../syntax/index.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import { decodeText } from '../text.ts'
import type { Tree } from '../tree.ts'
import { isTestPath } from './test-path.ts'
import { addStatements, keyOf, readStatements, type StoredStatements } from './store.ts'

/** A file whose statements can be told. */
export interface CodeFile {
  path: string
  oid: string
  language: string
}

/** The files of a tree in a language whose logging is known; tests apart, as they do not run where logs are written. */
export function codeFilesOf({ files }: Tree): { files: CodeFile[]; tests: number } {
  const found: CodeFile[] = []
  let tests = 0
  for (const [at, path] of files.paths.entries()) {
    const language = files.kind(at) === 'file' ? languageOf(path) : undefined
    if (language === undefined || !logsAreReadIn(language)) continue
    if (isTestPath(path)) tests++
    else found.push({ path, oid: files.oid(at), language })
  }
  return { files: found, tests }
}

export interface Reading {
  repos: Pick<Repos, 'readBlobs'>
  syntax: Pick<Syntax, 'askMany'>
  viewer: Caller
  tree: Tree
  /** Where the repository's statements are stored. */
  folder: string
  /** On performance.now()'s clock: what is not read by then is left for another time. */
  deadline: number
  signal: AbortSignal
}

const BLOBS_TOGETHER = 200
const BYTES_TOGETHER = 4 * 1024 * 1024

/** Has the statements of all files told and stored. Returns how many files are left because the time was over. */
export async function readAll(files: readonly CodeFile[], reading: Reading): Promise<number> {
  const keys = new Set(files.map(keyOf))
  const missing = await missingOf(files, keys, reading)
  for (let at = 0; at < missing.length; at += BLOBS_TOGETHER) {
    if (performance.now() > reading.deadline) return missing.length - at
    reading.signal.throwIfAborted()
    await addStatements(reading.folder, await tellAll(missing.slice(at, at + BLOBS_TOGETHER), reading), (key) => keys.has(key))
  }
  return 0
}

async function missingOf(files: readonly CodeFile[], keys: ReadonlySet<string>, { folder, signal }: Reading): Promise<CodeFile[]> {
  const stored = new Set<string>()
  await readStatements(folder, keys, (found) => {
    signal.throwIfAborted()
    for (const key of found.keys()) stored.add(key)
  })
  return [...new Map(files.filter((file) => !stored.has(keyOf(file))).map((file) => [keyOf(file), file])).values()]
}

type Text = CodeFile & { text: string }

async function tellAll(files: readonly CodeFile[], reading: Reading): Promise<StoredStatements> {
  const { repos, viewer, tree, signal } = reading
  const told: StoredStatements = new Map()
  let texts: Text[] = []
  const ask = async () => {
    for (const [key, statements] of await statementsOf(texts, reading)) told.set(key, statements)
    texts = []
  }
  await repos.readBlobs(viewer, tree.repository, {
    oids: files.map(({ oid }) => oid),
    signal,
    async onBlob(blob, at) {
      const file = files[at]
      const text = file && blob.state === 'read' ? readText(blob.bytes) : null
      if (!file || blob.state === 'missing') return
      if (text?.kind !== 'text') told.set(keyOf(file), text === null ? null : [])
      else texts.push({ ...file, text: decodeText(text.bytes) })
      if (texts.reduce((sum, each) => sum + each.text.length, 0) >= BYTES_TOGETHER) await ask()
    },
  })
  await ask()
  return told
}

async function statementsOf(texts: readonly Text[], { syntax, signal }: Reading): Promise<[string, LogStatement[] | null][]> {
  const outcomes = await syntax.askMany('logStatements', texts.map(({ language, text }) => ({ language, text })), { signal })
  return texts.map((text, at) => [keyOf(text), valueOf(outcomes[at])])
}

const valueOf = (outcome: Outcome<LogStatement[]> | undefined) => (outcome?.state === 'done' ? outcome.value : null)
