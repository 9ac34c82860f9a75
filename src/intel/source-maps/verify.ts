import type { FrameMapping } from '../contract.ts'
import { wordAt, wordColumn, type Mapping } from './mapping.ts'

/** A file of a repository, as it stands at a revision. */
export interface ReadFile {
  lines: readonly string[]
  oid: string
}

export type Verification = Pick<FrameMapping, 'verified' | 'unverified' | 'contradicted'>

type Check = readonly [keyof Verification, string]

/**
 * A map of another build leads to a line that looks right. So what the map says is compared with the text at the place: the word that it
 * names, the word in the generated file, its own copy of the source. `file` is null where no repository holds the source.
 */
export function verify(mapping: Mapping, file: ReadFile | null): Verification {
  const checks = [checkBuild(mapping), checkColumn(mapping), checkWord(mapping, file), checkSource(mapping, file)]
  const of = (kind: keyof Verification) => checks.flatMap(([each, words]) => (each === kind ? [words] : []))
  return { verified: of('verified'), unverified: of('unverified'), contradicted: of('contradicted') }
}

/** What a verification adds to the confidence in a place. */
export const weightOf = ({ verified, contradicted }: Verification): number => Math.min(verified.length, 3) * 0.06 - contradicted.length * 0.2

function checkBuild({ map }: Mapping): Check {
  if (map.told === 'debug id') return ['verified', 'the map and the file that ran bear the same debug id']
  if (map.told === 'release') return ['verified', `the map was uploaded for ${map.release}, the release that ran`]
  if (map.told === 'beside') return ['verified', 'the map belongs to the file of this name at this revision']
  return ['unverified', 'only the file’s name tells that the map is of it']
}

const checkColumn = ({ original: { exact } }: Mapping): Check =>
  exact ? ['verified', 'a token of the map begins at the printed column'] : ['unverified', 'no token of the map begins at the printed column itself']

function checkWord({ original, generated }: Mapping, file: ReadFile | null): Check {
  const text = file?.lines[original.line - 1] ?? original.content?.line
  if (text === undefined) return ['unverified', 'there is no source to look the token up in']
  const word = wordAt(text, wordColumn(text, original.column))
  const { name } = original
  if (name !== null) return word === name ? ['verified', `${name}, which the map names, stands at the column`] : ['contradicted', `the map names ${name} here, and ${word === '' ? 'no word' : word} stands there`]
  if (generated === null) return ['unverified', 'the map names no token here, and the generated file is not at hand']
  if (generated.word !== '' && generated.word === word) return ['verified', `${word} stands in the generated file and in the source`]
  if (generated.member && word !== '') return ['contradicted', `${generated.word} stands in the generated file, and ${word} in the source`]
  return ['unverified', 'the token was written anew by the bundler']
}

function checkSource({ original: { content, line } }: Mapping, file: ReadFile | null): Check {
  if (content === null) return ['unverified', 'the map holds no text of its source to compare']
  if (file === null) return ['unverified', 'no repository holds the source to compare it with']
  if (content.blobs.includes(file.oid)) return ['verified', 'the map was made from this very file']
  if (content.line.trimEnd() === file.lines[line - 1]?.slice(0, 2000).trimEnd()) return ['verified', 'the line reads the same in the map’s own copy of the source']
  return ['contradicted', 'the map was made from another version of the file, in which this line reads otherwise']
}
