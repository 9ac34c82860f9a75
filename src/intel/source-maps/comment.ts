/** What a generated file says of its source map at its end. */
import { normalDebugId } from './source-map.ts'

export interface MapComment {
  /** An address, or the map itself as a `data:` URL; null where there is none. */
  url: string | null
  debugId: string | null
}

/** The comments stand behind the code; whatever stands in front of them is not looked at. */
const REACH = 4096

/** Reads `//# sourceMappingURL=…` (and the older `//@`) and `//# debugId=…`: the last of each. */
export function readMapComment(text: string): MapComment {
  const at = Math.max(text.lastIndexOf('//# sourceMappingURL='), text.lastIndexOf('//@ sourceMappingURL='), text.lastIndexOf('/*# sourceMappingURL='))
  const url = at < 0 ? null : (/^[^\s*'"]+/.exec(text.slice(at + 21).trimStart())?.[0] ?? null)
  const tail = text.slice(-REACH)
  const debugId = [...tail.matchAll(/\/\/# debugId=([\w-]{32,40})/g)].at(-1)?.[1] ?? ''
  return { url, debugId: normalDebugId(debugId) }
}

/** The bytes of a `data:` URL that holds JSON; null for any other address. */
export function inlineMap(url: string): Uint8Array | null {
  const [, parameters, data] = /^data:application\/json((?:;[\w=-]+)*),(.*)$/s.exec(url) ?? []
  if (parameters === undefined || data === undefined) return null
  if (/;base64$/i.test(parameters)) return Buffer.from(data, 'base64')
  try {
    return Buffer.from(decodeURIComponent(data))
  } catch {
    return null
  }
}
