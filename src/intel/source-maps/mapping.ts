import type { Frame } from '../traces/format.ts'
import type { OriginalPosition } from './source-map.ts'
import type { SourcePath } from './source-path.ts'

/** A source map that may be of a generated file. */
export interface MapOrigin {
  origin: 'repository' | 'inline' | 'upload'
  /** The map's file name, or that of the generated file which holds it. */
  name: string
  /** Where it lies in a repository; of an upload the repository that it was uploaded for. */
  repo: string | null
  path: string | null
  release: string | null
  /** What says that it is of the very build that ran; null where nothing but the file's name does. */
  told: 'debug id' | 'release' | 'beside' | null
}

/** A frame of a generated file, and where it comes from. */
export interface Mapping {
  printed: Frame
  map: MapOrigin
  original: OriginalPosition
  path: SourcePath
  /** What the function is called in the source. */
  function: string | null
  /** The word at the printed position, and whether a dot stands before it; null where the generated text is not at hand. */
  generated: { word: string; member: boolean } | null
}

/** Where the word begins that a map points to: some bundlers point to the dot before a property. */
export function wordColumn(text: string, column: number): number {
  const dots = /^\s*\??\.\s*/.exec(text.slice(column - 1, column + 39))?.[0].length ?? 0
  return column + dots
}

/** The identifier that begins at a column, from 1; empty where none does. */
export const wordAt = (text: string, column: number): string => /^[\p{L}\p{N}_$]+/u.exec(text.slice(column - 1, column + 299))?.[0] ?? ''
