import type { Match } from '../regex/index.ts'

/** A line as it is shown, with what is marked in it. */
export type ShownLine = { text: Buffer; matches: Match[]; isCut: boolean }

const MAX_BYTES = 1024
const MAX_MATCHES = 100

/** All of a line, or of a long one the part around its first match: a minified file is one line of a megabyte, at every commit. */
export function shownLine(line: Buffer, found: Iterable<Match>): ShownLine {
  const matches = firstOf(found)
  if (line.length <= MAX_BYTES) return { text: line, matches: matches.slice(0, MAX_MATCHES), isCut: matches.length > MAX_MATCHES }
  const from = characterStart(line, Math.max(0, Math.min((matches[0]?.start ?? 0) - MAX_BYTES / 4, line.length - MAX_BYTES)))
  const to = characterStart(line, from + MAX_BYTES + 3) // as much as `from` may have gone back
  const within = matches.filter(({ start }) => start < to).map(({ start, end }) => ({ start: start - from, end: Math.min(end, to) - from }))
  return { text: line.subarray(from, to), matches: within.slice(0, MAX_MATCHES), isCut: true }
}

function firstOf(found: Iterable<Match>): Match[] {
  const matches: Match[] = []
  for (const match of found) {
    matches.push(match)
    if (matches.length > MAX_MATCHES) break
  }
  return matches
}

/** Where a character begins, at a place or a little before it; anywhere in what is not UTF-8. */
function characterStart(line: Buffer, at: number): number {
  let start = Math.min(at, line.length)
  while (start > at - 3 && start > 0 && start < line.length && (line[start] & 0xc0) === 0x80) start -= 1
  return start
}
