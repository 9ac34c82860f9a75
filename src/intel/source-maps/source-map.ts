/**
 * Reads source maps as bundlers write them (https://tc39.es/ecma426/): from a position in a generated file back to the one in its source.
 * Maps come from strangers, so nothing of one is trusted: what does not fit is a reason in words, never an error.
 */
import { createHash } from 'node:crypto'
import { FlattenMap, isIgnored, traceSegment, type TraceMap } from '@jridgewell/trace-mapping'
import { decodeText } from '../text.ts'

/** Larger maps are not taken: their text, and what is read from it, has to be held in memory at once. */
export const MOST_MAP_BYTES = 64 * 1024 * 1024
/** Index maps name a map for each part of a file; no bundler puts one into another. */
const MOST_SECTIONS = 10_000
const MOST_LINE_LENGTH = 2000
const MOST_NAME_LENGTH = 500

/** Both from 1, as traces have them. */
export interface Position {
  line: number
  column: number
  /** A word to look for in the whole source. */
  word?: string
}

export interface OriginalPosition extends Pick<Position, 'line' | 'column'> {
  /** As the map names it, behind its `sourceRoot`. */
  source: string
  /** What the token is called in the source, where the bundler renamed it. */
  name: string | null
  /** A token of the map begins at the position itself, rather than somewhere before it. */
  exact: boolean
  /** The map says that the source is not of those who wrote the program. */
  ignored: boolean
  /** Null where the map holds no text of its source. */
  content: { line: string; blobs: readonly string[]; hasWord: boolean } | null
}

export interface MapSummary {
  /** The generated file's name, where the map tells it. */
  file: string | null
  debugId: string | null
  sources: number
}

/** What was read, or why not, in a sentence without its subject: “is not JSON”. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; reason: string }

const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason })

/** Says what a map is of; refuses what cannot be one. */
export function summarise(bytes: Uint8Array): Outcome<MapSummary> {
  const opened = open(bytes)
  if (!opened.ok) return opened
  const { json, map } = opened.value
  if (map.sources.length === 0) return refuse('names no sources')
  return { ok: true, value: { file: textIn(json, 'file'), debugId: debugIdIn(json), sources: map.sources.length } }
}

/** Where each position comes from; null for what the map tells nothing of. */
export function originalsOf(bytes: Uint8Array, positions: readonly Position[]): Outcome<(OriginalPosition | null)[]> {
  const opened = open(bytes)
  if (!opened.ok) return opened
  const contents = createContents(opened.value.map)
  try {
    return { ok: true, value: positions.map((position) => originalOf(opened.value.map, position, contents)) }
  } catch {
    return refuse('has mappings that cannot be read')
  }
}

type Json = Record<string, unknown>

function open(bytes: Uint8Array): Outcome<{ json: Json; map: TraceMap }> {
  if (bytes.length > MOST_MAP_BYTES) return refuse(`is larger than ${MOST_MAP_BYTES / 1024 / 1024} MB`)
  const json = parse(bytes)
  if (json === undefined) return refuse('is not JSON')
  const objection = objectionTo(json)
  if (objection !== null) return refuse(objection)
  try {
    return { ok: true, value: { json: json as Json, map: new FlattenMap(json as never) } }
  } catch {
    return refuse('has mappings that cannot be read')
  }
}

/** Some servers put `)]}'` before JSON, so that it cannot be run as a script; the format allows it. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(bytes).replace(/^\uFEFF/, '').replace(/^\)\]\}'[^\n]*\n/, ''))
  } catch {
    return undefined
  }
}

function objectionTo(json: unknown): string | null {
  if (!isObject(json)) return 'is no JSON object'
  if (json['version'] !== 3) return 'is no source map of version 3'
  if (json['sections'] === undefined) return isPlainMap(json) ? null : 'lacks its sources or mappings'
  const sections = json['sections']
  if (!Array.isArray(sections) || sections.length === 0) return 'has no sections'
  if (sections.length > MOST_SECTIONS) return `has more than ${MOST_SECTIONS} sections`
  return sections.every(isSection) ? null : 'has a section that is none'
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

function isSection(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['offset']) || !isObject(value['map'])) return false
  return isCount(value['offset']['line']) && isCount(value['offset']['column']) && value['map']['version'] === 3 && isPlainMap(value['map'])
}

/** Of another shape the library would fail on, or make something of that is not there. */
function isPlainMap({ sections, mappings, sources, names, sourcesContent, sourceRoot }: Json): boolean {
  const isText = (value: unknown) => value === null || typeof value === 'string'
  const isOptional = (value: unknown, passes: (value: unknown) => boolean) => value === undefined || value === null || passes(value)
  const isList = (value: unknown) => Array.isArray(value) && value.every(isText)
  return sections === undefined && typeof mappings === 'string' && isList(sources) && isOptional(names, isList) && isOptional(sourcesContent, isList) && isOptional(sourceRoot, isText)
}

function textIn(json: Json, key: string): string | null {
  const value = json[key]
  return typeof value === 'string' && value !== '' ? value.slice(0, 2000) : null
}

const debugIdIn = (json: Json) => normalDebugId(textIn(json, 'debugId') ?? textIn(json, 'debug_id') ?? '')

/** A UUID in small letters with its dashes; null for what is none. */
export function normalDebugId(text: string): string | null {
  const digits = text.trim().toLowerCase().replaceAll('-', '')
  return /^[0-9a-f]{32}$/.test(digits) ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : null
}

function originalOf(map: TraceMap, { line, column, word }: Position, contents: Contents): OriginalPosition | null {
  const segment = traceSegment(map, line - 1, column - 1)
  if (segment === null || segment.length === 1) return null
  const [generatedColumn, at, originalLine, originalColumn] = segment
  const source = map.resolvedSources[at]
  if (!source || !isCount(originalLine) || !isCount(originalColumn)) return null
  return {
    source: source.slice(0, 4000), line: originalLine + 1, column: originalColumn + 1,
    name: segment.length === 5 ? (map.names[segment[4]]?.slice(0, MOST_NAME_LENGTH) ?? null) : null,
    exact: generatedColumn === column - 1,
    ignored: isIgnored(map, source),
    content: contents(at, originalLine, word),
  }
}

/** The line of a source from 0, and the ids that git gives the whole text; each text is cut into lines once. */
type Contents = (source: number, line: number, word: string | undefined) => OriginalPosition['content']

function createContents(map: TraceMap): Contents {
  const known = new Map<number, { lines: string[]; blobs: string[]; text: string } | null>()
  const read = (source: number) => {
    const text = map.sourcesContent?.[source]
    return typeof text === 'string' ? { lines: text.split(/\r?\n/), blobs: blobIdsOf(text), text } : null
  }
  return (source, line, word) => {
    const content = known.get(source) ?? read(source)
    known.set(source, content)
    const text = content?.lines[line]
    return content && text !== undefined ? { line: text.slice(0, MOST_LINE_LENGTH), blobs: content.blobs, hasWord: word !== undefined && hasWord(content.text, word) } : null
  }
}

const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_$]/u.test(character)

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) if (!isWord(text[at - 1]) && !isWord(text[at + word.length])) return true
  return false
}

/** What git would call a file of this text, in repositories of either kind. */
function blobIdsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  return ['sha1', 'sha256'].map((kind) => createHash(kind).update(`blob ${bytes.length}\0`).update(bytes).digest('hex'))
}
