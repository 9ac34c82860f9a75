/** Questions about texts, asked of processes that may die of them. */

import { startProcesses, type Loss, type RunOptions } from '../src/platform/processes.ts'
import { grammarOf, type Grammar } from './grammars.ts'
import type { AnswerOf, AskOf, OperationName } from './operations.ts'

/**
 * A text in a language by linguist's name, and what the operation needs to know besides. Of a text with a name, which tells it from all
 * others, the tree is kept while there is room.
 */
export type Question<K extends OperationName> =
  { language: string; text: string; name?: string } & (undefined extends AskOf<K> ? { ask?: AskOf<K> } : { ask: AskOf<K> })

/** About a text that was asked about under this name. */
export type NamedQuestion<K extends OperationName> = { language: string; name: string; ask: AskOf<K> }

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
  /** Tells searches apart: trees that one has asked about are not given up for more of the same one. */
  search?: number
}

export type Syntax = {
  /** Rejects with the signal's reason, or `ProcessesClosed`. */
  ask<K extends OperationName>(operation: K, question: Question<K>, options?: AskOptions): Promise<Outcome<AnswerOf<K>>>
  /** The same of many texts, far faster for small ones; the outcomes are in the order of the questions. */
  askMany<K extends OperationName>(operation: K, questions: readonly Question<K>[], options?: AskOptions): Promise<Outcome<AnswerOf<K>>[]>
  /** Whether the tree of the text with this name is kept, as far as can be told. */
  knows(name: string): boolean
  /** The same of texts whose trees are kept; null where one is so no more, or its process was lost: then the text has to be handed over. */
  askKnown<K extends OperationName>(operation: K, questions: readonly NamedQuestion<K>[], options?: AskOptions): Promise<(Outcome<AnswerOf<K>> | null)[]>
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

/** What a process is asked, and what it replies. A text is null if the process has its tree under the name. */
export type Ask = { operation: string; grammar: Grammar; text: string | null; name: string | null; search: number; ask: unknown }
export type Reply = { value: unknown } | { thrown: string } | { unknown: true }
/** With the names whose trees the process keeps no more. */
export type Replies = { replies: Reply[]; forgotten: string[] }

type AskWithText = Ask & { text: string }
type NamedAsk = Ask & { name: string }

const LIMIT_MS = 10_000
/** Texts that are sent together: so many that a message costs little beside them, so few that nobody waits long behind them. */
const MOST_TOGETHER = 64
const LENGTH_TOGETHER = 256 * 1024
/** Few texts are parted among the processes, unless sending them would take longer than reading them. */
const LEAST_LENGTH_TOGETHER = 16 * 1024
/** A process is replaced after it has read so much, in UTF-16 units. */
const RECYCLE_AFTER = 512 * 1024 * 1024

/** Starts no process until something is asked. */
export function startSyntax({ processes, maxLength = 2 * 1024 * 1024, limitMs: usualLimitMs = LIMIT_MS, memoryMb = 1536, operationsModule }: SyntaxOptions): Syntax {
  /** The names of the texts whose trees a process keeps. */
  const kept = new Map<number, Set<string>>()
  const pool = startProcesses<readonly Ask[], Replies>({
    module: new URL('./child.ts', import.meta.url),
    args: operationsModule ? [operationsModule.href] : [],
    processes,
    memoryMb,
    recycleAfter: RECYCLE_AFTER,
  })

  async function run(asks: readonly Ask[], options: RunOptions): Promise<Reply[] | Loss | 'gone'> {
    const ran = await pool.run(asks, options)
    if ('lost' in ran) return ran.lost
    noteKept(ran.process, asks.flatMap(({ name }) => name ?? []), ran.answer.forgotten)
    return ran.answer.replies
  }

  /** Where the process was lost, each text is asked by itself, so that only the one that did it fails. */
  async function askTogether(asks: readonly AskWithText[], options: RunOptions): Promise<Outcome<unknown>[]> {
    const replies = await run(asks, { ...options, weight: lengthOf(asks) })
    if (Array.isArray(replies)) return replies.map(outcomeOf)
    if (asks.length <= 1) return asks.map(() => ({ state: 'failed', reason: replies === 'gone' ? 'crashed' : replies }))
    return (await Promise.all(asks.map((ask) => askTogether([ask], options)))).flat()
  }

  async function askAll(asks: readonly (AskWithText | Outcome<never>)[], { limitMs = usualLimitMs, ...options }: AskOptions): Promise<Outcome<unknown>[]> {
    const fit = asks.filter((ask) => 'operation' in ask)
    const answered = (await Promise.all(batchesOf(fit, processes).map((batch) => askTogether(batch, { ...options, limitMs })))).flat()
    const inOrder = answered.values()
    return asks.map((ask) => 'operation' in ask ? inOrder.next().value ?? { state: 'failed', reason: 'crashed' } : ask)
  }

  function noteKept(process: number, names: readonly string[], forgotten: readonly string[]): void {
    for (const other of kept.keys()) if (!pool.isAlive(other)) kept.delete(other)
    const known = kept.get(process) ?? new Set()
    kept.set(process, known)
    for (const name of names) known.add(name)
    for (const name of forgotten) known.delete(name)
  }

  const keeperOf = (name: string) => [...kept].find(([process, names]) => names.has(name) && pool.isAlive(process))?.[0]

  /** Each process is asked about the trees that it keeps. */
  async function askKeepers(asks: readonly NamedAsk[], { limitMs = usualLimitMs, ...options }: AskOptions): Promise<(Outcome<unknown> | null)[]> {
    const answers = new Map<NamedAsk, Outcome<unknown> | null>()
    const byKeeper = Map.groupBy(asks, ({ name }) => keeperOf(name))
    await Promise.all([...byKeeper].map(async ([keeper, together]) => {
      if (keeper === undefined) return
      const replies = await run(together, { ...options, limitMs, weight: 0, process: keeper })
      together.forEach((ask, at) => answers.set(ask, Array.isArray(replies) ? knownOutcomeOf(replies[at]) : null))
    }))
    return asks.map((ask) => answers.get(ask) ?? null)
  }

  const syntax: Syntax = {
    async ask(operation, question, options) {
      const [outcome] = await syntax.askMany(operation, [question], options)
      return outcome ?? { state: 'failed', reason: 'crashed' }
    },
    askMany<K extends OperationName>(operation: K, questions: readonly Question<K>[], options: AskOptions = {}) {
      // The table of operations ties a name to the type of its answers; nothing is known of them on the way.
      return askAll(questions.map((question) => askOf(operation, question, { maxLength, search: options.search ?? 0 })), options) as Promise<Outcome<AnswerOf<K>>[]>
    },
    knows: (name) => keeperOf(name) !== undefined,
    askKnown<K extends OperationName>(operation: K, questions: readonly NamedQuestion<K>[], options: AskOptions = {}) {
      const asks = questions.map(({ language, name, ask }) => ({ operation, grammar: grammarOf(language) ?? 'bash', text: null, name, search: options.search ?? 0, ask }))
      return askKeepers(asks, options) as Promise<(Outcome<AnswerOf<K>> | null)[]>
    },
    close: () => pool.close(),
  }
  return syntax
}

/** What a process is to be asked, or what can be said without. */
function askOf<K extends OperationName>(operation: K, { language, text, name, ask }: Question<K>, { maxLength, search }: { maxLength: number; search: number }): AskWithText | Outcome<never> {
  const grammar = grammarOf(language)
  if (grammar === undefined) return { state: 'no_grammar' }
  if (text.length > maxLength) return { state: 'failed', reason: 'too_large' }
  return { operation, grammar, text, name: name ?? null, search, ask }
}

function outcomeOf(reply: Reply): Outcome<unknown> {
  return knownOutcomeOf(reply) ?? { state: 'failed', reason: 'crashed' }
}

function knownOutcomeOf(reply: Reply | undefined): Outcome<unknown> | null {
  if (reply === undefined || 'unknown' in reply) return null
  return 'thrown' in reply ? { state: 'failed', reason: 'crashed', thrown: reply.thrown } : { state: 'done', value: reply.value }
}

function batchesOf(asks: readonly AskWithText[], processes: number): AskWithText[][] {
  const most = Math.min(LENGTH_TOGETHER, Math.max(LEAST_LENGTH_TOGETHER, lengthOf(asks) / (2 * processes)))
  const batches: AskWithText[][] = []
  let length = Infinity
  for (const ask of asks) {
    const batch = batches.at(-1)
    length += ask.text.length
    if (batch !== undefined && length <= most && batch.length < MOST_TOGETHER) batch.push(ask)
    else {
      batches.push([ask])
      length = ask.text.length
    }
  }
  return batches
}

function lengthOf(asks: readonly AskWithText[]): number {
  return asks.reduce((sum, ask) => sum + ask.text.length, 0)
}
