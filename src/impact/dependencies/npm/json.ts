/** A JSON object with the lines of its keys: the parser tells none. */
export interface ReadObject {
  value: Readonly<Record<string, unknown>>
  /** The first line on which a key stands, at or after another line; 1 where it is not found (all on one line, say). */
  lineOf(key: string, after?: number): number
  /** The same for a key whose value is an object. */
  lineOfObject(key: string): number
}

/** Null for what is no JSON object. Takes linear time. */
export function readObject(text: string): ReadObject | null {
  const value = parsed(text)
  if (!isRecord(value)) return null
  let lines: Lines | undefined
  return {
    value,
    lineOf(key, after = 1) {
      const all = (lines ??= linesOfKeys(text)).all.get(key) ?? []
      return all.find((line) => line >= after) ?? 1
    },
    lineOfObject: (key) => (lines ??= linesOfKeys(text)).objects.get(key) ?? 1,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return null
  }
}

/** As many lines of one key are remembered. */
const maxLines = 20

interface Lines {
  all: ReadonlyMap<string, readonly number[]>
  /** The first line of those whose value opens an object. */
  objects: ReadonlyMap<string, number>
}

function linesOfKeys(text: string): Lines {
  const [all, objects] = [new Map<string, number[]>(), new Map<string, number>()]
  for (const [at, line] of text.split('\n').entries()) {
    const [, key, opens] = /^\s{0,200}"([^"\\]{0,4096})"\s{0,10}:\s{0,10}(\{?)/.exec(line) ?? []
    if (key === undefined) continue
    if (opens === '{' && !objects.has(key)) objects.set(key, at + 1)
    const known = all.get(key)
    if (known === undefined) all.set(key, [at + 1])
    else if (known.length < maxLines) known.push(at + 1)
  }
  return { all, objects }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The entries of an object whose values are texts; of anything else none. */
export const textsIn = (value: unknown): [string, string][] => (isRecord(value) ? Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as [string, string]] : [])) : [])
