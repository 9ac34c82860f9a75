import { confidenceWords, matchLogLines, type LogStatementLines } from '../../src/intel/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { command } from '../command.ts'
import { readText } from '../input.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'

export const logline = command({
  summary: 'Find the logging statements that wrote the lines of a log',
  usage: '[--repo NAME] [FILE]',
  words: { least: 0, most: 1 },
  flags: {
    repo: { type: 'string', value: 'NAME', doc: 'The repository whose program wrote the log (of all the one whose statements account for most of it)' },
    rev: { type: 'string', value: 'REV', doc: 'The branch, tag or commit that was running (what is known to run, else the default branch)' },
  },
  notes: ['Reads FILE or standard input. Time stamps, levels and other prefixes may stay.', 'With --json: one element for each line, in their order: { repo, path, line, confidence }, or null where no statement can have written it.'],
  async run({ terminal, env, stdin }, { words: [file], flags }) {
    const text = await readText(file, stdin)
    const answer = await (await connect(env)).call(matchLogLines, { body: { text, repo: flags.repo ?? '', rev: flags.rev ?? '' } })
    if (flags.json) terminal.printJson(rowsOf(answer))
    else tell(terminal, answer)
    if (answer.elsewhere.length > 0) terminal.note(`Statements of ${answer.elsewhere.join(', ')} can have written some of the lines too; name one with --repo.`)
    for (const note of answer.notes) terminal.note(note)
    return exit.done
  },
})

type Matched = Answer<typeof matchLogLines>

/** The outside promise of `logline --json`. */
const rowsOf = ({ repo, lines, statements }: Matched) =>
  lines.map((line) => {
    const statement = line && statements[line.statement]
    return statement ? { repo, path: statement.path, line: statement.line, confidence: line.confidence } : null
  })

function tell(terminal: Terminal, { repo, rev, lines, statements }: Matched): void {
  for (const statement of statements) tellStatement(terminal, { ...statement, where: `${repo}@${rev}` })
  const unknown = lines.filter((line) => line === null).length
  if (unknown > 0) terminal.note(`${unknown === 1 ? 'One line' : `${unknown} lines`} of ${lines.length} can have been written by no statement that was read.`)
}

function tellStatement(terminal: Terminal, { where, path, line, function: name, count, first, last, confidence, through, others }: LogStatementLines & { where: string }): void {
  const span = count === 1 ? `line ${first.line}${timed(first.time)}` : `lines ${first.line}${timed(first.time)} to ${last.line}${timed(last.time)}`
  terminal.print({ text: String(count).padStart(6), style: 'bold' }, ' × ', { text: `${where} ${path}:${line}`, style: 'magenta' }, name === null ? '' : `  ${name}`, `  ${confidenceWords(confidence)}`)
  terminal.print({ text: `         ${span}${through === null ? '' : `, logged by ${through.path}:${through.line}`}`, style: 'dim' })
  if (others.length > 0) terminal.print({ text: `         or ${others.slice(0, 3).map((other) => `${other.path}:${other.line}`).join(', ')}${others.length > 3 ? ', …' : ''}`, style: 'dim' })
}

const timed = (time: string | null) => (time === null ? '' : ` (${time})`)
