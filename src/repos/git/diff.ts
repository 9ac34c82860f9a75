import { GitError } from './errors.ts'
import { mergeBase, readCommit } from './log.ts'
import { assertOid, pathFromBytes } from './names.ts'
import { git, type GitDir, gitStream, splitBytes } from './run.ts'

export type FileStatus = 'added' | 'deleted' | 'modified' | 'renamed' | 'copied' | 'type-changed'

export interface DiffLine {
  readonly kind: 'context' | 'added' | 'deleted'
  /** 1-based line in the old and new file; null on the side where the line does not stand. */
  readonly old: number | null
  readonly new: number | null
  readonly text: string
  /** Present on a file's last line where it does not end in a line break. */
  readonly noNewline?: true
}

export interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** The function or heading the hunk stands in, as git guesses it. */
  readonly section: string
  readonly lines: readonly DiffLine[]
}

export interface DiffFile {
  readonly status: FileStatus
  /** The new path, or the only one of a deleted file. */
  readonly path: string
  /** Differs from `path` for renames and copies. */
  readonly oldPath: string
  /** Modes as git prints them and blob ids; 000000 and zeros on the side where the file does not stand. */
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string
  readonly newOid: string
  readonly binary: boolean
  readonly hunks: readonly Hunk[]
  /** True where lines of this file were left out because a limit was reached. */
  readonly cut: boolean
}

export interface Diff {
  readonly files: readonly DiffFile[]
  /** Changed files in all; more than `files.length` where files were left out. */
  readonly totalFiles: number
  /** True where anything was left out: files, or lines of a file. */
  readonly cut: boolean
}

export interface DiffOptions {
  /** Files whose entry is kept; 1,000 when absent. */
  readonly maxFiles?: number
  /** Lines kept in all; 50,000 when absent. */
  readonly maxLines?: number
  /** Bytes of a line; 20,000 when absent. */
  readonly maxLineBytes?: number
  /** Bytes of all lines that are kept; 8 MiB when absent. */
  readonly maxBytes?: number
  /** Lines of context around a change; 3 when absent. */
  readonly context?: number
  readonly signal?: AbortSignal | undefined
}

interface Limits {
  readonly maxFiles: number
  readonly maxLines: number
  readonly maxLineBytes: number
  readonly maxBytes: number
}

/** What a commit changed against its first parent, or against nothing for a root commit. */
export async function diffCommit(dir: GitDir, oid: string, options: DiffOptions = {}): Promise<Diff> {
  const [parent] = (await readCommit(dir, oid)).parents
  return diffTrees(dir, parent ?? await emptyTree(dir), oid, options)
}

export interface Comparison extends Diff {
  /** The common ancestor that was compared with; null where the histories have none, and `base` itself was. */
  readonly mergeBase: string | null
}

/** What `head` changed since it left `base`, as a pull request shows it. */
export async function compare(dir: GitDir, base: string, head: string, options: DiffOptions = {}): Promise<Comparison> {
  const ancestor = await mergeBase(dir, base, head)
  return { ...await diffTrees(dir, ancestor ?? base, head, options), mergeBase: ancestor }
}

async function emptyTree(dir: GitDir): Promise<string> {
  return (await git(dir, ['hash-object', '-t', 'tree', '--stdin'])).stdout.toString().trim()
}

/** Room for two quoted paths of 4,096 bytes on one line. */
const MAX_HEADER = 70_000

/** The difference of two commits or trees. */
export async function diffTrees(dir: GitDir, from: string, to: string, options: DiffOptions = {}): Promise<Diff> {
  const { context = 3, signal } = options
  const limits = { maxFiles: options.maxFiles ?? 1000, maxLines: options.maxLines ?? 50_000, maxLineBytes: options.maxLineBytes ?? 20_000, maxBytes: options.maxBytes ?? 8 * 1024 ** 2 }
  const args = ['diff-tree', '-r', '--raw', '-p', '--full-index', '--find-renames', '-l1000', '--no-ext-diff', '--no-textconv', '--no-color',
    '--src-prefix=a/', '--dst-prefix=b/', `--unified=${Math.min(100, Math.max(0, Math.trunc(context)))}`, '--end-of-options', assertOid(from), assertOid(to)]
  const reader = diffReader(limits)
  const lines = splitBytes(gitStream(dir, args, { signal, timeoutMs: 120_000 }), 10, Math.max(limits.maxLineBytes + 2, MAX_HEADER))
  for await (const line of lines) if (!reader.push(line)) break
  return reader.end()
}

type Draft = Omit<DiffFile, 'binary' | 'cut' | 'hunks'> & { binary: boolean; cut: boolean; readonly hunks: OpenHunk[] }
interface OpenHunk extends Hunk { readonly lines: DiffLine[]; oldLeft: number; newLeft: number }

const STATUS: Readonly<Record<string, FileStatus>> = { A: 'added', D: 'deleted', M: 'modified', R: 'renamed', C: 'copied', T: 'type-changed' }
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/

/**
 * Reads `--raw -p`: first a line for each file, then a patch for each in the same order. Paths come from the raw lines
 * alone and hunks are read by their counts, so no name or line of a file can pass for a header.
 */
function diffReader({ maxFiles, maxLines, maxLineBytes, maxBytes }: Limits) {
  const files: Draft[] = []
  let totalFiles = 0
  let patch = -1
  let halves = 0
  let kept = 0
  let keptBytes = 0
  let hunk: OpenHunk | null = null
  let cut = false
  let isFull = false

  const readHeader = (text: string): boolean => {
    if (text.startsWith(':')) readRaw(text)
    else if (text.startsWith('diff --git ')) nextPatch()
    else if (/^Binary files .* differ$/.test(text) && files[patch]) files[patch].binary = true
    const match = HUNK.exec(text)
    if (match && files[patch]) files[patch].hunks.push(hunk = openHunk(match))
    return patch < files.length
  }
  const readRaw = (text: string) => {
    totalFiles++
    if (files.length < maxFiles) files.push(parseRaw(text))
    else cut = true
  }
  // A changed type is printed as two patches: the old file removed, the new one added.
  const nextPatch = () => {
    if (files[patch]?.status === 'type-changed' && halves === 1) halves = 2
    else [patch, halves] = [patch + 1, 1]
    hunk = null
  }
  const readLine = (line: Buffer, open: OpenHunk) => {
    const kind = line[0] === 43 ? 'added' : line[0] === 45 ? 'deleted' : 'context'
    const at = { old: open.oldStart + open.oldLines - open.oldLeft, new: open.newStart + open.newLines - open.newLeft }
    if (kind !== 'added') open.oldLeft--
    if (kind !== 'deleted') open.newLeft--
    isFull ||= kept >= maxLines || keptBytes >= maxBytes
    if (isFull || line.length - 1 > maxLineBytes) markCut()
    if (isFull) return
    kept++
    keptBytes += Math.min(line.length, maxLineBytes)
    open.lines.push({ kind, old: kind === 'added' ? null : at.old, new: kind === 'deleted' ? null : at.new, text: line.toString('utf8', 1, maxLineBytes + 1) })
  }
  const markCut = () => {
    cut = true
    if (files[patch]) files[patch].cut = true
  }

  return {
    /** False where nothing of the rest would be kept. */
    push(line: Buffer): boolean {
      if (line[0] === 92 && hunk && hunk.lines.length > 0) markNoNewline(hunk.lines)
      else if (hunk && hunk.oldLeft + hunk.newLeft > 0) readLine(line, hunk)
      else if (!readHeader(line.toString())) return false
      if (!isFull) return true
      for (const file of files.slice(patch + 1)) file.cut = true
      return false
    },
    end: (): Diff => ({ files: files.map(finish), totalFiles, cut }),
  }
}

function finish(file: Draft): DiffFile {
  return { ...file, hunks: file.hunks.map(({ oldLeft: _old, newLeft: _new, ...hunk }) => hunk) }
}

function markNoNewline(lines: DiffLine[]): void {
  const last = lines.pop()
  if (last) lines.push({ ...last, noNewline: true })
}

function openHunk([, oldStart, oldLines = '1', newStart, newLines = '1', section = '']: RegExpExecArray): OpenHunk {
  return {
    oldStart: Number(oldStart), oldLines: Number(oldLines), newStart: Number(newStart), newLines: Number(newLines), section,
    lines: [], oldLeft: Number(oldLines), newLeft: Number(newLines),
  }
}

/** `:<mode> <mode> <oid> <oid> <status>\t<path>[\t<new path>]`, paths quoted like C strings where they are unusual. */
function parseRaw(text: string): Draft {
  const [head = '', oldName = '', newName = oldName] = text.split('\t')
  const [oldMode = '', newMode = '', oldOid = '', newOid = '', letter = ''] = head.slice(1).split(' ')
  const status = STATUS[letter.charAt(0)]
  if (!status) throw new GitError('failed', 'Git described a change in a way that is not known.')
  return { status, path: unquote(newName), oldPath: unquote(oldName), oldMode, newMode, oldOid, newOid, binary: false, hunks: [], cut: false }
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }

/** The inverse of git's quoting of paths (core.quotePath in git-config(1)). */
export function unquote(name: string): string {
  if (!name.startsWith('"')) return name
  const bytes = [...name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\])/g)].map(([, octal, escape, plain = '']) =>
    (octal ? parseInt(octal, 8) : escape ? ESCAPES[escape] ?? 63 : plain.charCodeAt(0)))
  return pathFromBytes(Buffer.from(bytes))
}
