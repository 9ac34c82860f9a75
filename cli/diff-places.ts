interface Side {
  path: string
  /** The number of the next line, and how many lines of the hunk are still to come. */
  line: number
  left: number
}

/**
 * `PATH:LINE` of each changed line of a diff as the stream protocol has it, by where it stands in the text (from 0); the number
 * is the one on its own side. Lines are counted off, because an unchanged one may read like the names of a file.
 */
export function placesIn(lines: readonly string[]): Map<number, string> {
  const places = new Map<number, string>()
  const sides = { '-': newSide(), '+': newSide() }
  const { '-': old, '+': fresh } = sides
  lines.forEach((line, at) => {
    const sign = line[0] === '-' || line[0] === '+' ? line[0] : null
    if (old.left + fresh.left === 0) return readHeader(line, sides)
    if (sign) places.set(at, `${sides[sign].path}:${sides[sign].line}`)
    for (const side of sign ? [sides[sign]] : [old, fresh]) step(side)
  })
  return places
}

const newSide = (): Side => ({ path: '', line: 0, left: 0 })

function step(side: Side): void {
  side.line += 1
  side.left -= 1
}

/** `OLD NEW`, or `@@ -LINE,COUNT +LINE,COUNT @@`, where a count of 1 may be left out. */
function readHeader(line: string, { '-': old, '+': fresh }: Record<'-' | '+', Side>): void {
  const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
  if (!hunk) return readNames(line, old, fresh)
  const [oldLine = '0', oldCount = '1', newLine = '0', newCount = '1'] = hunk.slice(1)
  Object.assign(old, { line: Number(oldLine), left: Number(oldCount) })
  Object.assign(fresh, { line: Number(newLine), left: Number(newCount) })
}

/** A name that holds blanks stands between quotes, and is shown with them. */
function readNames(line: string, old: Side, fresh: Side): void {
  const [, before, after] = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(line) ?? []
  if (before !== undefined) old.path = before
  if (after !== undefined) fresh.path = after
}
