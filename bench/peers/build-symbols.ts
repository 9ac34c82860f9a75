/**
 * Tells and stores the symbols of what stands at the newest commits of repositories, each text once: `build-symbols.ts REPOS STORE NAME…`.
 * Prints a line of JSON with what there was.
 */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { realDisk } from '../../engine/disk/index.ts'
import { languageOf, loadLanguages } from '../../engine/lang.ts'
import { SymbolWriter, tidySymbols, type Outline } from '../../engine/symbols/index.ts'
import { languagesWithGrammar, startSyntax } from '../../syntax/index.ts'

export interface BuiltSymbols {
  /** Texts that have a grammar, each once. */
  texts: number
  bytes: number
  symbols: number
  failed: Record<string, number>
  /** What reading from git and writing the store took of this process, without the processes of the grammars. */
  ownCpuSeconds: number
}

type Text = { oid: string; language: string; text: string }

const [root = '', folder = '', ...names] = process.argv.slice(2)
const textsTogether = 2_000

await loadLanguages()
const syntax = startSyntax({ processes: 2 })
const writer = new SymbolWriter({ disk: realDisk, folder, extractor: 'benchmark' })
const languages = languagesWithGrammar()
const built: BuiltSymbols = { texts: 0, bytes: 0, symbols: 0, failed: {}, ownCpuSeconds: 0 }
const seen = new Set<string>()

for (const name of names) {
  const places = placesIn(join(root, name)).filter(({ oid, language }) => !seen.has(`${oid} ${language}`) && seen.add(`${oid} ${language}`))
  for (let from = 0; from < places.length; from += textsTogether) await addAll(readAll(join(root, name), places.slice(from, from + textsTogether)))
}
writer.commit()
while (writer.merge());
writer.sweep()
await syntax.close()
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ ...built, ownCpuSeconds: (user + system) / 1e6 }))

function placesIn(dir: string): Omit<Text, 'text'>[] {
  const listed = execFileSync('git', ['ls-tree', '-r', '-z', 'HEAD'], { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 30 })
  return listed.split('\0').flatMap((entry) => {
    const [, oid = '', path = ''] = /^100\d+ blob (\w+)\t([^]*)$/.exec(entry) ?? []
    const language = languageOf(path)
    return language !== undefined && languages.includes(language) ? [{ oid, language }] : []
  })
}

function readAll(dir: string, places: readonly Omit<Text, 'text'>[]): Text[] {
  const bytes = execFileSync('git', ['cat-file', '--batch'], { cwd: dir, input: places.map(({ oid }) => `${oid}\n`).join(''), maxBuffer: 1 << 30 })
  let at = 0
  return places.map((place) => {
    const head = bytes.indexOf(0x0a, at)
    const size = Number(bytes.toString('latin1', at, head).split(' ')[2])
    at = head + 1 + size + 1
    return { ...place, text: bytes.toString('utf8', head + 1, head + 1 + size) }
  })
}

async function addAll(texts: readonly Text[]): Promise<void> {
  const outcomes = await syntax.askMany('outline', texts)
  for (const [i, { oid, language, text }] of texts.entries()) {
    const outcome = outcomes[i]
    const outline: Outline = outcome?.state === 'done' ? { state: 'done', symbols: tidySymbols(outcome.value) } : { state: 'failed', reason: outcome?.state === 'failed' ? outcome.reason : 'crashed' }
    writer.add({ oid, grammar: languages.indexOf(language), outline })
    built.texts += 1
    built.bytes += Buffer.byteLength(text)
    if (outline.state === 'done') built.symbols += outline.symbols.length
    else built.failed[outline.reason] = 1 + (built.failed[outline.reason] ?? 0)
  }
}
