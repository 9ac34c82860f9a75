/** What a run leaves behind: a page to read, and every single measurement. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

export type Cell = string | number

export class RunRecord {
  private readonly lines: string[] = []
  private readonly measurements: string[] = ['what,who,measure,value']

  /** Says it at once too, for whoever waits. */
  say(line = ''): void {
    this.lines.push(line)
    console.log(line)
  }

  table(header: readonly string[], rows: readonly (readonly Cell[])[]): void {
    this.say()
    for (const cells of [header, header.map(() => '---'), ...rows]) this.say(`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    this.say()
  }

  measured(what: string, who: string, measure: string, value: number): void {
    this.measurements.push([what, who, measure, String(value)].map(quotedCell).join(','))
  }

  write(folder: string): void {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'README.md'), `${this.lines.join('\n').replace(/\n{3,}/g, '\n\n').trim()}\n`)
    writeFileSync(join(folder, 'raw.csv'), `${this.measurements.join('\n')}\n`)
  }
}

const quotedCell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const today = () => new Date().toISOString().slice(0, 10)

export function describeMachine(record: RunRecord, versions: readonly string[]): void {
  const load = loadavg().map((value) => value.toFixed(1)).join(', ')
  record.say(`${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC. ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Linux ${release()}. Load average when it began: ${load}.`)
  record.say()
  record.say(`${[`Node ${process.version}`, ...versions].join('; ')}.`)
  record.say()
  record.say(`Made by \`npm run bench -- ${process.argv.slice(2).join(' ')}\`. Nothing of the repositories is kept here.`)
}

const release = () => readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()
