/** Leads the frames of a trace out of generated files, into their sources. */
import type { Frame, ParsedTrace } from '../traces/format.ts'
import type { MapCandidate } from './generated-files.ts'
import { wordAt, wordColumn, type Mapping } from './mapping.ts'
import type { MapAnswer } from './reading.ts'
import type { OriginalPosition, Position } from './source-map.ts'
import { sourcePathOf } from './source-path.ts'

export interface MappedTrace {
  /** Frames of generated files stand in it as calls in their sources. */
  trace: ParsedTrace
  /** By the frames of that trace. */
  mappings: ReadonlyMap<Frame, Mapping>
  /** What of maps could not be read. */
  notes: readonly string[]
}

/** What may be a generated file: of JavaScript, on a server or in a page, with a line and a column. */
export const isMappable = ({ kind, file, line, column, inApp }: Frame): boolean =>
  kind === 'frame' && inApp && line !== undefined && column !== undefined && file !== undefined && /\.(?:[cm]?js|jsx|bundle)(?:[?#].*)?$/.test(file) && !/^(?:node:|webpack-internal:)/.test(file)

export function positionOf(frame: Frame): Position {
  const { line = 1, column = 1 } = frame
  const word = propertyOf(frame)
  return { line, column, ...(word !== null && { word }) }
}

export const keyOf = ({ line, column }: Position): string => `${line}:${column}`

/** A map with what it says of the positions of one generated file. */
export interface ReadMap {
  candidate: MapCandidate
  originals: ReadonlyMap<string, OriginalPosition>
}

/** Positions at which a token begins weigh most; where they are equal, the maps come in the order in which they are likely. */
export function bestMap(candidates: readonly MapCandidate[], answers: readonly MapAnswer[], positions: readonly Position[]): ReadMap | null {
  const read = candidates.flatMap((candidate, at) => {
    const answer = answers[at]
    if (!answer?.ok) return []
    const originals = new Map(positions.flatMap((position, place) => {
      const original = answer.value.originals[place]
      return original ? [[keyOf(position), original] as const] : []
    }))
    return [{ candidate, originals, fit: fitOf(candidate, originals) }]
  })
  const [best] = read.filter(({ fit }) => fit > 0).toSorted((a, b) => b.fit - a.fit)
  return best ?? null
}

/** A file of a common name, of which nothing else agrees, is another one unless tokens begin where the trace says. */
function fitOf({ origin: { told }, agree, generated }: MapCandidate, originals: ReadonlyMap<string, OriginalPosition>): number {
  const all = [...originals.entries()]
  const exact = all.filter(([, { exact: isExact }]) => isExact).length
  const alike = generated === null ? 0 : all.filter(([key, original]) => isAlike(generated, key, original)).length
  if (all.length === 0 || (exact === 0 && told !== 'debug id' && told !== 'release' && agree < 2)) return 0
  return (told === 'debug id' ? 1000 : told === 'release' ? 500 : 0) + exact + alike + all.length / 100
}

function isAlike(generated: readonly string[], key: string, { content, column, name }: OriginalPosition): boolean {
  const word = generatedWord(generated, key)
  return word !== null && word.word !== '' && name === null && content !== null && wordAt(content.line, wordColumn(content.line, column)) === word.word
}

function generatedWord(generated: readonly string[] | null, key: string): Mapping['generated'] {
  if (generated === null) return null
  const [line = 1, column = 1] = key.split(':').map(Number)
  const text = generated[line - 1]
  return text === undefined ? null : { word: wordAt(text, column), member: text[column - 2] === '.' }
}

/** Puts the sources in the place of the frames that maps tell of. `maps` are by the names of generated files. */
export function mapTrace(trace: ParsedTrace, maps: ReadonlyMap<string, ReadMap>): Pick<MappedTrace, 'trace' | 'mappings'> {
  const mappings = new Map<Frame, Mapping>()
  const outward = trace.order === 'innermost-first' ? 1 : -1
  const exceptions = trace.exceptions.map((exception) => {
    const found = exception.frames.map((frame) => mappingOf(frame, maps))
    const frames = exception.frames.map((frame, at) => {
      const mapping = found[at]
      if (!mapping) return frame
      const named = { ...mapping, function: calledAs(found[at + outward] ?? null) ?? ownName(mapping) }
      const source = sourceFrame(named)
      mappings.set(source, named)
      return source
    })
    return { ...exception, frames }
  })
  return { trace: { ...trace, exceptions }, mappings }
}

function mappingOf(printed: Frame, maps: ReadonlyMap<string, ReadMap>): Mapping | null {
  const map = isMappable(printed) ? maps.get(printed.file ?? '') : undefined
  const key = keyOf(positionOf(printed))
  const original = map?.originals.get(key)
  if (!map || !original) return null
  const { origin, generated } = map.candidate
  return { printed, map: origin, original, path: sourcePathOf(original.source, origin.path), function: null, generated: generatedWord(generated, key) }
}

function sourceFrame({ printed, original, path, function: name }: Mapping): Frame {
  const { function: _, alias: __, sourceText: ___, caret: ____, ...rest } = printed
  const column = original.content ? wordColumn(original.content.line, original.column) : original.column
  return { ...rest, ...(name !== null && { function: name }), file: path.path, line: original.line, column, inApp: !path.library && !original.ignored }
}

const NO_NAME = new Set(['await', 'yield', 'return', 'throw', 'typeof', 'function', 'super', 'this', 'import', 'async', 'void', 'delete', 'const', 'let', 'var', 'if', 'for', 'while'])

/** What the function around a frame is called in the source: whatever its caller calls there. */
function calledAs(caller: Mapping | null): string | null {
  if (!caller) return null
  const { name, content, column } = caller.original
  const at = content ? wordColumn(content.line, column) : column
  const word = name ?? (content ? wordAt(content.line, at) : '')
  if (word === 'new' && content) return wordAt(content.line, at + (/^new\s+/.exec(content.line.slice(at - 1))?.[0].length ?? 4)) || null
  const isCalled = !content || /^\s*(?:\?\.)?\s*(?:<[\w\s,.[\]|&]*>)?\s*[(`]/.test(content.line.slice(at - 1 + word.length))
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(word) && isCalled && !NO_NAME.has(word) ? word : null
}

/** A method or accessor keeps its name through a minifier, as a rule; it is believed unless its source does not have the word. */
const ownName = ({ printed, original: { content } }: Mapping): string | null => (content === null || content.hasWord ? propertyOf(printed) : null)

/** `pay` of `Object.pay`, `worth` of `get worth`; null for what may be a variable, which minifiers rename. */
function propertyOf({ function: name = '' }: Frame): string | null {
  const [, property] = /(?:\.|^(?:[^\s]+ )?[gs]et )([\p{L}_$][\p{L}\p{N}_$]*)$/u.exec(name.slice(-300)) ?? []
  return property ?? null
}
