/** Names in the code of a repository, as the index of a compiler tells where they stand. */

import { createReadStream } from 'node:fs'
import { scipLimits } from '../../src/intel/scip/limits.ts'
import { readIndex } from '../../src/intel/scip/read.ts'
import type { Random } from '../../test/support/random.ts'

/** 1-based. The column counts in the units of the index, which are those of a page where the line is ASCII. */
export interface Name {
  path: string
  line: number
  column: number
}

export interface Named {
  documents: number
  occurrences: number
  /** Each occurrence is as likely as each other one. */
  names: Name[]
}

/** Longer files are not drawn whole, and nobody reads them: code that was generated. */
const maxLine = 20_000

/** So many occurrences of an index, taken evenly (reservoir sampling, Vitter's algorithm R). */
export async function namesOf(file: string, { random, count }: { random: Random; count: number }): Promise<Named> {
  const found: Named = { documents: 0, occurrences: 0, names: [] }
  for await (const part of readIndex(createReadStream(file), scipLimits)) {
    if (part.kind !== 'document') continue
    found.documents++
    for (const { line, column, endLine } of part.document.occurrences) {
      if (endLine !== line || line >= maxLine) continue
      const name = { path: part.document.path, line: line + 1, column: column + 1 }
      const at = found.occurrences++
      const place = at < count ? at : random(at + 1)
      if (place < count) found.names[place] = name
    }
  }
  return found
}
