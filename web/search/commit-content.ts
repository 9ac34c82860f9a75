import type { CommitMatch } from '../../src/search/contract.ts'
import { firstLines, type DiffFile, type DiffLine } from '../ui/diff-rows.ts'
import { readDiffText } from '../ui/diff-text.ts'
import type { Mark } from './result-rows.ts'

export interface MessageLine {
  text: string
  marks: Mark[]
}

/** What a commit was found by: what it says, or the lines that it changes. */
export type CommitContent = { kind: 'message'; lines: MessageLine[] } | { kind: 'diff'; files: DiffFile[]; marks: ReadonlyMap<DiffLine, Mark[]> }

/** Reads the fenced block of a match. Its ranges count lines from the fence, and in a diff columns from the sign. */
export function contentOf({ content, ranges }: Pick<CommitMatch, 'content' | 'ranges'>): CommitContent {
  const [opening = '', ...rest] = content.split('\n')
  const [, fence = '', name] = /^(`*)(\w*)/.exec(opening) ?? []
  const lines = rest.at(-1) === fence ? rest.slice(0, -1) : rest
  const marks = Map.groupBy(ranges, ([line]) => line - 1)
  const marksAt = (line: number): Mark[] => (marks.get(line) ?? []).map(([, start, length]) => [start, length])
  if (name !== 'diff') return { kind: 'message', lines: lines.map((text, at) => ({ text, marks: marksAt(at) })) }
  const { files, lineAt } = readDiffText(lines)
  return { kind: 'diff', files, marks: new Map([...lineAt].flatMap(([line, at]) => entryOf(line, marksAt(at)))) }
}

/** Without the sign, which the text of a line does not hold. */
function entryOf(line: DiffLine, marks: Mark[]): [DiffLine, Mark[]][] {
  const moved = marks.flatMap(([start, length]): Mark[] => (start + length > 1 ? [[Math.max(0, start - 1), start > 0 ? length : length - 1]] : []))
  return moved.length > 0 ? [[line, moved]] : []
}

/** The first lines of all files together, and how many were left out. */
export function foldDiff(files: readonly DiffFile[], limit: number): { files: DiffFile[]; hidden: number } {
  let left = limit
  let hidden = 0
  const shown = files.flatMap((file) => {
    const hunks = firstLines(file.hunks, left)
    const size = linesIn(hunks)
    left -= size
    hidden += linesIn(file.hunks) - size
    return size > 0 ? [{ ...file, hunks }] : []
  })
  return { files: shown, hidden }
}

const linesIn = (hunks: DiffFile['hunks']): number => hunks.reduce((sum, { lines }) => sum + lines.length, 0)

/** The text below the subject. While folded, the lines that match with one around each; `hidden` counts the others. */
export function foldMessage(lines: readonly MessageLine[], limit: number): { lines: MessageLine[]; hidden: number } {
  const body = trimmed(lines.slice(1))
  if (body.length <= limit) return { lines: body, hidden: 0 }
  const isNear = (at: number) => [at - 1, at, at + 1].some((near) => (body[near]?.marks.length ?? 0) > 0)
  const near = body.filter(({ text }, at) => isNear(at) && text.trim() !== '')
  const shown = (near.length > 0 ? near : body).slice(0, limit)
  return { lines: shown, hidden: body.length - shown.length }
}

function trimmed(lines: readonly MessageLine[]): MessageLine[] {
  const from = lines.findIndex(({ text }) => text.trim() !== '')
  const to = lines.findLastIndex(({ text }) => text.trim() !== '')
  return from < 0 ? [] : lines.slice(from, to + 1)
}
