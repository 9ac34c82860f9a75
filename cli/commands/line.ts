import type { Answer } from '../../src/platform/endpoint.ts'
import { lineHistory, type LineEvent } from '../../src/search/contract.ts'
import { command } from '../command.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'

export const line = command({
  summary: 'Tell since when a line stands, until when, and in which releases',
  usage: 'REPO PATH:LINE',
  words: { least: 2, most: 2 },
  flags: { rev: { type: 'string', value: 'REV', doc: 'The branch, tag or commit in which it is line LINE; the default branch unless said' } },
  notes: [
    'REPO is the whole name of a repository, as firebreak repos list shows it.',
    'The exit code is 3 when it is not known which commit brought the line: standard error says why.',
  ],
  async run({ terminal, env }, { words: [repo = '', place = ''], flags }) {
    const { path, number } = readPlace(place)
    const history = await (await connect(env)).call(lineHistory, { query: { repo, rev: flags.rev ?? '', path, line: number } })
    if (flags.json) terminal.printJson(history)
    else tell(terminal, history)
    return history.introduced ? exit.done : exit.incomplete
  },
})

/** A path may hold colons; the number stands behind the last. */
function readPlace(place: string): { path: string; number: number } {
  const [, path = '', number = ''] = /^(.+):([1-9]\d{0,8})$/s.exec(place) ?? []
  if (path === '') throw badUse(`Say which line: PATH:LINE, with a number from 1, not ${place}.`)
  return { path, number: Number(number) }
}

function tell(terminal: Terminal, { text, introduced, removed, stands, releases, releasesTotal, firstRelease, elsewhere, note }: Answer<typeof lineHistory>): void {
  if (text.trim() !== '') terminal.print({ text: text.trimEnd(), style: 'bold' })
  if (introduced) tellEvent(terminal, 'introduced', introduced)
  if (removed) tellEvent(terminal, 'removed', removed)
  if (stands) terminal.print('still there, at the tip of the default branch')
  if (releases.length > 0) terminal.print(`in ${releases.map(({ name }) => name).join(' ')}${releasesTotal > releases.length ? ` and ${releasesTotal - releases.length} more` : ''}${firstRelease !== null && releases.length > 1 ? `; first in ${firstRelease}` : ''}`)
  for (const { path, introduced: from, removed: to } of elsewhere) terminal.print(`also ${path} from ${short(from)} ${to ? `until ${short(to)}` : 'until now'}`)
  if (note !== null) terminal.note(note)
}

function tellEvent(terminal: Terminal, what: string, event: LineEvent): void {
  terminal.print({ text: `${what} `, style: 'dim' }, ...about(event), event.merge ? ' (merge)' : '')
  for (const commit of event.commits) terminal.print({ text: '  by ', style: 'dim' }, ...about(commit))
}

const about = ({ oid, time, author, subject }: Pick<LineEvent, 'oid' | 'time' | 'author' | 'subject'>) => [{ text: short(oid), style: 'magenta' as const }, ` ${time.slice(0, 10)} ${author}  ${subject}`]

const short = (oid: string): string => oid.slice(0, 10)
