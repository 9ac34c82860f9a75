import type { DiffFile, DiffHunk, DiffLine } from './diff-rows.ts'

/** What the lines of a diff came to, and for each line of it where it stood in the text (from 0). */
export interface DiffText {
  files: DiffFile[]
  lineAt: Map<DiffLine, number>
}

interface Header {
  oldLine: number
  oldCount: number
  newLine: number
  newCount: number
}

/**
 * Reads a diff as the stream protocol has it: for each file its old and its new name on a line, then hunks in git's form, with
 * or without unchanged lines around. What stands between hunks and is no name is passed over; a text that is cut off gives
 * what was there.
 */
export function readDiffText(lines: readonly string[]): DiffText {
  const files: DiffFile[] = []
  const lineAt: DiffText['lineAt'] = new Map()
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    const header = headerOf(line)
    const last = files.at(-1)
    if (header && last) {
      const hunk = readHunk(lines, at, header, lineAt)
      files[files.length - 1] = withHunk(last, hunk.read)
      at = hunk.next
    } else {
      const named = header ? null : fileOf(line)
      if (named) files.push(named)
      at++
    }
  }
  return { files, lineAt }
}

/** `@@ -12,3 +12,4 @@`: first line and number of lines on both sides; a number of 1 may be left out. */
function headerOf(line: string): Header | null {
  const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
  if (!match) return null
  const [oldLine = 0, oldCount = 1, newLine = 0, newCount = 1] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)))
  return { oldLine, oldCount, newLine, newCount }
}

/** The lines of a hunk are counted off, because an unchanged one may read like the names of a file. */
function readHunk(lines: readonly string[], from: number, header: Header, lineAt: DiffText['lineAt']): { read: DiffHunk; next: number } {
  let { oldLine, newLine, oldCount, newCount } = header
  const found: DiffLine[] = []
  let at = from + 1
  for (; at < lines.length && oldCount + newCount > 0; at++) {
    const kind = kinds[lines[at]?.[0] ?? ' ']
    if (!kind) break
    const line: DiffLine = { kind, oldLine: kind === 'added' ? null : oldLine, newLine: kind === 'removed' ? null : newLine, text: (lines[at] ?? '').slice(1) }
    if (kind !== 'added') [oldLine, oldCount] = [oldLine + 1, oldCount - 1]
    if (kind !== 'removed') [newLine, newCount] = [newLine + 1, newCount - 1]
    found.push(line)
    lineAt.set(line, at)
  }
  return { read: { header: lines[from] ?? '', lines: found }, next: at }
}

const kinds: Record<string, DiffLine['kind'] | undefined> = { '+': 'added', '-': 'removed', ' ': 'context' }

function withHunk(file: DiffFile, hunk: DiffHunk): DiffFile {
  const sum = (kind: DiffLine['kind']) => hunk.lines.filter((line) => line.kind === kind).length
  return { ...file, hunks: [...file.hunks, hunk], added: file.added + sum('added'), removed: file.removed + sum('removed') }
}

/** `OLD NEW`, each as JSON where it holds a blank, and `/dev/null` where there is no file. */
function fileOf(line: string): DiffFile | null {
  const match = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(line)
  if (!match) return null
  const [oldPath, newPath] = [pathOf(match[1]), pathOf(match[2])]
  const status = oldPath === null ? 'added' : newPath === null ? 'deleted' : oldPath === newPath ? 'modified' : 'renamed'
  return { status, oldPath, newPath, binary: false, added: 0, removed: 0, hunks: [], truncated: false }
}

const pathOf = (name = ''): string | null => (name === '/dev/null' ? null : unquoted(name))

/** A name that only looks like JSON is taken as it is. */
function unquoted(name: string): string {
  if (!/\s/.test(name)) return name
  try {
    return String(JSON.parse(name))
  } catch {
    return name
  }
}
