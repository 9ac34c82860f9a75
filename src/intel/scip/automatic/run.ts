import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Config } from '../../../platform/config.ts'
import { Problem } from '../../../platform/errors.ts'
import type { Sandbox } from '../../../platform/sandbox/sandbox.ts'
import type { Repos } from '../../../repos/repos.ts'
import type { Tree } from '../../tree.ts'
import { checkOut, TreeTooLarge } from './checkout.ts'
import { failureOf } from './failures.ts'
import { packagesFolder, placeIn, type Indexer } from './indexer.ts'

export interface RunOptions {
  repos: Pick<Repos, 'readBlobs'>
  sandbox: Sandbox
  config: Pick<Config, 'autoIndexSeconds' | 'autoIndexMemoryMb' | 'autoIndexNice' | 'autoIndexSourceBytes' | 'scipMaxUploadBytes'>
}

export interface IndexerRun {
  indexer: Indexer
  tree: Tree
  root: string
  /** A path where there is nothing; removed at the end. */
  folder: string
  signal: AbortSignal
  /** Takes the index that was made. */
  take(index: ReadableStream<Uint8Array>): Promise<void>
}

/** Has an indexer make the index of a tree; gives null, or why there is none, in a sentence. Rejects with the signal's reason. */
export async function runIndexer(options: RunOptions, run: IndexerRun): Promise<string | null> {
  try {
    await mkdir(run.folder, { mode: 0o700 })
    return await runIn(options, run)
  } catch (error) {
    if (error instanceof TreeTooLarge || error instanceof Problem) return error.message
    throw error
  } finally {
    await rm(run.folder, { recursive: true, force: true })
  }
}

async function runIn({ repos, sandbox, config }: RunOptions, { indexer, tree, root, folder, signal, take }: IndexerRun): Promise<string | null> {
  const [checkout, made] = [join(folder, 'tree'), join(folder, 'made')]
  for (const each of [checkout, made]) await mkdir(each, { mode: 0o700 })
  const { files, folder: from, preloaded, program, args } = await indexer.prepare(tree, root, signal)
  await checkOut(tree, { repos, folder: checkout, reads: indexer.reads, files, maxBytes: config.autoIndexSourceBytes, signal })
  const output = join(made, 'index.scip')
  const limits = { seconds: config.autoIndexSeconds, memoryMb: config.autoIndexMemoryMb, fileBytes: config.scipMaxUploadBytes, niceness: config.autoIndexNice }
  const end = await sandbox.run({
    modules: [...preloaded, program], args: args({ checkout, output }), reads: [checkout, packagesFolder, ...preloaded], writes: made,
    cwd: placeIn(checkout, from), limits, signal,
  })
  if (end.state !== 'done') return failureOf({ indexer: indexer.name, end, limits, folder: checkout })
  if (!(await stat(output).catch(() => null))) return `${indexer.name} made no index.`
  await take(Readable.toWeb(createReadStream(output)) as ReadableStream<Uint8Array>)
  return null
}
