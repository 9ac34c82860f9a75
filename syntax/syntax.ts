/** Questions about texts, asked of processes that may die of them. */

import { grammarOf, type Grammar } from './grammars.ts'
import type { AnswerOf, AskOf, OperationName } from './operations.ts'
import { startProcesses, type Loss, type RunOptions } from './process.ts'

/** A text in a language by linguist's name, and what the operation needs to know besides. */
export type Question<K extends OperationName> =
  { language: string; text: string } & (undefined extends AskOf<K> ? { ask?: AskOf<K> } : { ask: AskOf<K> })

export type Outcome<Value> =
  | { state: 'done'; value: Value }
  | { state: 'no_grammar' }
  /** `thrown` tells a developer what went wrong, where it was our own code. */
  | { state: 'failed'; reason: Loss; thrown?: string }

export type AskOptions = {
  signal?: AbortSignal
  /** The most that one text may take; as the whole has it. */
  limitMs?: number
  /** Waits until nothing else does: for jobs, beside people who wait. */
  background?: boolean
}

export type Syntax = {
  /** Rejects with the signal's reason, or `ProcessesClosed`. */
  ask<K extends OperationName>(operation: K, question: Question<K>, options?: AskOptions): Promise<Outcome<AnswerOf<K>>>
  /** The same of many texts, far faster for small ones; the outcomes are in the order of the questions. */
  askMany<K extends OperationName>(operation: K, questions: readonly Question<K>[], options?: AskOptions): Promise<Outcome<AnswerOf<K>>[]>
  close(): Promise<void>
}

export type SyntaxOptions = {
  /** How many texts are read at once. */
  processes: number
  /** A longer text, in UTF-16 units, is not read; 2 Mi. */
  maxLength?: number
  /** The most that one text may take; ten seconds. */
  limitMs?: number
  /** The most memory of a process. */
  memoryMb?: number
  /** A module with other `operations`: for tests of what an operation may do to its process. */
  operationsModule?: URL
}

/** What a process is asked, and what it replies. */
export type Ask = { operation: string; grammar: Grammar; text: string; ask: unknown }
export type Reply = { value: unknown } | { thrown: string }

const LIMIT_MS = 10_000
/** Texts that are sent together: so many that a message costs little beside them, so few that nobody waits long behind them. */
const MOST_TOGETHER = 64
const LENGTH_TOGETHER = 256 * 1024
/** A process is replaced after it has read so much, in UTF-16 units. */
const RECYCLE_AFTER = 512 * 1024 * 1024

/** Starts no process until something is asked. */
export function startSyntax({ processes, maxLength = 2 * 1024 * 1024, limitMs: usualLimitMs = LIMIT_MS, memoryMb = 1536, operationsModule }: SyntaxOptions): Syntax {
  const pool = startProcesses<readonly Ask[], Reply[]>({
    module: new URL('./child.ts', import.meta.url),
    args: operationsModule ? [operationsModule.href] : [],
    processes,
    memoryMb,
    recycleAfter: RECYCLE_AFTER,
  })

  /** Where the process was lost, each text is asked by itself, so that only the one that did it fails. */
  async function askTogether(asks: readonly Ask[], options: RunOptions): Promise<Outcome<unknown>[]> {
    const ran = await pool.run(asks, { ...options, weight: lengthOf(asks) })
    if ('answer' in ran) return ran.answer.map(outcomeOf)
    if (asks.length <= 1) return asks.map(() => ({ state: 'failed', reason: ran.lost }))
    return (await Promise.all(asks.map((ask) => askTogether([ask], options)))).flat()
  }

  async function askAll(asks: readonly (Ask | Outcome<never>)[], { limitMs = usualLimitMs, ...options }: AskOptions): Promise<Outcome<unknown>[]> {
    const fit = asks.filter((ask) => 'operation' in ask)
    const answered = (await Promise.all(batchesOf(fit).map((batch) => askTogether(batch, { ...options, limitMs })))).flat()
    const inOrder = answered.values()
    return asks.map((ask) => 'operation' in ask ? inOrder.next().value ?? { state: 'failed', reason: 'crashed' } : ask)
  }

  const syntax: Syntax = {
    async ask(operation, question, options) {
      const [outcome] = await syntax.askMany(operation, [question], options)
      return outcome ?? { state: 'failed', reason: 'crashed' }
    },
    askMany<K extends OperationName>(operation: K, questions: readonly Question<K>[], options: AskOptions = {}) {
      // The table of operations ties a name to the type of its answers; nothing is known of them on the way.
      return askAll(questions.map((question) => askOf(operation, question, maxLength)), options) as Promise<Outcome<AnswerOf<K>>[]>
    },
    close: () => pool.close(),
  }
  return syntax
}

/** What a process is to be asked, or what can be said without. */
function askOf<K extends OperationName>(operation: K, { language, text, ask }: Question<K>, maxLength: number): Ask | Outcome<never> {
  const grammar = grammarOf(language)
  if (grammar === undefined) return { state: 'no_grammar' }
  if (text.length > maxLength) return { state: 'failed', reason: 'too_large' }
  return { operation, grammar, text, ask }
}

function outcomeOf(reply: Reply): Outcome<unknown> {
  return 'thrown' in reply ? { state: 'failed', reason: 'crashed', thrown: reply.thrown } : { state: 'done', value: reply.value }
}

function batchesOf(asks: readonly Ask[]): Ask[][] {
  const batches: Ask[][] = []
  let length = Infinity
  for (const ask of asks) {
    const batch = batches.at(-1)
    length += ask.text.length
    if (batch !== undefined && length <= LENGTH_TOGETHER && batch.length < MOST_TOGETHER) batch.push(ask)
    else {
      batches.push([ask])
      length = ask.text.length
    }
  }
  return batches
}

function lengthOf(asks: readonly Ask[]): number {
  return asks.reduce((sum, ask) => sum + ask.text.length, 0)
}
