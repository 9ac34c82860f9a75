import type { MatchedLine } from './match.ts'
import type { Writer } from './writers.ts'

/** A statement, and the lines that it wrote. Numbers of lines are from 1. */
export interface StatementLines {
  writer: number
  count: number
  first: { line: number; time: string | null }
  last: { line: number; time: string | null }
  /** Of its lines the highest. */
  confidence: number
  /** Statements that can have written one of the lines just as well. */
  equals: number[]
}

const MOST_EQUALS = 20

/** The statements that wrote some lines, those with the most lines first. */
export function groupLines(matched: readonly MatchedLine[]): StatementLines[] {
  const groups = new Map<number, StatementLines>()
  for (const [at, { match, time }] of matched.entries()) {
    if (match === null) continue
    const here = { line: at + 1, time }
    const group = groups.get(match.writer) ?? { writer: match.writer, count: 0, first: here, last: here, confidence: 0, equals: [] }
    groups.set(match.writer, group)
    group.count++
    group.last = here
    group.confidence = Math.max(group.confidence, match.confidence)
    group.equals = [...new Set([...group.equals, ...match.equals])].slice(0, MOST_EQUALS)
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || a.first.line - b.first.line)
}

/** Where a statement stands. */
export const placeOf = ({ path, line }: Pick<Writer, 'path' | 'line'>): { path: string; line: number } => ({ path, line })
