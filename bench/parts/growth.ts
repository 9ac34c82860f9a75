/** How the cost grows with the text: the same queries over a sixteenth, a quarter and the whole of it. */

import { contest, figure, resultsOf, type Result } from '../contest.ts'
import { layOut, readRepos, takeShare, type CorpusRepo } from '../corpus.ts'
import { quantile, sum } from '../measure.ts'
import { firebreak } from '../peers/firebreak.ts'
import { zoekt } from '../peers/zoekt.ts'
import { classes, queries as all } from '../queries.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'
import { sayBuilds, sayCorpus, sayMemory } from './snapshot.ts'

const shares = [1 / 16, 1 / 4, 1]
/** Those without grams read everything, so that their cost is the text's by definition; Zoekt takes minutes for each. */
const queries = all.filter((query) => query.class !== 'no grams')
const asked = classes.filter((each) => each !== 'no grams')

export async function growth(setting: Setting, record: RunRecord): Promise<void> {
  const repos = readRepos(setting.repos)
  record.say('# How the cost grows with the text')
  record.say()
  describeMachine(record, setting.zoekt ? [setting.zoekt.version] : [])
  const results: Result[][] = []
  for (const share of shares) results.push(await measureShare({ share, repos, setting, record }))
  record.say('## Times')
  sayGrowth(results, record)
}

async function measureShare({ share, repos, setting, record }: { share: number; repos: CorpusRepo[]; setting: Setting; record: RunRecord }): Promise<Result[]> {
  const chosen = takeShare(repos, share)
  const corpus = layOut(setting.repos, chosen, `${setting.work}/trees`)
  const place = (name: string) => ({ corpus, folder: emptyFolder(setting.work, 'indexes', name) })
  const peers = [firebreak(place('firebreak')), ...(setting.zoekt ? [zoekt(place('zoekt'), setting.zoekt)] : [])]
  record.say()
  record.say(`## ${share * 16} ×`)
  const text = sayCorpus(corpus, record)
  await sayBuilds(peers, text, record)
  for (const peer of peers) await peer.start()
  try {
    const results = await contest(peers, { queries, rounds: setting.rounds, record, label: `${share * 16} × ` })
    sayMemory(peers, text, record)
    return results
  } finally {
    for (const peer of peers) await peer.stop()
  }
}

function sayGrowth(results: readonly (readonly Result[])[], record: RunRecord): void {
  const programs = [...new Set(results[0]?.map(({ peer }) => peer))]
  const cells = (of: (own: Result[]) => Cell, peer: string, only?: (typeof classes)[number]) => results.map((each) => of(resultsOf(each, peer, only)))
  const milliseconds = (own: readonly Result[]) => own.map(({ seconds }) => seconds * 1000)
  const header = ['', ...shares.map((share) => `${share * 16} ×`)]
  for (const peer of programs) {
    record.table([`${peer}, ms`, ...header.slice(1)], [
      ['p50', ...cells((own) => figure(quantile(milliseconds(own), 0.5)), peer)],
      ['p95', ...cells((own) => figure(quantile(milliseconds(own), 0.95)), peer)],
      ['all queries once', ...cells((own) => figure(sum(milliseconds(own))), peer)],
      ...asked.map((each) => [`${each}, together`, ...cells((own) => figure(sum(milliseconds(own))), peer, each)]),
    ])
  }
}
