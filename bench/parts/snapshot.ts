/** Searching the newest commit of many repositories, beside the programs that people use for it. */

import { sayAgreement } from '../agreement.ts'
import { contest, figure, sayLatency, sayRatios, sayTimes } from '../contest.ts'
import { layOut, measureText, readRepos, takeBytes, usualBytes, type Corpus, type TextSize } from '../corpus.ts'
import { csearch } from '../peers/csearch.ts'
import { firebreak } from '../peers/firebreak.ts'
import { gitGrep, ripgrep } from '../peers/grep.ts'
import type { Peer } from '../peers/peer.ts'
import { zoekt } from '../peers/zoekt.ts'
import { classes, queries } from '../queries.ts'
import { describeMachine, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

export async function snapshot(setting: Setting, record: RunRecord): Promise<void> {
  const corpus = layOut(setting.repos, takeBytes(readRepos(setting.repos), usualBytes), `${setting.work}/trees`)
  const place = (name: string) => ({ corpus, folder: emptyFolder(setting.work, 'indexes', name) })
  const resident = [firebreak(place('firebreak')), ...(setting.zoekt ? [zoekt(place('zoekt'), setting.zoekt)] : [])]
  const peers = [...resident, csearch(place('csearch')), ripgrep(place('ripgrep')), gitGrep(place('git'))]
  record.say('# Search of the newest commits')
  record.say()
  describeMachine(record, peers.slice(1).map(({ name, version }) => (version.startsWith(name) ? version : `${name} ${version}`)))
  const text = sayCorpus(corpus, record)
  await sayBuilds(peers, text, record)
  for (const peer of peers) await peer.start()
  try {
    await compare(peers, { corpus, text, setting, record })
  } finally {
    for (const peer of peers) await peer.stop()
  }
}

async function compare(peers: readonly Peer[], { corpus, text, setting, record }: { corpus: Corpus; text: TextSize; setting: Setting; record: RunRecord }): Promise<void> {
  const { rounds } = setting
  const results = await contest(peers, { queries, rounds, record })
  record.say('## Times')
  sayLatency(results, peers, record)
  sayRatios(results, peers, { classes, record })
  sayMemory(peers, text, record)
  sayTimes(results, peers, { queries, record })
  record.say('## Do they find the same?')
  await sayAgreement(peers, { corpus, queries, record })
  record.say('## Commands')
  record.say()
  for (const peer of peers) record.say(`* ${peer.name}: \`${peer.command(queries[0] ?? fallback)}\``)
}

const fallback = { class: 'rare literal', pattern: 'x', regex: false, ignoreCase: false } as const

export function sayCorpus(corpus: Corpus, record: RunRecord): TextSize {
  const text = measureText(corpus)
  record.say()
  record.say(`${corpus.repos.length} repositories, ${text.files} files of text with ${megabytes(text.bytes)} MB, of which ${megabytes(text.uniqueBytes)} MB are different.`)
  record.say()
  record.say(corpus.repos.map(({ name, commit }) => `${name} ${commit.slice(0, 10)}`).join(', '))
  return text
}

export const megabytes = (bytes: number) => figure(bytes / 1e6)

export async function sayBuilds(peers: readonly Peer[], text: TextSize, record: RunRecord): Promise<void> {
  const rows = []
  for (const peer of peers) {
    const built = await peer.build()
    if (built === null) continue
    const { cost, size } = built
    const { bytes, textBytes } = size
    for (const [measure, value] of Object.entries({ ...cost, ...size })) record.measured('build', peer.name, measure, value)
    rows.push([peer.name, figure(cost.seconds), figure(cost.cpuSeconds), figure(text.bytes / 1e6 / cost.cpuSeconds), megabytes(bytes), figure(bytes / text.bytes), figure((bytes - textBytes) / text.bytes)])
  }
  record.say('## Building the index')
  record.table(['', 's', 'CPU s', 'MB of text a CPU-second', 'index, MB', '÷ text', '÷ text, without its copy of the text'], rows)
}

export function sayMemory(peers: readonly Peer[], text: TextSize, record: RunRecord): void {
  const rows = peers.flatMap((peer) => {
    const memory = peer.memory()
    if (memory === null) return []
    record.measured('memory', peer.name, 'nowMb', memory.nowMb)
    return [[peer.name, figure(memory.nowMb), figure(memory.peakMb), figure((memory.nowMb * 1e6) / text.bytes)]]
  })
  record.table(['after all queries', 'resident, MB', 'at most, MB', 'resident ÷ text'], rows)
}
