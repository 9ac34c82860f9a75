import { parse } from 'smol-toml'
import { isRecord } from './json.ts'
import { createTomlCursor, type TomlCursor } from './toml-cursor.ts'

/** A TOML document with the lines of what is in it: the parser tells none. https://toml.io/en/v1.0.0 */
export interface ReadToml {
  value: Readonly<Record<string, unknown>>
  /** The line on which a key, a table or an element of an array stands, or else what is around it; 1 where nothing is known. */
  lineOf(...path: Path): number
}

/** Keys, and places in arrays. */
type Path = readonly (string | number)[]

/** Null for what is no TOML. Takes linear time. */
export function readToml(text: string): ReadToml | null {
  const value = parsed(text)
  if (value === null) return null
  let lines: ReadonlyMap<string, number> | undefined
  return {
    value,
    lineOf(...path) {
      lines ??= linesOf(text)
      for (let length = Math.min(path.length, maxDepth); length > 0; length--) {
        const line = lines.get(joined(path.slice(0, length)))
        if (line !== undefined) return line
      }
      return 1
    },
  }
}

function parsed(text: string): ReadToml['value'] | null {
  try {
    return parse(text)
  } catch {
    return null // also what is nested too deep
  }
}

const joined = (path: Path) => path.join('\0')

/** A map takes no more than 16 million; what comes after these has the line of what is around it. */
const maxLines = 1_000_000
/** Paths of more parts, or of longer ones, are made to take long: what they name has the line of what is around it. */
const maxDepth = 20
const maxPart = 200
const isShort = (path: Path) => path.length <= maxDepth && path.every((part) => typeof part === 'number' || part.length <= maxPart)

/** Walks the statements of a document that the parser took. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  const tell = (path: Path, line: number) => {
    if (!isShort(path) || lines.size >= maxLines) return
    const key = joined(path)
    if (!lines.has(key)) lines.set(key, line)
  }
  const place = createPlacing()
  const cursor = createTomlCursor(text)
  let table: Path = []
  while (cursor.toStatement()) {
    const line = cursor.line()
    if (cursor.peek() === '[') {
      table = place(headerAt(cursor))
      tell(table, line)
    } else {
      tellStatement(cursor, table, tell)
    }
  }
  return lines
}

function headerAt(cursor: TomlCursor): { keys: string[]; isArray: boolean } {
  cursor.step()
  const isArray = cursor.peek() === '['
  if (isArray) cursor.step()
  const keys = cursor.keys(']')
  if (isArray) cursor.step()
  return { keys, isArray }
}

/** A key with dots stands for the tables before them too. */
function tellStatement(cursor: TomlCursor, table: Path, tell: (path: Path, line: number) => void): void {
  const line = cursor.line()
  const path = [...table, ...cursor.keys('=')]
  for (let length = table.length + 1; length <= Math.min(path.length, maxDepth); length++) tell(path.slice(0, length), line)
  const isTold = isShort(path)
  cursor.value((element) => {
    if (isTold) tell([...path, element], cursor.line())
  })
}

/** From the keys of a table to its path: tables within an array of tables belong to its last element. */
function createPlacing(): (header: { keys: readonly string[]; isArray: boolean }) => Path {
  /** By the path of an array of tables: how many it has so far. */
  const counts = new Map<string, number>()
  return ({ keys, isArray }) => {
    const path: (string | number)[] = []
    for (const [at, key] of keys.slice(0, maxDepth + 1).entries()) {
      path.push(key)
      const name = joined(path)
      if (isArray && at === keys.length - 1) counts.set(name, (counts.get(name) ?? 0) + 1)
      const count = counts.get(name)
      if (count !== undefined) path.push(count - 1)
    }
    return path
  }
}

/** The elements of an array; of anything else none. */
export const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** A table; of anything else an empty one. */
export const tableIn = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {})
