import { languageOf } from '../../../engine/lang.ts'
import type { AnswerOf, AskOf, OperationName, Outcome, Syntax } from '../../../syntax/index.ts'
import type { Tree } from '../tree.ts'

/** A file of a tree. */
export interface Place {
  tree: Tree
  path: string
}

/** What syntax says of files, remembered by their contents: the same blob is not read twice, in whatever revision it stands. */
export interface Code {
  /** One answer for each path, in their order; null where there is none: no grammar, no text, or the grammar was lost over it. */
  ask<K extends OperationName>(operation: K, question: { tree: Tree; paths: readonly string[]; ask: AskOf<K>; signal?: AbortSignal | undefined }): Promise<(AnswerOf<K> | null)[]>
}

/** In characters of JSON, about as many bytes. */
const maxKept = 48 * 1024 * 1024
/** Beside the answer: its key and its place in the map. */
const perAnswer = 200

export function createCode({ syntax }: { syntax: Pick<Syntax, 'askMany'> }): Code {
  const kept = new Map<string, { value: unknown; size: number }>()
  let total = 0

  function keep(key: string, value: unknown): void {
    const size = perAnswer + (JSON.stringify(value)?.length ?? 0)
    kept.set(key, { value, size })
    total += size
    for (const [oldest, entry] of kept) {
      if (total <= maxKept || oldest === key) return
      kept.delete(oldest)
      total -= entry.size
    }
  }

  /** The one last used is the last to be forgotten. */
  function recall(key: string): { value: unknown } | undefined {
    const entry = kept.get(key)
    if (!entry) return undefined
    kept.delete(key)
    kept.set(key, entry)
    return entry
  }

  return {
    async ask<K extends OperationName>(operation: K, { tree, paths, ask, signal }: { tree: Tree; paths: readonly string[]; ask: AskOf<K>; signal?: AbortSignal | undefined }) {
      const keys = paths.map((path) => keyOf(tree, path, `${operation} ${JSON.stringify(ask)}`))
      const answers = new Map(keys.map((key) => [key, recall(key)] as const))
      const missing = paths.map((path, at) => ({ path, key: keys[at] ?? '' })).filter(({ key }) => answers.get(key) === undefined)
      const texts = await tree.texts(missing.map(({ path }) => path), signal)
      const readable = missing.flatMap((each, at) => {
        const text = texts[at]
        return typeof text === 'string' ? [{ ...each, question: { language: languageOf(each.path) ?? '', text, ask } }] : []
      })
      const outcomes = await syntax.askMany(operation, readable.map(({ question }) => question), signal ? { signal } : {})
      for (const [at, { key }] of readable.entries()) {
        const value = valueOf(outcomes[at])
        answers.set(key, { value })
        keep(key, value)
      }
      // What is kept under a key is what this operation has answered.
      return keys.map((key) => (answers.get(key)?.value ?? null) as AnswerOf<K> | null)
    },
  }
}

function keyOf({ files }: Tree, path: string, question: string): string {
  const at = files.indexOf(path)
  return `${at < 0 ? '' : files.oid(at)} ${languageOf(path) ?? ''} ${question}`
}

const valueOf = <V>(outcome: Outcome<V> | undefined): V | null => (outcome?.state === 'done' ? outcome.value : null)
