/**
 * What syntax told of the blobs of a repository, in files: each holds the blobs whose ids begin alike, so that files stay small and what
 * comes new rewrites few of them. All of it can be told again, so a file that is damaged or of another version counts as empty, and nothing
 * waits for the disk.
 */

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

/** By the blob's id and its language, as the same bytes mean another thing in another language. Null where the grammar was lost over it. */
export type BlobAnswers<T> = Map<string, T | null>

/** Where the answers of one repository are, and which version of the question they answer. */
export interface AnswerFolder {
  folder: string
  version: number
}

/** What a blob is stored under. */
export const keyOf = ({ oid, language }: { oid: string; language: string }): string => `${oid} ${language}`

const shardOf = (key: string) => key.slice(0, 2)

/** Above so many bytes, what no longer stands at the commit that is asked about is forgotten. */
const MOST_BYTES = 4 * 1024 * 1024

interface Shard<T> {
  version: number
  blobs: [key: string, answer: T | null][]
}

/** Reads what is stored of these keys; `tell` is called once for each file, so that whoever shares a thread with others may pause. */
export async function readAnswers<T>({ folder, version }: AnswerFolder, keys: Iterable<string>, tell: (found: BlobAnswers<T>) => Promise<void> | void): Promise<void> {
  for (const [shard, wanted] of Map.groupBy(keys, shardOf)) {
    const stored = await readShard<T>(join(folder, shard), version)
    await tell(new Map(wanted.flatMap((key) => (stored.has(key) ? [[key, stored.get(key) ?? null]] : []))))
  }
}

/** Adds to what is stored. `isKept` says of what was stored before whether it is still of use. */
export async function addAnswers<T>({ folder, version }: AnswerFolder, added: BlobAnswers<T>, isKept: (key: string) => boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [shard, keys] of Map.groupBy(added.keys(), shardOf)) {
    const path = join(folder, shard)
    const stored = await readShard<T>(path, version)
    for (const key of keys) stored.set(key, added.get(key) ?? null)
    const text = textOf(stored, version)
    await writeShard(path, text.length <= MOST_BYTES ? text : textOf(new Map([...stored].filter(([key]) => isKept(key))), version))
  }
}

/** Removes the folders of repositories that are not there any more. */
export async function removeOthers(folder: string, names: ReadonlySet<string>): Promise<void> {
  const all = await readdir(folder).catch(() => [])
  for (const name of all) if (!names.has(name)) await rm(join(folder, name), { recursive: true, force: true })
}

const textOf = <T>(stored: BlobAnswers<T>, version: number) => JSON.stringify({ version, blobs: [...stored] } satisfies Shard<T>)

async function readShard<T>(path: string, version: number): Promise<BlobAnswers<T>> {
  const [text = '', checksum] = (await readFile(path, 'utf8').catch(() => '')).split('\n')
  if (checksum === undefined || String(crc32(text)) !== checksum) return new Map()
  const shard = JSON.parse(text) as Shard<T>
  return new Map(shard.version === version ? shard.blobs : [])
}

async function writeShard(path: string, text: string): Promise<void> {
  const unfinished = `${path}.new`
  await writeFile(unfinished, `${text}\n${crc32(text)}\n`, { mode: 0o600 })
  await rename(unfinished, path)
}
