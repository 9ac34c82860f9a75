import { parse } from 'smol-toml'
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
  let root: Place | undefined
  return {
    value,
    lineOf(...path) {
      let place = (root ??= placesOf(text))
      for (const key of path) {
        const next = place.within?.get(key)
        if (!next) break
        place = next
      }
      return place.line
    },
  }
}

function parsed(text: string): ReadToml['value'] | null {
  try {
    return parse(text.replace(/^\ufeff/, ''))
  } catch {
    return null // also what is nested too deep
  }
}

/** Where something stands, and what is in it. */
interface Place {
  line: number
  within: Map<string | number, Place> | null
  /** How many tables it has, if it is an array of them. */
  tables: number
}

/** A document has more only to take memory; what comes after these has the line of what is around it. */
const maxPlaces = 1_000_000

/** Walks the statements of a document that the parser took. */
function placesOf(text: string): Place {
  const root: Place = { line: 1, within: null, tables: 0 }
  const inside = createPlacing()
  const cursor = createTomlCursor(text)
  let table = root
  while (cursor.toStatement()) {
    const line = cursor.line()
    if (cursor.peek() === '[') {
      table = root
      for (const [key, isArray] of headerAt(cursor)) {
        table = inside(table, key, line)
        if (isArray) table.tables++
        if (table.tables > 0) table = inside(table, table.tables - 1, line) // what follows belongs to the last one
      }
    } else {
      const own = cursor.keys('=').reduce((place, key) => inside(place, key, line), table)
      cursor.value((element) => inside(own, element, cursor.line()))
    }
  }
  return root
}

/** The keys of a table, with whether it is one of an array. */
function headerAt(cursor: TomlCursor): (readonly [string, boolean])[] {
  cursor.step()
  const isArray = cursor.peek() === '['
  if (isArray) cursor.step()
  const keys = cursor.keys(']')
  if (isArray) cursor.step()
  return keys.map((key, at) => [key, isArray && at === keys.length - 1])
}

/** Finds what is in a place, or puts it there. */
function createPlacing(): (place: Place, key: string | number, line: number) => Place {
  let count = 0
  return (place, key, line) => {
    const known = place.within?.get(key)
    if (known || count >= maxPlaces) return known ?? place
    const made: Place = { line, within: null, tables: 0 }
    place.within ??= new Map()
    place.within.set(key, made)
    count++
    return made
  }
}

