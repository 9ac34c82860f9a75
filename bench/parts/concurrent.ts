/** One, four and sixteen who search at once: how long each waits, and how much is answered in all. */

import { join } from 'node:path'
import { createSearchPool } from '../../engine/pool/index.ts'
import { Snapshot } from '../../engine/snapshot/index.ts'
import { figure } from '../contest.ts'
import { layOut, readRepos, takeBytes, usualBytes } from '../corpus.ts'
import { quantile } from '../measure.ts'
import { firebreak } from '../peers/firebreak.ts'
import { searchAll } from '../peers/search-all.ts'
import { treeOf } from '../peers/trees.ts'
import { askZoekt, zoekt } from '../peers/zoekt.ts'
import { queries, type Query } from '../queries.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'
import { sayCorpus } from './snapshot.ts'

const crowds = [1, 4, 16]
const workers = 2

/** What people mostly ask: literals, and expressions with one. A single one that reads everything would be all that is measured. */
const asked = queries.filter(({ class: of }) => of.includes('literal') && of !== 'regex without a literal')

interface Searched {
  name: string
  search(query: Query): Promise<unknown>
  stop(): Promise<void>
}

export async function concurrent(setting: Setting, record: RunRecord): Promise<void> {
  record.say('# Many who search at once')
  record.say()
  describeMachine(record, setting.zoekt ? [setting.zoekt.version] : [])
  const corpus = layOut(setting.repos, takeBytes(readRepos(setting.repos), usualBytes), join(setting.work, 'trees'))
  sayCorpus(corpus, record)
  record.say()
  record.say(`Each asks ${asked.length} queries, literals and expressions that hold one, one after the other, each beginning at another one. Firebreak searches in ${workers} threads; Zoekt's answers are taken as they come, unread.`)
  const all = [await startPool(setting, corpus), ...(setting.zoekt ? [await startZoekt(setting, setting.zoekt, corpus)] : [])]
  const rows: Cell[][] = []
  try {
    for (const crowd of [1, ...crowds]) for (const each of all) rows.push(await measureCrowd(each, crowd, record))
  } finally {
    for (const each of all) await each.stop()
  }
  record.table(['', 'searchers', 'queries a second', 'p50 ms', 'p95 ms', 'slowest ms'], rows.slice(all.length)) // the first time warms up
}

type CorpusHere = ReturnType<typeof layOut>

async function startPool(setting: Setting, corpus: CorpusHere): Promise<Searched> {
  const folder = emptyFolder(setting.work, 'indexes', 'firebreak')
  await firebreak({ corpus, folder }).build()
  const snapshot = new Snapshot(join(folder, 'index'))
  const pool = createSearchPool({ workers })
  pool.useSegments(snapshot.share())
  const trees = corpus.repos.map(({ files }) => treeOf(files, snapshot))
  return { name: 'Firebreak', search: (query) => searchAll(query, { pool, trees }, () => {}), stop: () => pool.close() }
}

async function startZoekt(setting: Setting, programs: NonNullable<Setting['zoekt']>, corpus: CorpusHere): Promise<Searched> {
  const server = zoekt({ corpus, folder: emptyFolder(setting.work, 'indexes', 'zoekt') }, programs)
  await server.build()
  await server.start()
  return { name: 'Zoekt', search: (query) => askZoekt(server.url(), query), stop: () => server.stop() }
}

async function measureCrowd({ name, search }: Searched, crowd: number, record: RunRecord): Promise<Cell[]> {
  const times: number[] = []
  const one = async (_: unknown, person: number) => {
    for (let i = 0; i < asked.length; i++) {
      const query = asked[(i + person * 5) % asked.length]
      if (query === undefined) continue
      const begun = performance.now()
      await search(query)
      times.push(performance.now() - begun)
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: crowd }, one))
  const seconds = (performance.now() - begun) / 1000
  const figures = [times.length / seconds, quantile(times, 0.5), quantile(times, 0.95), Math.max(...times)]
  for (const [i, measure] of ['queries a second', 'p50 ms', 'p95 ms', 'slowest ms'].entries()) record.measured(`${crowd} searchers`, name, measure, figures[i] ?? NaN)
  return [name, crowd, ...figures.map(figure)]
}
