/** A process that has the index open and answers what it is asked, in as many threads as there are cores: `resident.ts LIST INDEX` */

import { availableParallelism } from 'node:os'
import { createSearchPool } from '../../engine/pool/index.ts'
import { Snapshot } from '../../engine/snapshot/index.ts'
import { keepHeapsSmall } from '../../src/platform/heap.ts'
import type { Query } from '../queries.ts'
import { treeOf } from './trees.ts'
import { readLists } from './lists.ts'
import { searchAll } from './search-all.ts'
import type { Answer } from './peer.ts'

export type Asked = { query?: Query; byFile?: boolean } | null
export interface Told {
  answer: Answer
  /** Matching lines of each file, if that was asked for. */
  files: [string, number][]
}

const [list = '', folder = ''] = process.argv.slice(2)
// As the server does it.
keepHeapsSmall()
const snapshot = new Snapshot(folder)
const trees = readLists(list).map((files) => treeOf(files, snapshot)).toArray()
const pool = createSearchPool({ workers: availableParallelism() })
pool.useSegments(snapshot.share())

async function answer({ query, byFile = false }: NonNullable<Asked>): Promise<Told> {
  const files: Told['files'] = []
  const answer = { lines: 0, seconds: 0, cpuSeconds: 0 }
  if (query === undefined) return { answer, files }
  const begun = performance.now()
  const cpu = process.cpuUsage()
  await searchAll(query, { trees, pool }, (name, lines) => {
    answer.lines += lines
    if (byFile) files.push([name, lines])
  })
  const { user, system } = process.cpuUsage(cpu)
  return { answer: { ...answer, seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 }, files }
}

process.on('message', async (asked: NonNullable<Asked>) => process.send?.(await answer(asked)))
