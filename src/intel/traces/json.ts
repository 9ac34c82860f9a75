/**
 * JSON that still knows where each value stood, for reports of errors that services send each other. It reads what is there of a
 * text that is cut, and goes no deeper than `MAX_DEPTH`; each character is looked at once.
 */
export interface JsonValue {
  start: number
  end: number
  /** A string without its quotes and escapes, a number, true, false or null as written; undefined for objects and lists. */
  text?: string
  members?: Map<string, JsonValue>
  items?: JsonValue[]
}

const MAX_DEPTH = 64

/** How many values may be read; what is left is counted down. */
export interface Budget {
  values: number
}

/** The documents of a text, whatever stands between them, until there are more values than may be read: each takes a hundred bytes or more. */
export function* documentsIn(text: string, budget: Budget): Generator<JsonValue> {
  for (let at = text.indexOf('{'); at >= 0 && budget.values > 0; ) {
    const reader: Reader = { text, at, depth: 0, budget }
    const value = readValue(reader)
    if (value?.members && value.members.size > 0) yield value
    at = text.indexOf('{', Math.max(reader.at, at + 1))
  }
}

interface Reader {
  text: string
  at: number
  depth: number
  budget: Budget
}

function readValue(reader: Reader): JsonValue | undefined {
  if (reader.budget.values-- <= 0) return undefined
  skipBlanks(reader)
  const first = reader.text[reader.at]
  if (first === '"') return readString(reader)
  if (first !== '{' && first !== '[') return readPlain(reader)
  if (reader.depth >= MAX_DEPTH) return undefined
  reader.depth++
  const value = first === '{' ? readObject(reader) : readList(reader)
  reader.depth--
  return value
}

function readObject(reader: Reader): JsonValue {
  const value = { start: reader.at, end: reader.at, members: new Map<string, JsonValue>() }
  reader.at++
  while (!closes(reader, '}')) {
    const key = reader.text[reader.at] === '"' ? readString(reader) : undefined
    if (key?.text === undefined || !takes(reader, ':')) break
    const member = readValue(reader)
    if (!member) break
    value.members.set(key.text, member)
    takes(reader, ',')
  }
  value.end = reader.at
  return value
}

function readList(reader: Reader): JsonValue {
  const value: JsonValue & { items: JsonValue[] } = { start: reader.at, end: reader.at, items: [] }
  reader.at++
  while (!closes(reader, ']')) {
    const item = readValue(reader)
    if (!item) break
    value.items.push(item)
    takes(reader, ',')
  }
  value.end = reader.at
  return value
}

function readString(reader: Reader): JsonValue {
  const start = reader.at
  const { text } = reader
  let end = start + 1
  while (end < text.length && text.charCodeAt(end) !== 34) end += text.charCodeAt(end) === 92 ? 2 : 1
  reader.at = Math.min(text.length, end + 1)
  return { start, end: reader.at, text: unescape(text.slice(start + 1, end)) }
}

function unescape(raw: string): string {
  if (!raw.includes('\\')) return raw
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw // cut within an escape, or with a control character in it
  }
}

/** Numbers, true, false and null. */
function readPlain(reader: Reader): JsonValue | undefined {
  const pattern = /[\w.+-]{1,64}/y
  pattern.lastIndex = reader.at
  const text = pattern.exec(reader.text)?.[0]
  if (text === undefined) return undefined
  reader.at += text.length
  return { start: reader.at - text.length, end: reader.at, text }
}

/** Past the bracket that closes a value, or at the end of the text. */
function closes(reader: Reader, bracket: string): boolean {
  skipBlanks(reader)
  if (reader.at >= reader.text.length) return true
  return takes(reader, bracket)
}

function takes(reader: Reader, sign: string): boolean {
  skipBlanks(reader)
  if (reader.text[reader.at] !== sign) return false
  reader.at++
  return true
}

function skipBlanks(reader: Reader): void {
  while (' \t\r\n'.includes(reader.text[reader.at] ?? '-')) reader.at++
}
