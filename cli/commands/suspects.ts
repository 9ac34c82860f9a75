import { findCulprits, findSuspects, suspectWords, type Suspect, type SuspectList } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { readText } from '../input.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { badUse, exit, type ExitCode } from '../problem.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'

export const suspects = command({
  summary: 'Rank the changes that may have caused what a trace, a message or a symptom tells',
  usage: '--repo REPO [FILE | --fix REV]',
  words: { least: 0, most: 1 },
  flags: {
    repo: { type: 'string', value: 'REPO', doc: 'The whole name of a repository, as firebreak repos list shows it' },
    before: { type: 'string', value: 'DATE', doc: 'When it happened, as git takes dates; no change of that moment or later is looked at. Now unless said' },
    window: { type: 'string', value: '90d', doc: 'Only changes of so long before: 36h, 90d, 12w, 6m, 1y' },
    since: { type: 'string', value: 'REV', doc: 'The branch, tag or commit that was good last' },
    rev: { type: 'string', value: 'REV', doc: 'The branch, tag or commit that was running; the default branch unless said' },
    fix: { type: 'string', value: 'REV', doc: 'Name a commit that mends something instead: who brought what it mends' },
    limit: { type: 'string', value: 'N', doc: 'How many are wanted, up to 200; 20 unless said' },
  },
  notes: [
    'Reads FILE or standard input: what was seen, an error, a log, a stack trace.',
    'Both lists are ranked together: what has changed since the last good state, and what is latent, which was there before.',
    'With --json: [{"oid", "score", "list", "confidence", "subject", "time", "reasons"}], the likeliest first.',
    'The exit code is 3 when not all changes could be weighed: standard error says why.',
  ],
  async run({ terminal, env, stdin }, { words: [file], flags }) {
    if (flags.repo === undefined) throw badUse('Say in which repository: --repo REPO')
    if (flags.fix !== undefined) return tellCulprits(terminal, await (await connect(env)).call(findCulprits, { query: { repo: flags.repo, rev: flags.fix } }), flags.json === true)
    const text = await readText(file, stdin)
    const { before = '', window = '', since = '', rev = '', repo } = flags
    const found = await (await connect(env)).call(findSuspects, { body: { text, repo, before, window, since, rev, limit: readLimit(flags.limit) } })
    if (flags.json) terminal.printJson(found.suspects.map(rowOf))
    else tell(terminal, found)
    for (const note of found.notes) terminal.note(note)
    return found.complete ? exit.done : exit.incomplete
  },
})

function readLimit(text = '20'): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw badUse(`--limit is a number from 1 to 200, not ${text}.`)
  return limit
}

/** The outside promise of `suspects --json`. */
const rowOf = ({ oid, score, list, confidence, subject, time, reasons }: Suspect) => ({ oid, score, list, confidence, subject, time, reasons: reasons.map(({ text }) => text) })

function tell(terminal: Terminal, { suspects: ranked, considered, from, to }: SuspectList): void {
  for (const { oid, time, author, subject, list, confidence, reasons } of ranked) {
    terminal.print({ text: oid.slice(0, 10), style: 'magenta' }, ` ${time.slice(0, 10)} ${author}  `, { text: subject, style: 'bold' }, `  ${suspectWords(confidence).words}${list === 'latent' ? ', latent' : ''}`)
    for (const { text } of reasons) terminal.print({ text: `  ${text}`, style: 'dim' })
  }
  terminal.note(`${considered} changes weighed, committed ${from === null ? '' : `from ${from} on and `}before ${to}.`)
}

function tellCulprits(terminal: Terminal, { culprits, notes, complete, subject }: Answer<typeof findCulprits>, json: boolean): ExitCode {
  if (json) terminal.printJson(culprits.map(({ oid, share, subject: what, time, reason }) => ({ oid, score: share, list: 'latent', subject: what, time, reasons: [reason] })))
  else for (const { oid, time, author, subject: what, share, reason } of culprits) terminal.print({ text: oid.slice(0, 10), style: 'magenta' }, ` ${time.slice(0, 10)} ${author}  `, { text: what, style: 'bold' }, `  ${Math.round(share * 100)} %: ${reason}`)
  if (culprits.length === 0) terminal.note(`Nobody is known to have brought what “${subject}” mends: it only adds files.`)
  for (const note of notes) terminal.note(note)
  return complete ? exit.done : exit.incomplete
}
