import { LOG_STATEMENTS_VERSION } from '../../../syntax/index.ts'
import { keyOf, readAnswers } from '../blob-answers/store.ts'
import { groupLines, placeOf } from './group.ts'
import { matchLines } from './match.ts'
import { writtenBy, type FileStatements } from './writers.ts'

/** What a process is given: where the statements are stored, and of which files. */
export interface MatchTask {
  folder: string
  files: { path: string; oid: string; language: string }[]
  lines: string[]
}

type Place = { path: string; line: number }

export interface MatchAnswer {
  /** For each line the number of its statement below; null where none can have written it. */
  lines: ({ statement: number; confidence: number } | null)[]
  statements: (Place & {
    endLine: number
    function: string | null
    level: string | null
    /** Its call is known to write logs, by its name or by what it does; otherwise it only makes the text. */
    logs: boolean
    /** The function that logs for it. */
    through: Place | null
    count: number
    first: { line: number; time: string | null }
    last: { line: number; time: string | null }
    confidence: number
    others: Place[]
  })[]
  /** Files that could not be read as code. */
  unread: string[]
  known: number
}

export async function match({ folder, files, lines }: MatchTask): Promise<MatchAnswer> {
  const stored = new Map<string, FileStatements['statements'] | null>()
  await readAnswers<FileStatements['statements']>({ folder, version: LOG_STATEMENTS_VERSION }, new Set(files.map(keyOf)), (found) => found.forEach((statements, key) => stored.set(key, statements)))
  const written = writtenBy(files.flatMap((file) => {
    const statements = stored.get(keyOf(file))
    return statements ? [{ path: file.path, statements }] : []
  }))
  const matched = matchLines(lines, written)
  const groups = groupLines(matched)
  const numbers = new Map(groups.map(({ writer }, at) => [writer, at]))
  return {
    lines: matched.map(({ match: found }) => found && { statement: numbers.get(found.writer) ?? 0, confidence: found.confidence }),
    statements: groups.flatMap(({ writer: number, equals, ...group }) => {
      const writer = written.writers[number]
      if (writer === undefined) return []
      const { path, line, endLine, function: name, level, sink, through } = writer
      return [{ path, line, endLine, function: name, level, logs: sink !== 'unknown', through, ...group, others: equals.flatMap((each) => written.writers[each] ?? []).map(placeOf) }]
    }),
    unread: files.filter((file) => stored.get(keyOf(file)) === null).map(({ path }) => path),
    known: written.writers.length,
  }
}
