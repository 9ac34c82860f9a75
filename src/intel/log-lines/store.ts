/**
 * What syntax told of the logging statements of a repository's blobs, in files: each holds the blobs whose ids begin alike, so that files stay
 * small and what comes new rewrites few of them. All of it can be told again, so a file that is damaged or of another version counts as empty,
 * and nothing waits for the disk.
 */

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { LOG_STATEMENTS_VERSION, type LogStatement } from '../../../syntax/index.ts'

/** By the blob's id and its language, as the same bytes mean another thing in another language. Null where the grammar was lost over it. */
export type StoredStatements = Map<string, LogStatement[] | null>

/** What a blob is stored under. */
export const keyOf = ({ oid, language }: { oid: string; language: string }): string => `${oid} ${language}`

const shardOf = (key: string) => key.slice(0, 2)

/** Above so many bytes, what no longer stands at the commit that is asked about is forgotten. */
const MOST_BYTES = 4 * 1024 * 1024

interface Shard {
  version: number
  blobs: [key: string, statements: LogStatement[] | null][]
}

/** Reads what is stored of these keys; `tell` is called once for each file, so that whoever shares a thread with others may pause. */
export async function readStatements(folder: string, keys: Iterable<string>, tell: (found: StoredStatements) => Promise<void> | void): Promise<void> {
  for (const [shard, wanted] of Map.groupBy(keys, shardOf)) {
    const stored = await readShard(join(folder, shard))
    await tell(new Map(wanted.flatMap((key) => (stored.has(key) ? [[key, stored.get(key) ?? null]] : []))))
  }
}

/** Adds to what is stored. `isKept` says of what was stored before whether it is still of use. */
export async function addStatements(folder: string, added: StoredStatements, isKept: (key: string) => boolean): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [shard, keys] of Map.groupBy(added.keys(), shardOf)) {
    const path = join(folder, shard)
    const stored = await readShard(path)
    for (const key of keys) stored.set(key, added.get(key) ?? null)
    const text = textOf(stored)
    await writeShard(path, text.length <= MOST_BYTES ? text : textOf(new Map([...stored].filter(([key]) => isKept(key)))))
  }
}

/** Removes the folders of repositories that are not there any more. */
export async function removeOthers(folder: string, names: ReadonlySet<string>): Promise<void> {
  const all = await readdir(folder).catch(() => [])
  for (const name of all) if (!names.has(name)) await rm(join(folder, name), { recursive: true, force: true })
}

const textOf = (stored: StoredStatements) => JSON.stringify({ version: LOG_STATEMENTS_VERSION, blobs: [...stored] } satisfies Shard)

async function readShard(path: string): Promise<StoredStatements> {
  const [text = '', checksum] = (await readFile(path, 'utf8').catch(() => '')).split('\n')
  if (checksum === undefined || String(crc32(text)) !== checksum) return new Map()
  const { version, blobs } = JSON.parse(text) as Shard
  return new Map(version === LOG_STATEMENTS_VERSION ? blobs : [])
}

async function writeShard(path: string, text: string): Promise<void> {
  const unfinished = `${path}.new`
  await writeFile(unfinished, `${text}\n${crc32(text)}\n`, { mode: 0o600 })
  await rename(unfinished, path)
}
