/** Where and when each line stood: the entries of the lines of one block, as bytes. FORMAT.md has an example. */

import { type ByteReader, type ByteWriter } from '../disk/index.ts'
import { ALIVE, unzigzag, zigzag } from './format.ts'

/** The entries of all lines, by line: those of line n are numbers ends[n-1]…ends[n]-1 of `sorted`, by path and place in it. */
export type EntriesByLine = {
  ends: Uint32Array
  sorted: Int32Array
  /** The path of each of `sorted`. */
  paths: Int32Array
}

/** `walk` gives every entry once with its line and path, in the order that is kept within each line. */
export function sortByLine(lineCount: number, walk: (visit: (entry: number, line: number, path: number) => void) => void): EntriesByLine {
  const next = new Uint32Array(lineCount + 1)
  walk((_entry, line) => (next[line + 1] += 1))
  for (let line = 0; line < lineCount; line++) next[line + 1] += next[line]
  const sorted = new Int32Array(next[lineCount])
  const paths = new Int32Array(next[lineCount])
  walk((entry, line, path) => {
    sorted[next[line]] = entry
    paths[next[line]++] = path
  })
  return { ends: next.subarray(0, lineCount), sorted, paths }
}

/** Encodes the entries of lines from…to-1. */
export function encodeEntries(out: ByteWriter, { from, to }: { from: number; to: number }, byLine: EntriesByLine, times: { births: Int32Array; deaths: Int32Array }): void {
  const { ends, sorted, paths } = byLine
  let path = 0
  let birth = 0
  for (let line = from, i = line === 0 ? 0 : ends[line - 1]; line < to; line++) {
    out.varint(ends[line] - i)
    for (; i < ends[line]; i++) {
      const entry = sorted[i]
      out.varint(zigzag(paths[i] - path))
      out.varint(zigzag(times.births[entry] - birth))
      path = paths[i]
      birth = times.births[entry]
      out.varint(times.deaths[entry] === ALIVE ? 0 : times.deaths[entry] - birth + 1)
    }
  }
}

/** Reads the entries of `lines` lines, and gives those that are asked for by the place of their line among these. */
export function decodeEntries(
  reader: ByteReader, lines: number, isWanted: (line: number) => boolean, visit: (line: number, path: number, birth: number, death: number) => void,
): void {
  let path = 0
  let birth = 0
  for (let line = 0; line < lines; line++) {
    const wanted = isWanted(line)
    for (let left = reader.varint(); left > 0; left--) {
      path += unzigzag(reader.varint())
      birth += unzigzag(reader.varint())
      const life = reader.varint()
      if (wanted) visit(line, path, birth, life === 0 ? ALIVE : birth + life - 1)
    }
  }
}
