import type { StructurePrint } from '../../syntax/index.ts'
import { contentLimits } from './content-query.ts'
import { keyOf, readCode, whyUnparsed, type CodeFile } from './code-texts.ts'
import type { UnitSearch } from './run.ts'

/** What each finder of a structure finds in a text. */
export type Prints = readonly (readonly StructurePrint[])[]

export interface PrintBook {
  /** Of each file what stands in it, by `keyOf`. A file that could not be judged is missing, and the ledger is told of it. */
  of(files: readonly CodeFile[]): Promise<ReadonlyMap<string, Prints>>
}

/** What a commit found is what the one before it left, so the last texts are remembered. */
const maxKept = 2_000
/** Of one text; a text with more is parsed again. */
const maxPrintsKept = 100
/** Texts that are in memory together. */
const textsAtOnce = 64

export function createPrintBook(search: UnitSearch): PrintBook {
  const kept = new Map<string, Prints>()

  const keep = (key: string, prints: Prints) => {
    if (prints.reduce((sum, { length }) => sum + length, 0) > maxPrintsKept) return
    kept.delete(key)
    kept.set(key, prints)
    for (const oldest of kept.keys()) if (kept.size > maxKept) kept.delete(oldest)
  }

  return {
    async of(files) {
      const told = new Map<string, Prints>()
      const unknown = new Map<string, CodeFile>()
      for (const file of files) {
        const known = kept.get(keyOf(file))
        if (known) told.set(keyOf(file), known)
        else unknown.set(keyOf(file), file)
      }
      const asked = [...unknown.values()]
      for (let at = 0; at < asked.length; at += textsAtOnce) for (const [key, prints] of await printAll(asked.slice(at, at + textsAtOnce), search)) told.set(key, prints)
      for (const [key, prints] of told) keep(key, prints)
      return told
    },
  }
}

/** One permit for all texts. */
async function printAll(files: readonly CodeFile[], search: UnitSearch): Promise<[string, Prints][]> {
  const { deps, request: { signal, contextLines }, unit: { row } } = search
  const { maxMatches } = contentLimits({ deps, contextLines })
  const release = await deps.buffers.enter(signal)
  try {
    const { texts, without } = await readCode(files, { ...search, signal })
    const questions = texts.map(({ text, file: { language, reading } }) => ({ language, text, ask: { finders: reading.finders, maxMatches } }))
    const answers = await deps.syntax.askMany('printStructure', questions, { signal })
    const printed = texts.flatMap(({ file }, at): [string, Prints][] => {
      const answer = answers[at]
      if (answer?.state === 'done' && !answer.value.some(({ limitHit }) => limitHit)) return [[keyOf(file), answer.value.map(({ matches }) => matches)]]
      row.skipped(answer?.state === 'done' ? 'match_limit' : whyUnparsed(answer), file.path)
      return []
    })
    return [...without.map((file): [string, Prints] => [keyOf(file), file.reading.finders.map(() => [])]), ...printed]
  } finally {
    release()
  }
}
