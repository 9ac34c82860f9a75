/** The history the plain way: every file of every commit as a list of lines that know who brought them. Tests compare with it. */

import { GAP_REASONS, type FileChange, type GapReason, type MainlineCommit, type MainlineEvent } from './input.ts'

export type PlainLine = { text: string; birth: number }
export type PlainFile = { gap: GapReason | null; lines: PlainLine[] }

/** A line that came (+1) or went (-1) with a commit; not where a gap began or ended. */
export type PlainEvent = { position: number; path: string; text: string; sign: 1 | -1 }

export type PlainHistory = {
  commits: MainlineCommit[]
  /** All files at each commit. Texts are Latin-1 strings, one character a byte; lines keep their line feed. */
  files: Map<string, PlainFile>[]
  events: PlainEvent[]
}

const splitLines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

export function plainHistory(events: readonly MainlineEvent[]): PlainHistory {
  const history: PlainHistory = { commits: [], files: [], events: [] }
  for (const event of events) {
    if (event.kind === 'commit') {
      history.files.push(new Map(history.files.at(-1)))
      history.commits.push(event)
    } else apply(history, event)
  }
  return history
}

function apply({ files, events }: PlainHistory, change: FileChange): void {
  const position = files.length - 1
  const now = files[position]
  if (now === undefined) throw new Error('a change before its commit')
  const before = now.get(change.path)
  const after = changed(before, change, position)
  if (after === null) now.delete(change.path)
  else now.set(change.path, after)
  if ((before?.gap ?? null) !== null || (after?.gap ?? null) !== null) return
  const [old, young] = [new Set(before?.lines), new Set(after?.lines)]
  for (const line of old) if (!young.has(line)) events.push({ position, path: change.path, text: line.text, sign: -1 })
  for (const line of young) if (!old.has(line)) events.push({ position, path: change.path, text: line.text, sign: 1 })
}

function changed(before: PlainFile | undefined, change: FileChange, birth: number): PlainFile | null {
  const born = (text: Uint8Array) => splitLines(Buffer.from(text).toString('latin1')).map((line) => ({ text: line, birth }))
  switch (change.kind) {
    case 'gone':
      return null
    case 'gap':
      return { gap: change.reason, lines: [] }
    case 'whole':
      return { gap: null, lines: born(change.text) }
    case 'patch': {
      if (before === undefined || before.gap !== null) return before ?? null
      const added = born(change.text)
      const lines: PlainLine[] = []
      let from = 0
      for (let i = 0; i + 2 < change.hunks.length; i += 3) {
        lines.push(...before.lines.slice(from, change.hunks[i]), ...added.splice(0, change.hunks[i + 2]))
        from = change.hunks[i] + change.hunks[i + 1]
      }
      return { gap: null, lines: [...lines, ...before.lines.slice(from)] }
    }
  }
}

/** The generator of Park and Miller: numbers from 0 to below 1. */
export function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

const PATHS = ['a', 'a/b', 'a-b', 'dir/\u00e9', 'z', '\u{1f525}/x', 'b']
const WORDS = ['alpha', 'beta', 'gamma();', '', '}', 'return alpha;', 'caf\u00c3\u00a9', '\u00ff\u00fe', '\talpha beta\r']

/** Changes of every kind: random texts, gaps, deletions, patches. */
export function generatedEvents(seed: number, length: number): MainlineEvent[] {
  const random = randomFrom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]
  const line = () => {
    const dice = random()
    return `${dice < 0.04 ? 'long alpha '.repeat(250 + Math.floor(random() * 300)) : dice < 0.2 ? `unique ${Math.floor(random() * 1e6)}` : pick(WORDS)}\n`
  }
  const text = (lines: number) => Array.from({ length: lines }, line).join('')
  const events: MainlineEvent[] = []
  const lengths = new Map<string, number>()
  const change = (path: string): MainlineEvent => {
    const lines = lengths.get(path)
    const dice = random()
    if (dice < 0.06) {
      lengths.delete(path)
      return { kind: 'gone', path }
    }
    if (dice < 0.1) {
      lengths.set(path, -1)
      return { kind: 'gap', path, reason: pick(GAP_REASONS) }
    }
    if (lines === undefined || lines < 0) {
      const count = Math.floor(random() * 12)
      lengths.set(path, count)
      return { kind: 'whole', path, text: Buffer.from(text(count), 'latin1') }
    }
    return patch(path, lines)
  }
  const patch = (path: string, lines: number): MainlineEvent => {
    const hunks: number[] = []
    let come = 0
    let at = Math.floor(random() * (lines + 1))
    for (; at <= lines && hunks.length < 9; at += 1 + Math.floor(random() * 4)) {
      const gone = Math.min(lines - at, Math.floor(random() * 3))
      const more = gone === 0 ? 1 + Math.floor(random() * 2) : Math.floor(random() * 3)
      hunks.push(at, gone, more)
      come += more
      at += gone
      lengths.set(path, (lengths.get(path) ?? 0) + more - gone)
    }
    const added = text(come)
    // Only the end of a file can be without a line feed; the next patch then changes that line, or stands behind it.
    return { kind: 'patch', path, hunks: Uint32Array.from(hunks), text: Buffer.from(added, 'latin1') }
  }
  for (let position = 0; position < length; position++) {
    events.push({ kind: 'commit', oid: Buffer.alloc(20, position + 1).fill(seed & 0xff, 10).toString('hex').replace(/^.{8}/, position.toString(16).padStart(8, '0')), time: 1_600_000_000 + position, parents: random() < 0.2 ? 2 : 1 })
    const touched = new Set(Array.from({ length: Math.floor(random() * 4) }, () => pick(PATHS)))
    for (const path of touched) events.push(change(path))
  }
  return events
}
