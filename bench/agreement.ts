/** Whether all programs find the same, and if not, why: every difference is counted by its reason. */

import { bytesIn, filesOf, nameOf, type Corpus } from './corpus.ts'
import type { Peer } from './peers/peer.ts'
import { titleOf, type Query } from './queries.ts'
import { oddityOf } from './real/trees.ts'
import type { RunRecord } from './record.ts'

export const unexplained = 'unexplained'

/** Lines that one program finds more or fewer than ours in each file, summed by the reason. */
type Differences = Map<string, number>

export async function sayAgreement([ours, ...others]: readonly Peer[], { corpus, queries, record }: { corpus: Corpus; queries: readonly Query[]; record: RunRecord }): Promise<void> {
  if (ours === undefined) return
  const reasons = await Promise.all(others.map(async (peer) => reasonsOf(peer, corpus)))
  const rows = []
  for (const query of queries) {
    const own = await ours.countByFile(query)
    const cells = []
    for (const [i, peer] of others.entries()) cells.push(told(differences(own, await peer.countByFile(query), reasons[i] ?? (() => unexplained), `${peer.name} ${titleOf(query)}`)))
    rows.push([`\`${titleOf(query)}\``, [...own.values()].reduce((sum, lines) => sum + lines, 0), ...cells])
  }
  record.table(['query', `lines by ${ours.name}`, ...others.map(({ name }) => name)], rows)
}

const told = (differences: Differences) => (differences.size === 0 ? 'equal' : [...differences].map(([reason, lines]) => `${lines}: ${reason}`).join('; '))

function differences(own: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>, reasonOf: (name: string) => string, title: string): Differences {
  const found: Differences = new Map()
  for (const name of new Set([...own.keys(), ...theirs.keys()])) {
    const lines = Math.abs((own.get(name) ?? 0) - (theirs.get(name) ?? 0))
    if (lines === 0) continue
    const reason = reasonOf(name)
    found.set(reason, (found.get(reason) ?? 0) + lines)
    if (reason === unexplained) console.error(`  ${title}: ${name} has ${own.get(name) ?? 0} by ours, ${theirs.get(name) ?? 0} by theirs`)
  }
  return found
}

/** What the program itself says that it left out, or else what is odd about the file. */
async function reasonsOf(peer: Peer, corpus: Corpus): Promise<(name: string) => string> {
  const leftOut = await peer.leftOut()
  const files = new Map(filesOf(corpus).map((file) => [nameOf(file), file]))
  return (name) => {
    const file = files.get(name)
    const reason = leftOut.get(name)
    if (reason !== undefined) return `left out (${reason})`
    return (file && oddityOf(bytesIn(corpus, file))) ?? unexplained
  }
}
