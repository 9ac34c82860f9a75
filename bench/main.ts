/**
 * The benchmark: `npm run bench [-- PART…]`. bench/README.md says what it needs and what each part measures. A part leaves
 * bench/runs/DATE-PART/ behind.
 */

import { join } from 'node:path'
import { bounded } from './parts/bounded.ts'
import { browser } from './parts/browser.ts'
import { commits } from './parts/commits.ts'
import { copies } from './parts/copies.ts'
import { concurrent } from './parts/concurrent.ts'
import { growth } from './parts/growth.ts'
import { history } from './parts/history.ts'
import { navigation } from './parts/navigation.ts'
import { push } from './parts/push.ts'
import { snapshot } from './parts/snapshot.ts'
import { structural } from './parts/structural.ts'
import { suspects } from './parts/suspects.ts'
import { symbols } from './parts/symbols.ts'
import { RunRecord, today } from './record.ts'
import { readSetting, type Setting } from './setting.ts'

const parts: Record<string, (setting: Setting, record: RunRecord) => Promise<void>> = { snapshot, growth, concurrent, push, history, commits, symbols, copies, structural, navigation, browser, bounded, suspects }

async function runPart(name: string, setting: Setting): Promise<void> {
  const record = new RunRecord()
  await parts[name]?.(setting, record)
  record.write(join(import.meta.dirname, 'runs', `${today()}-${name}`))
}

async function main(asked: string[]): Promise<void> {
  const unknown = asked.filter((name) => !(name in parts))
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`)
  const setting = readSetting(process.env)
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) await runPart(name, setting)
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
