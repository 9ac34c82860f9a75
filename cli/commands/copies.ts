import { findCopies, type Copy } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { readLines, readRevision } from '../position.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export const copies = command({
  summary: 'Find the same or nearly the same code in all repositories',
  usage: 'REPO[@REV] PATH[:FROM-TO]',
  words: { least: 2, most: 2 },
  flags: {
    tracked: { type: 'boolean', doc: 'Also look at all other tracked revisions, not only at default branches' },
    minimum: { type: 'string', value: 'PERCENT', doc: 'What shares less is left out; 30 unless said' },
    limit: { type: 'string', value: 'N', doc: 'How many are wanted, up to 1000; 100 unless said' },
  },
  notes: [
    'Renamed, reordered and reformatted code counts as the same. FROM and TO are lines from 1, both included; the whole file unless said.',
    'With --json: [{"repo", "rev", "commit", "path", "share", "exact", "ranges": [{"from", "to"}]}], those that share most first; shares from 0 to 1.',
    'The exit code is 3 when not everything could be compared: standard error says what.',
  ],
  async run({ terminal, env }, { words: [place = '', file = ''], flags }) {
    const asked = { ...readRevision(place), ...readLines(file), revs: flags.tracked ? ('tracked' as const) : ('default' as const) }
    const minimum = readNumber('--minimum', flags.minimum ?? '30', { least: 5, most: 100 }) / 100
    const limit = readNumber('--limit', flags.limit ?? '100', { least: 1, most: 1000 })
    const found = await (await connect(env)).call(findCopies, { body: { ...asked, minimum, limit } })
    if (flags.json) terminal.printJson(found.copies)
    else tell(terminal, found.copies)
    terminal.note(`${found.total} found, ${found.copies.length} shown; ${found.tokens} tokens compared.`)
    for (const { repo, reason } of found.gaps) terminal.note(repo === null ? reason : `${repo}: ${reason}`)
    return found.complete ? exit.done : exit.incomplete
  },
})

function readNumber(flag: string, text: string, { least, most }: { least: number; most: number }): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least || number > most) throw badUse(`${flag} is a number from ${least} to ${most}, not ${text}.`)
  return number
}

function tell(terminal: Terminal, found: readonly Copy[]): void {
  const rows = found.map(({ repo, rev, path, share, exact, ranges }) => [`${percent(share)}`, `${repo}@${rev} ${path}${ranges.length === 0 ? '' : `:${ranges.map(({ from, to }) => `${from}-${to}`).join(',')}`}`, `${percent(exact)} word for word`])
  for (const line of columns(rows)) terminal.print(line)
}

const percent = (part: number) => `${Math.round(part * 100)} %`
