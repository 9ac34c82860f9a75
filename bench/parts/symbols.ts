/** Telling symbols from texts, what they take on disk, and finding them by their names, over a sixteenth, a quarter and the whole of the text. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CompiledNames, findNames, SymbolSearcher, SymbolSegment, SymbolStore, type SegmentReader } from '../../engine/symbols/index.ts'
import { docNumber } from '../../engine/blobs/index.ts'
import { figure } from '../contest.ts'
import { readRepos, takeShare } from '../corpus.ts'
import { commandLine, median, quantile, runScript, sum } from '../measure.ts'
import type { BuiltSymbols } from '../peers/build-symbols.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

const shares = [1 / 16, 1 / 4, 1]

/** Expressions over names, regardless of case. */
const patterns = ['nowhereToBeFound', 'parse', '^parse', '^(read|write)_?[a-z]*buf', 'config$', '^get[A-Z]', '[0-9]{3}', '^.{60,}', 'e']
/** What somebody types, letter by letter, and the humps of it. */
const typed = ['h', 'ha', 'han', 'handle', 'handler', 'hr', 'gbn', 'httpserver', 'prscfg', 'xqzj']

interface Share {
  title: string
  store: SymbolStore
  reader: SegmentReader
  /** Every document, as the files of one tree. */
  docs: Uint32Array
  files: Uint32Array
  build: Cell[]
}

export async function symbols(setting: Setting, record: RunRecord): Promise<void> {
  record.say('# Symbols')
  record.say()
  describeMachine(record, [])
  record.say()
  record.say(`Every text at the newest commits that has a grammar is read once, by two processes at a time. Asked is one thread that has the store open, for all results; each time is that of the processor, which hardly depends on what else the machine does: the middle of ${setting.rounds} after one that warms up. What was found out for a question is not kept for the next.`)
  const repos = readRepos(setting.repos)
  const measured = shares.map((share) => measureShare(share, { setting, names: takeShare(repos, share).map(({ name }) => name), record }))
  record.say()
  record.say('## Building')
  record.table(['', 'repositories', 'texts', 'MB', 'symbols', 'failed', 's', 'CPU s', 'MB per CPU s', 'of that git and the store, CPU s', 'store, MB', 'bytes per symbol', 'store ÷ text'], measured.map(({ build }) => build))
  record.say('## Expressions over names, CPU ms')
  sayTimes(measured, { asked: patterns, ask: searchNames, setting, record })
  record.say('## What somebody types, the first fifty, CPU ms')
  sayTimes(measured, { asked: typed, ask: goTo, setting, record })
  for (const { store } of measured) store.close()
}

function measureShare(share: number, { setting, names, record }: { setting: Setting; names: readonly string[]; record: RunRecord }): Share {
  const title = `${share * 16} ×`
  const folder = emptyFolder(setting.work, `symbols-${share * 16}`)
  const { output, cost } = runScript(commandLine([process.execPath, join(import.meta.dirname, '../peers/build-symbols.ts'), setting.repos, folder, ...names]), { cwd: setting.work })
  const built = JSON.parse(output) as BuiltSymbols
  const bytes = sum(readdirSync(folder).map((name) => statSync(join(folder, name)).size))
  const { texts, symbols: found, failed } = built
  for (const [measure, value] of Object.entries({ ...cost, texts, symbols: found, textBytes: built.bytes, storeBytes: bytes, ownCpuSeconds: built.ownCpuSeconds, ...failed })) record.measured(`${title} build`, 'Firebreak', measure, value)
  const store = new SymbolStore({ folder, extractor: 'benchmark' })
  const open = new Map(store.share().map((shared) => [shared.serial, new SymbolSegment(shared)]))
  const docs = Uint32Array.from([...open].flatMap(([serial, segment]) => Array.from({ length: segment.docCount }, (_none, place) => docNumber(serial, place))))
  return {
    title, store, docs, files: Uint32Array.from(docs.keys()),
    reader: { segment: (serial) => open.get(serial) ?? noSuch(serial), isCancelled: () => false },
    build: [
      title, names.length, texts, figure(built.bytes / 1e6), found, Object.entries(failed).map(([reason, count]) => `${count} ${reason}`).join(', ') || 'none', figure(cost.seconds), figure(cost.cpuSeconds),
      figure(built.bytes / 1e6 / cost.cpuSeconds), figure(built.ownCpuSeconds), figure(bytes / 1e6), figure(bytes / found), figure(bytes / built.bytes),
    ],
  }
}

function noSuch(serial: number): never {
  throw new Error(`there is no segment ${serial}`)
}

/** Returns how many were found. */
type Ask = (question: string, share: Share) => number

const searchNames: Ask = (source, { reader, docs, files: selection }) => {
  const query = new CompiledNames({ pattern: { kind: 'atom', field: 'content', pattern: source, regex: true }, caseSensitive: false })
  const searcher = new SymbolSearcher(query, reader)
  let found = 0
  for (let from: number | null = 0; from !== null; ) {
    const answer = searcher.search({ docs, selection, from })
    found += sum(answer.results.map((result) => result.symbols.length))
    from = answer.next
  }
  return found
}

const goTo: Ask = (text, { reader, docs }) => findNames({ text, trees: [docs], limit: 50 }, reader).length

interface Asking {
  asked: readonly string[]
  ask: Ask
  setting: Setting
  record: RunRecord
}

function sayTimes(measured: readonly Share[], { asked, ask, setting, record }: Asking): void {
  const times = asked.map((question) => measured.map((share) => {
    const found = ask(question, share)
    const milliseconds = median(Array.from({ length: setting.rounds }, () => timeOf(() => ask(question, share))))
    record.measured(`${share.title} ${question}`, 'Firebreak', 'CPU ms', milliseconds)
    return { found, milliseconds }
  }))
  const row = (title: string, of: (own: number[]) => number): Cell[] => [title, '', ...measured.map((_share, i) => figure(of(times.map((each) => each[i]?.milliseconds ?? NaN))))]
  record.table(['', 'found', ...measured.map(({ title }) => title)], [
    ...asked.map((question, i): Cell[] => [`\`${question}\``, times[i]?.at(-1)?.found ?? 0, ...(times[i] ?? []).map(({ milliseconds }) => figure(milliseconds))]),
    row('p50', median), row('most', (own) => quantile(own, 1)),
  ])
}

/** In milliseconds of the processor. */
function timeOf(work: () => void): number {
  const begun = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1000
}
