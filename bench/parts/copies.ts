/** Copies of code with seeded edits: whether they are found, how long that takes, and what else is taken for a copy. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { realDisk } from '../../engine/disk/index.ts'
import { alike, FingerprintStore, FingerprintWriter, tokensOf } from '../../engine/fingerprints/index.ts'
import { languageOf } from '../../engine/lang.ts'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { figure } from '../contest.ts'
import { bytesIn, filesOf, layOut, readRepos, type Corpus, type CorpusFile } from '../corpus.ts'
import { quantile, sum } from '../measure.ts'
import { describeMachine, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

/** As the server does it. */
const candidates = 200
const minimum = 0.3
const maxBytes = 1_000_000

const asked = 150
/** In lines; Infinity for whole files. */
const sizes = [10, 20, 40, Infinity]

type Edit = (text: string, random: Random) => string

const edits: Record<string, Edit> = {
  'as it is': (text) => text,
  'every second name another': (text, random) => rename(text, random, 2),
  'every name another': (text, random) => rename(text, random, 1),
  'blocks in another order': reorder,
  '10 % of the lines changed': changeLines(10),
  '30 % of the lines changed': changeLines(30),
  '45 % of the lines changed': changeLines(45),
  '60 % of the lines changed': changeLines(60),
}

export async function copies(setting: Setting, record: RunRecord): Promise<void> {
  record.say('# Copies of code')
  record.say()
  describeMachine(record, [])
  record.say()
  record.say('Every text of code at the newest commits is fingerprinted by one thread, then asked about in it; times are of the processor.')
  const corpus = layOut(setting.repos, readRepos(setting.repos), emptyFolder(setting.work, 'copies-trees'))
  const { indexed, apart } = divide(corpus)
  const store = build(corpus, indexed, setting, record)
  sayRecall(corpus, indexed, { store, record })
  sayStrangers(corpus, { indexed, apart, store, record })
  store.close()
}

const isCode = ({ path, bytes }: CorpusFile) => bytes >= 2_000 && bytes <= 60_000 && ['C', 'C++', 'Go', 'Java', 'JavaScript', 'PHP', 'Python', 'Ruby', 'Rust', 'TypeScript'].includes(languageOf(path) ?? '')

/** Every third repository is not indexed: what is found for its files is no seeded copy. */
function divide({ repos }: Corpus): { indexed: CorpusFile[]; apart: CorpusFile[] } {
  const of = (isWanted: (place: number) => boolean) => filesOf({ repos: repos.filter((_repo, place) => isWanted(place)) }).filter(({ bytes }) => bytes <= maxBytes)
  return { indexed: of((place) => place % 3 !== 1), apart: of((place) => place % 3 === 1) }
}

function build(corpus: Corpus, files: readonly CorpusFile[], { work }: Setting, record: RunRecord): FingerprintStore {
  const folder = emptyFolder(work, 'copies-store')
  const writer = new FingerprintWriter({ disk: realDisk, folder })
  const unique = [...new Map(files.map((file) => [file.oid, file])).values()]
  const seconds = cpuSeconds(() => {
    for (const file of unique) writer.add(file.oid, bytesIn(corpus, file))
    writer.commit()
    while (writer.merge());
    writer.sweep()
  })
  const textBytes = sum(unique.map(({ bytes }) => bytes))
  const storeBytes = sum(readdirSync(folder).map((name) => statSync(join(folder, name)).size))
  record.say('## Building')
  record.table(['texts', 'MB', 'CPU s', 'MB per CPU s', 'store, MB', 'store ÷ text'], [[unique.length, figure(textBytes / 1e6), figure(seconds), figure(textBytes / 1e6 / seconds), figure(storeBytes / 1e6), figure(storeBytes / textBytes)]])
  for (const [measure, value] of Object.entries({ texts: unique.length, textBytes, storeBytes, seconds })) record.measured('build', 'Firebreak', measure, value)
  return new FingerprintStore(folder)
}

interface Asking {
  store: FingerprintStore
  record: RunRecord
}

function sayRecall(corpus: Corpus, indexed: readonly CorpusFile[], { store, record }: Asking): void {
  const code = indexed.filter(isCode)
  const times: number[] = []
  const rows = Object.entries(edits).map(([title, edit]) => [title, ...sizes.map((size) => {
    const random = seeded(size === Infinity ? 1 : size)
    const found = Array.from({ length: asked }, () => {
      const file = pick(random, code)
      const question = edit(part(bytesIn(corpus, file).toString(), size, random), random)
      const begun = process.cpuUsage()
      const answer = answerTo(corpus, question, { store, files: [file] })
      times.push(milliseconds(begun))
      return answer.some(({ oid }) => oid === file.oid)
    })
    const share = found.filter(Boolean).length / asked
    record.measured(title, 'Firebreak', `recall of ${size} lines`, share)
    return percent(share)
  })])
  record.say('## Is the source of a copy found?')
  record.say()
  record.say(`Of ${asked} parts each, chosen and edited by a seed, how many led to the text they were taken from: among the ${candidates} likeliest, and with at least ${percent(minimum)} of the tokens asked about. A changed line is another one of its length.`)
  record.table(['edit', ...sizes.map((size) => (size === Infinity ? 'whole file' : `${size} lines`))], rows)
  record.say(`A question took ${figure(quantile(times, 0.5))} ms of the processor in the middle, ${figure(quantile(times, 0.95))} ms at p95, comparing with the source included.`)
}

/** Of what is not indexed, everything that is found is code that two projects share, or a false alarm. */
function sayStrangers(corpus: Corpus, { indexed, apart, store, record }: Asking & { indexed: readonly CorpusFile[]; apart: readonly CorpusFile[] }): void {
  const code = apart.filter(isCode)
  const byOid = new Map(indexed.map((file) => [file.oid, file]))
  const rows = sizes.map((size) => {
    const random = seeded(size === Infinity ? 1 : size)
    const answers = Array.from({ length: asked }, () => answerTo(corpus, part(bytesIn(corpus, pick(random, code)).toString(), size, random), { store, files: byOid }))
    const found = answers.filter((answer) => answer.length > 0)
    const spelled = found.filter((answer) => answer.some(({ exact }) => exact >= minimum))
    record.measured('strangers', 'Firebreak', `${size} lines`, found.length)
    return [size === Infinity ? 'whole file' : `${size} lines`, asked, found.length, spelled.length, sum(answers.map(({ length }) => length))]
  })
  record.say('## What else is taken for a copy?')
  record.say()
  record.say('Parts of the repositories that are not indexed, as they are. What is found for them stands in another project: where it is the same word for word it is shared code indeed, else a likeness of kinds.')
  record.table(['asked about', 'questions', 'with an answer', 'of them word for word', 'answers in all'], rows)
}

/** What the server would answer; of the candidates only these files can be read. */
function answerTo(corpus: Corpus, text: string, { store, files }: { store: FingerprintStore; files: readonly CorpusFile[] | ReadonlyMap<string, CorpusFile> }): { oid: string; exact: number }[] {
  const tokens = tokensOf(Buffer.from(text))
  const known = files instanceof Map ? files : new Map((files as readonly CorpusFile[]).map((file) => [file.oid, file]))
  return store.candidates(tokens, { most: candidates }).flatMap(({ oid }) => {
    const file = known.get(oid.slice(0, 40))
    if (!file) return []
    const { share, exact } = alike(tokens, tokensOf(bytesIn(corpus, file)))
    return share >= minimum ? [{ oid: file.oid, exact }] : []
  })
}

/** Some lines, or all. */
function part(text: string, size: number, random: Random): string {
  const lines = text.split('\n')
  const from = random(Math.max(1, lines.length - size))
  return size === Infinity ? text : lines.slice(from, from + size).join('\n')
}

/** Names of four letters and more, each everywhere alike; key words among them are taken for names. */
function rename(text: string, random: Random, every: number): string {
  const names = new Map<string, string>()
  return text.replace(/\b[A-Za-z_]\w{3,}\b/g, (name) => {
    if (!names.has(name)) names.set(name, random(every) === 0 ? `other${names.size}` : name)
    return names.get(name) ?? name
  })
}

/** What begins without a blank begins a block. */
function reorder(text: string, random: Random): string {
  const blocks = text.split(/\n(?=\S)/)
  for (let at = blocks.length - 1; at > 0; at--) {
    const other = random(at + 1)
    const [one, two] = [blocks[at] ?? '', blocks[other] ?? '']
    blocks[at] = two
    blocks[other] = one
  }
  return blocks.join('\n')
}

function changeLines(share: number): Edit {
  return (text, random) => text.split('\n').map((line) => (line.trim() !== '' && random(100) < share ? otherLine(line, random) : line)).join('\n')
}

const otherLine = (line: string, random: Random) => `  changed${random(1e6)}(${Array.from({ length: Math.max(1, line.length >> 4) }, () => `value${random(1000)}, ${random(100)}`).join(' + ')})`

function cpuSeconds(work: () => void): number {
  const begun = process.cpuUsage()
  work()
  return milliseconds(begun) / 1000
}

function milliseconds(begun: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / 1000
}

const percent = (share: number) => `${Math.round(share * 100)} %`
