/** What runs in a process of `src/platform/processes.ts`: parses each text and does with it what was asked. */

import { answerParent } from '../src/platform/processes.ts'
import { grammarOfText } from './grammars.ts'
import { keepSources } from './kept-sources.ts'
import { NamedSources } from './named-sources.ts'
import { parseSource, type Source } from './source.ts'
import type { Ask, Replies, Reply } from './syntax.ts'

type Operation = (source: Source, ask: unknown) => unknown

const { operations }: { operations: Record<string, Operation> } = await import(process.argv[2] ?? './operations.ts')

const sourceOf = keepSources()
const named = new NamedSources()

/** After so many UTF-16 units, trees that nobody holds are given back: they lie outside of the heap, whose size alone the collector goes by. */
const collectAfter = 4 * 1024 * 1024
let parsed = 0

answerParent((asks: readonly Ask[]): Replies => {
  const forgotten: string[] = []
  const replies = asks.map((ask) => answerTo(ask, forgotten))
  collect(asks)
  return { replies, forgotten }
})

/** What is thrown, a stack that overflows on a deep tree say, is told, and the next text is gone on with. */
function answerTo(ask: Ask, forgotten: string[]): Reply {
  try {
    const source = sourceFor(ask, forgotten)
    return source === undefined ? { unknown: true } : { value: operations[ask.operation]?.(source, ask.ask) }
  } catch (error) {
    return { thrown: String(error) }
  }
}

function sourceFor({ grammar, text, name, search }: Ask, forgotten: string[]): Source | undefined {
  if (text === null) return name === null ? undefined : named.get(name, search)
  if (name === null) return sourceOf(grammarOfText(grammar, text), text)
  const source = named.get(name, search) ?? parseSource(grammarOfText(grammar, text), text)
  forgotten.push(...named.add(name, source, search))
  return source
}

function collect(asks: readonly Ask[]): void {
  parsed += asks.reduce((sum, { text }) => sum + (text?.length ?? 0), 0)
  if (parsed < collectAfter) return
  parsed = 0
  globalThis.gc?.()
}
