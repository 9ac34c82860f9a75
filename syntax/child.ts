/** What runs in a process of `process.ts`: parses each text and does with it what was asked. */

import { grammarOfText } from './grammars.ts'
import { keepSources } from './kept-sources.ts'
import { answerParent } from './process.ts'
import type { Source } from './source.ts'
import type { Ask, Reply } from './syntax.ts'

type Operation = (source: Source, ask: unknown) => unknown

const { operations }: { operations: Record<string, Operation> } = await import(process.argv[2] ?? './operations.ts')

const sourceOf = keepSources()

answerParent((asks: readonly Ask[]): Reply[] => asks.map(answerTo))

/** What is thrown, a stack that overflows on a deep tree say, is told, and the next text is gone on with. */
function answerTo({ operation, grammar, text, ask }: Ask): Reply {
  try {
    return { value: operations[operation]?.(sourceOf(grammarOfText(grammar, text), text), ask) }
  } catch (error) {
    return { thrown: String(error) }
  }
}
