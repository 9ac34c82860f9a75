import { confidenceWords, locate, type Located, type ResolvedFrame, type ResolvedTrace } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { readText } from '../input.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import type { Piece, Terminal } from '../terminal.ts'

export const trace = command({
  summary: 'Find the code that a stack trace comes from',
  usage: '[FILE]',
  words: { least: 0, most: 1 },
  flags: {
    rev: { type: 'string', value: 'REV', doc: 'The branch, tag or commit that was running, for every repository that has it (what is known to run)' },
    environment: { type: 'string', value: 'NAME', doc: 'Where the trace comes from (production)' },
    at: { type: 'string', value: 'TIME', doc: 'When it was printed, such as 2026-03-01T10:00:00Z (now)' },
    repo: { type: 'string', value: 'RE', doc: 'Only repositories whose name matches this regular expression' },
  },
  notes: ['Reads FILE or standard input: a trace, a log with traces in it, an alert. Whatever surrounds the traces may stay.', 'With --json: one element for each exception of each trace, in the order of the text.'],
  async run({ terminal, env, stdin }, { words: [file], flags }) {
    const text = await readText(file, stdin)
    const { rev = '', repo = '', environment, at } = flags
    const located = await (await connect(env)).call(locate, { body: { text, rev, repo, ...(environment === undefined ? {} : { environment }), ...(at === undefined ? {} : { at }) } })
    if (flags.json) terminal.printJson(exceptionsOf(located))
    else tell(terminal, located)
    for (const note of located.notes) terminal.note(note)
    if (located.traces.length === 0) terminal.note('No stack trace was found in this text.')
    return exit.done
  },
})

/** The outside promise of `trace --json`. */
const exceptionsOf = ({ traces }: Located) =>
  traces.flatMap(({ language, exceptions }) =>
    exceptions.map(({ type, message, frames }) => ({ language, exception: headlineOf({ type, message }), frames: frames.map(frameOf) })),
  )

const frameOf = ({ raw, function: name, file, line, column, inApp, place, mapped }: ResolvedFrame) => ({
  raw, function: name, file, line, column, inApp,
  repo: place?.repo ?? null,
  rev: place?.rev ?? null,
  path: place?.path ?? null,
  resolvedLine: place?.line ?? null,
  confidence: place?.confidence ?? null,
  ...(mapped && { mapped }),
})

const headlineOf = ({ type, message }: { type: string | null; message: string | null }) => (type && message ? `${type}: ${message}` : (type ?? message))

function tell(terminal: Terminal, { traces }: Located): void {
  traces.forEach((each, at) => {
    if (at > 0) terminal.print('')
    tellTrace(terminal, each)
  })
}

function tellTrace(terminal: Terminal, each: ResolvedTrace): void {
  each.exceptions.forEach((exception, at) => {
    const headline = headlineOf(exception)?.split('\n')[0] ?? 'Stack trace'
    terminal.print({ text: `${exception.relation ? `${exception.relation}: ` : ''}${headline}`, style: 'bold' }, `  (${each.language})`)
    exception.frames.forEach((frame, index) => terminal.print(...linesOf(frame, each.focus?.exception === at && each.focus.frame === index)))
  })
  for (const note of each.notes) terminal.note(note)
  const unmapped = [...new Set(each.exceptions.flatMap(({ frames }) => frames).flatMap(({ wantsMap, file }) => (wantsMap && file !== null ? [file] : [])))]
  if (unmapped.length > 0) terminal.note(`No source map is known of ${unmapped.slice(0, 3).join(', ')}${unmapped.length > 3 ? ', …' : ''}. Upload it: firebreak source-maps upload`)
  for (const { title, query, patternType } of each.searches) {
    terminal.print({ text: `${title}: `, style: 'dim' }, `firebreak search ${patternType === 'keyword' ? '' : `--pattern-type ${patternType} `}${query.startsWith('-') ? '-- ' : ''}${quoted(query)}`)
  }
}

function linesOf(frame: ResolvedFrame, focus: boolean): Piece[] {
  const { place, mapped } = frame
  const name = mapped?.function ?? frame.function ?? frame.file ?? frame.raw.trim()
  if (!place) return [{ text: `  ${name}  ${frame.file === null ? '' : `${frame.file}${frame.line === null ? '' : `:${frame.line}`}`}${frame.wantsMap ? '  minified' : frame.inApp ? '  not found' : '  library'}`, style: 'dim' }]
  const where = `${place.repo}@${place.rev} ${place.path}${place.line === null ? '' : `:${place.line}`}`
  return [focus ? { text: '→ ', style: 'red' } : '  ', name, '  ', { text: where, style: focus ? ['bold', 'magenta'] : 'magenta' }, `  ${confidenceWords(place.confidence)}`, { text: mapped ? `  ${mapWords(mapped)}` : '', style: 'dim' }]
}

const mapWords = ({ map, release, contradicted: [objection] }: NonNullable<ResolvedFrame['mapped']>) => `by ${map}${release === null ? '' : ` (${release})`}${objection === undefined ? '' : `, but ${objection}`}`

/** As a POSIX shell reads it back. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
