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
 * Reads a diff in git's form, or in that of the stream protocol, which names a file by its old and new name on one line; with
 * or without unchanged lines around the changed ones. What stands between the hunks and is
 * not understood is passed over; a text that is cut off gives what was there.
 */
export function readDiffText(lines: readonly string[]): DiffText {
  const files: DiffFile[] = []
  const lineAt: DiffText['lineAt'] = new Map()
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    const header = headerOf(line)
    const file = files.at(-1)
    if (header && file) {
      const hunk = readHunk(lines, at, header, lineAt)
      files[files.length - 1] = withHunk(file, hunk.read)
      at = hunk.next
      continue
    }
    const pair = headerOf(lines[at + 1] ?? '') ? pairOf(line) : null
    if (pair) files.push(pair)
    else if (line.startsWith('diff --git ') || (line.startsWith('--- ') && file?.hunks.length !== 0)) files.push(nothingOf(line))
    if (!pair && files.length > 0) files[files.length - 1] = named(files.at(-1) ?? nothingOf(line), line)
    at++
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

/** The lines of a hunk are counted off, because a removed `-- x` reads like the name of a file. */
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

/** The names of a `diff --git a/x b/x` line can be told apart only where both are the same; the lines after it say more. */
function nothingOf(line: string): DiffFile {
  const path = /^diff --git a\/(.+) b\/\1$/.exec(line)?.[1] ?? null
  return { status: 'modified', oldPath: path, newPath: path, binary: false, added: 0, removed: 0, hunks: [], truncated: false }
}

/** `old new` right before a hunk; a name that holds blanks is quoted. */
function pairOf(line: string): DiffFile | null {
  const [, oldName, newName] = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(line) ?? []
  if (oldName === undefined || newName === undefined || /^(---|\+\+\+)$/.test(oldName)) return null
  return withStatus({ ...nothingOf(''), oldPath: unquoted(oldName), newPath: unquoted(newName) })
}

function unquoted(name: string): string | null {
  if (name === '/dev/null') return null
  try {
    return name.startsWith('"') ? String(JSON.parse(name)) : name
  } catch {
    return name
  }
}

function named(file: DiffFile, line: string): DiffFile {
  if (line.startsWith('--- ')) return withStatus({ ...file, oldPath: pathOn(line) })
  if (line.startsWith('+++ ')) return withStatus({ ...file, newPath: pathOn(line) })
  return file
}

function withStatus(file: DiffFile): DiffFile {
  const { oldPath, newPath } = file
  return { ...file, status: oldPath === null ? 'added' : newPath === null ? 'deleted' : oldPath === newPath ? 'modified' : 'renamed' }
}

/** Null for a side on which there is no file. git ends a name that holds blanks with a tab. */
function pathOn(line: string): string | null {
  const name = line.slice(4).replace(/\t$/, '')
  return name === '/dev/null' ? null : name.replace(/^[ab]\//, '')
}
