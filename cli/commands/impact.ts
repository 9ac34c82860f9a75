import { exportImpact, ExportFormat, findImpact, type Affected, type DeployedSpan, type Impact, type UseSpan } from '../../src/impact/contract.ts'
import type { Input } from '../../src/platform/endpoint.ts'
import { command, type Values } from '../command.ts'
import { saveAs } from '../files.ts'
import { readText } from '../input.ts'
import { readLines, readPosition, readRevision } from '../position.ts'
import { badUse, exit, type ExitCode } from '../problem.ts'
import { connect, type Server } from '../server.ts'
import { columns, counted, shownTime } from '../table.ts'
import type { Terminal } from '../terminal.ts'

type Question = Input<typeof findImpact>['body']

const flags = {
  purl: { type: 'string', value: 'PURL', doc: 'A package, such as pkg:npm/event-stream; with a version, that one only' },
  range: { type: 'string', value: 'RANGE', doc: 'Only these versions of it, as its ecosystem writes them: ">=2.0.0 <2.17.1"' },
  osv: { type: 'string', value: 'FILE', doc: 'A file of advisories in the OSV format, or - for standard input' },
  symbol: { type: 'string', value: 'REPO@REV PATH LINE COL', doc: 'A name in code, and all that refers to it' },
  lines: { type: 'string', value: 'REPO@REV PATH:FROM-TO', doc: 'Lines of a file: who has a copy of them, and who refers to what they define' },
  commit: { type: 'string', value: 'REPO OID', doc: 'A commit, and all that contains it' },
  query: { type: 'string', value: 'QUERY', doc: 'A search, and all that matches' },
  format: { type: 'string', value: 'FORMAT', doc: 'Write a file instead: csv, json, md, cyclonedx, openvex, sarif', choices: ExportFormat.options },
  output: { type: 'string', value: 'FILE', doc: 'Write to this file instead of standard output' },
} as const

export const impact = command({
  summary: 'Find every repository, release, service, environment and owner that a package, advisory, commit or pattern hits',
  usage: '(--purl P [--range R] | --osv FILE | --symbol REPO@REV PATH LINE COL | --lines REPO@REV PATH:FROM-TO | --commit REPO OID | --query Q)',
  words: { least: 0, most: 3 },
  flags,
  notes: [
    'With --json: {"complete", "affected": [{"repo", "rev", "path", "line", "package", "version", "via", "owner", "service", "environment", "kind"}], "totals", "history", "ledger"}.',
    'The exit code is 3 when something was not looked at: standard error names it.',
  ],
  async run({ terminal, env, stdin }, { words, flags: given }) {
    const question = await questionOf(given, words, stdin)
    const server = await connect(env)
    if (given.format !== undefined || given.output !== undefined) return write(server, terminal, { question, format: given.format ?? 'json', output: given.output })
    const answer = await server.call(findImpact, { body: question })
    if (given.json) terminal.printJson(answer)
    else tell(terminal, answer)
    return tellGaps(terminal, answer)
  },
})

type Given = Values<typeof flags>

async function questionOf({ purl, range, osv, symbol, lines, commit, query }: Given, words: readonly string[], stdin: NodeJS.ReadStream): Promise<Question> {
  const asked = [purl, osv, symbol, lines, commit, query].filter((each) => each !== undefined)
  if (asked.length !== 1) throw badUse('Ask one thing: --purl P [--range R], --osv FILE, --symbol REPO@REV PATH LINE COL, --lines REPO@REV PATH:FROM-TO, --commit REPO OID or --query Q')
  if (range !== undefined && purl === undefined) throw badUse('--range goes with --purl.')
  if (words.length !== (symbol !== undefined ? 3 : commit !== undefined || lines !== undefined ? 1 : 0)) throw badUse('Use it like this: --symbol REPO@REV PATH LINE COL, --lines REPO@REV PATH:FROM-TO, or --commit REPO OID; the other questions take no further words.')
  if (symbol !== undefined) return { symbol: readPosition([symbol, ...words]) }
  if (lines !== undefined) return { lines: readRange(lines, words[0] ?? '') }
  if (commit !== undefined) return { commit: { repo: commit, oid: words[0] ?? '' } }
  if (query !== undefined) return { query }
  if (osv !== undefined) return { osv: await readText(osv, stdin) }
  return { purl: purl ?? '', ...(range === undefined ? {} : { range }) }
}

function readRange(place: string, file: string): Extract<Question, { lines: unknown }>['lines'] {
  const { path, lines } = readLines(file)
  if (lines === undefined) throw badUse('Name the lines after the file: PATH:FROM-TO.')
  return { ...readRevision(place), path, ...lines }
}

async function write(server: Server, terminal: Terminal, { question, format, output }: { question: Question; format: ExportFormat; output: string | undefined }): Promise<ExitCode> {
  const response = await server.open(exportImpact, { query: { format }, body: question })
  const isComplete = response.headers.get('x-complete') === 'yes'
  if (output !== undefined) terminal.note(`Wrote ${output}, ${await saveAs(output, response)} bytes`)
  else if (terminal.isInteractive) terminal.printText(await response.text())
  else await terminal.write(await response.bytes())
  return isComplete ? exit.done : exit.incomplete
}

function tell(terminal: Terminal, { affected, history, releases, totals }: Impact): void {
  for (const line of columns(affected.map(rowOf))) terminal.print(line)
  const spans = [...history.mainlines.map(mainlineRow), ...history.deployed.map(deployedRow)]
  if (spans.length > 0) terminal.print('')
  for (const line of columns(spans)) terminal.print(line)
  for (const { repo, releases: own } of releases) {
    for (const state of ['affected', 'fixed'] as const) {
      const tags = own.filter((each) => each.state === state).map(({ tag }) => tag)
      if (tags.length > 0) terminal.print(`${repo} ${state === 'affected' ? 'has it in' : 'has the fix in'} ${tags.join(', ')}`)
    }
  }
  const { places, repositories, revisions, services, environments, owners } = totals
  terminal.note(`${counted(places, 'place')} in ${counted(repositories, 'repository', 'repositories')}, ${counted(revisions, 'revision')}, ${counted(services, 'service')}, ${counted(environments, 'environment')}, ${counted(owners, 'owner')}`)
}

function rowOf({ repo, rev, path, line, kind, via, text, service, environment, owner, advisories }: Affected): string[] {
  const what = via.length > 0 ? via.join(' → ') : (text ?? '').trim()
  return [`${repo}@${rev}`, `${path}${line === null ? '' : `:${line}`}`, kind, environment === null ? (service ?? '-') : `${service ?? ''} in ${environment}`, owner ?? '-', `${advisories.join(' ')} ${what}`.trim()]
}

const mainlineRow = ({ repo, project, package: name, version, kind, from, until }: UseSpan): string[] =>
  [repo, project === '' ? 'default branch' : project, kind, `${name} ${version ?? ''}`.trim(), times(from, until)]

const deployedRow = ({ repo, service, environment, package: name, version, from, until }: DeployedSpan): string[] =>
  [repo, `${service} in ${environment}`, 'deployed', name === null ? '' : `${name} ${version ?? ''}`.trim(), times(from, until)]

const times = (from: Moment, until: Moment | null) => `from ${shownTime(from.time)} (${from.commit.slice(0, 10)})${until ? ` until ${shownTime(until.time)} (${until.commit.slice(0, 10)})` : ''}`
type Moment = { commit: string; time: string }

function tellGaps(terminal: Terminal, { complete, ledger: { gaps, gapCount, repositories, revisions } }: Impact): ExitCode {
  terminal.note(`Looked at ${counted(revisions, 'revision')} of ${counted(repositories, 'repository', 'repositories')}.`)
  if (complete) return exit.done
  terminal.note({ text: `Not complete: ${counted(gapCount, 'thing')} could not be looked at.`, style: 'yellow' })
  for (const { repo, rev, path, reason } of gaps.slice(0, 50)) terminal.note(`  ${[`${repo}${rev === '' ? '' : `@${rev}`}`, path, reason].filter(Boolean).join(' ')}`)
  if (gapCount > 50) terminal.note(`  … and ${gapCount - 50} more`)
  return exit.incomplete
}
