/** One file of a difference, as the code API answers it. */
export interface DiffFile {
  status: 'added' | 'deleted' | 'modified' | 'renamed' | 'copied' | 'type_changed'
  oldPath: string | null
  newPath: string | null
  binary: boolean
  added: number
  removed: number
  hunks: readonly DiffHunk[]
  truncated: boolean
}

export interface DiffHunk {
  header: string
  lines: readonly DiffLine[]
}

export interface DiffLine {
  kind: 'context' | 'added' | 'removed'
  oldLine: number | null
  newLine: number | null
  text: string
  noNewline?: boolean | undefined
}

/** A row of the split view: what stood on the left, what stands on the right. */
export interface DiffPair {
  left: DiffLine | null
  right: DiffLine | null
}

/** Start and length in characters: the part of a changed line that differs from its partner. */
export type Changed = [start: number, length: number]

/** Puts each run of removed lines beside the run of added lines that follows it. */
export function pairLines(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]
    if (line?.kind === 'context') {
      pairs.push({ left: line, right: line })
      at++
      continue
    }
    const removed = runOf(lines, at, 'removed')
    const added = runOf(lines, at + removed.length, 'added')
    for (let row = 0; row < Math.max(removed.length, added.length); row++) pairs.push({ left: removed[row] ?? null, right: added[row] ?? null })
    at += removed.length + added.length
  }
  return pairs
}

function runOf(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): DiffLine[] {
  let to = from
  while (lines[to]?.kind === kind) to++
  return lines.slice(from, to)
}

/** A line whose text is mostly other than before was replaced, not changed: marking it all would say nothing. */
const leastKept = 0.4
const longest = 1000

/** For each changed line that has a partner, the part in which the two differ. */
export function changedParts(lines: readonly DiffLine[]): Map<DiffLine, Changed> {
  const found = new Map<DiffLine, Changed>()
  for (const { left, right } of pairLines(lines)) {
    if (!left || !right || left === right || left.text.length > longest || right.text.length > longest) continue
    const [old, fresh] = [[...left.text], [...right.text]]
    const { head, tail } = commonEnds(old, fresh)
    if (head + tail < leastKept * Math.max(old.length, fresh.length)) continue
    if (old.length > head + tail) found.set(left, [head, old.length - head - tail])
    if (fresh.length > head + tail) found.set(right, [head, fresh.length - head - tail])
  }
  return found
}

function commonEnds(a: readonly string[], b: readonly string[]): { head: number; tail: number } {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  return { head: head - wordLength(a.slice(0, head).reverse(), [a[head], b[head]]), tail: tail - wordLength(tail === 0 ? [] : a.slice(-tail), [a.at(-1 - tail), b.at(-1 - tail)]) }
}

/** How much of a word stands at the start, when one of the neighbours goes on with it: words are marked whole. */
function wordLength(characters: readonly string[], neighbours: readonly (string | undefined)[]): number {
  const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character)
  if (!neighbours.some(isWord)) return 0
  const end = characters.findIndex((character) => !isWord(character))
  return end < 0 ? characters.length : end
}

/** A file of more lines starts closed, and so does every file after the first few thousand lines. */
const maxOpenFile = 600
const maxOpenTotal = 3000

export const sizeOf = ({ hunks }: DiffFile): number => hunks.reduce((sum, { lines }) => sum + lines.length, 0)

/** Which files of a difference are shown open at first. */
export function openAtFirst(files: readonly DiffFile[]): boolean[] {
  let total = 0
  return files.map((file) => {
    const size = sizeOf(file)
    const open = size <= maxOpenFile && total + size <= maxOpenTotal
    if (open) total += size
    return open
  })
}

/** The hunks up to so many lines; a file is shown in steps, because each line costs the page time. */
export function firstLines(hunks: readonly DiffHunk[], limit: number): DiffHunk[] {
  let left = limit
  return hunks.flatMap((hunk) => {
    const lines = hunk.lines.slice(0, left)
    left -= lines.length
    return lines.length > 0 ? [{ header: hunk.header, lines }] : []
  })
}

export const pathOf = ({ newPath, oldPath }: DiffFile): string => newPath ?? oldPath ?? ''

/** What happened to a file apart from its lines; empty when nothing needs saying. */
export function wordsFor(file: DiffFile): string {
  if (file.binary) return 'Binary file: there are no lines to compare.'
  if (file.truncated) return 'The change of this file is too long to be shown here.'
  if (file.hunks.length > 0) return ''
  switch (file.status) {
    case 'renamed': return 'Moved without a change of its content.'
    case 'copied': return 'Copied without a change of its content.'
    case 'added': return 'An empty file was added.'
    case 'deleted': return 'An empty file was deleted.'
    case 'type_changed': return 'It became another kind of file: a link, for example.'
    case 'modified': return 'Only its mode was changed, not its content.'
  }
}
