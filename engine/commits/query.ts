/** What can be asked of a commit, ready to be asked. */

import type { PatternNode } from '../pattern.ts'
import { compileRegex, type Matcher, type Meter } from '../regex/index.ts'
import { compilePattern, DEFAULT_LIMITS, scanText, type DocumentMatcher, type Range } from '../scan/index.ts'
import { planBlocks, type BlockPlan } from './candidates.ts'

/** An unanchored RE2 expression, which must match somewhere, or nowhere. */
export type TextFilter = { pattern: string; negated: boolean }

export type CommitQuery = {
  /** Of the message, of which all atoms speak. Null: every message. */
  pattern: PatternNode | null
  /** Of all expressions. */
  caseSensitive: boolean
  /** Of `Name <e-mail>`. All of them must hold. */
  authors: readonly TextFilter[]
  committers: readonly TextFilter[]
  messages: readonly TextFilter[]
  /** Committed at this moment or later, and before that one: milliseconds since 1970. */
  from: number
  to: number
}

type TextTest = { matcher: Matcher; negated: boolean }

export class CompiledQuery {
  readonly asked: CommitQuery
  /** Which blocks of messages may hold one that is wanted. */
  readonly blocks: BlockPlan
  private readonly pattern: DocumentMatcher | null
  private readonly authors: readonly TextTest[]
  private readonly committers: readonly TextTest[]
  private readonly messages: readonly TextTest[]

  /** Throws for an expression that does not compile: whoever plans queries has checked them. */
  constructor(asked: CommitQuery) {
    const tests = (filters: readonly TextFilter[]) => filters.map((filter) => testOf(filter, asked))
    this.asked = asked
    this.blocks = planBlocks(asked)
    this.pattern = asked.pattern && matcherOf(asked.pattern, asked)
    this.authors = tests(asked.authors)
    this.committers = tests(asked.committers)
    this.messages = tests(asked.messages)
  }

  get asksForPeople(): boolean {
    return this.authors.length + this.committers.length > 0
  }

  isAuthor(signature: Uint8Array, meter: Meter): boolean {
    return passes(this.authors, signature, meter)
  }

  isCommitter(signature: Uint8Array, meter: Meter): boolean {
    return passes(this.committers, signature, meter)
  }

  /** Where a message matches, none without a pattern; null if it is not wanted. Throws `SearchStopped` when cancelled. */
  judge(message: Uint8Array, { meter, isCancelled }: { meter: Meter; isCancelled: () => boolean }): Range[] | null {
    if (!passes(this.messages, message, meter)) return null
    if (this.pattern === null) return []
    const outcome = scanText({ path: '', text: message, encoding: 'utf-8' }, this.pattern, { limits: DEFAULT_LIMITS, isCancelled })
    return outcome.kind === 'match' ? outcome.ranges : null
  }
}

const passes = (tests: readonly TextTest[], text: Uint8Array, meter: Meter) => tests.every(({ matcher, negated }) => matcher.test(text, meter) !== negated)

function testOf({ pattern, negated }: TextFilter, { caseSensitive }: CommitQuery): TextTest {
  const compiled = compileRegex(pattern, { ignoreCase: !caseSensitive })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the store of commits: ${compiled.issue.message}`)
  return { matcher: compiled.matcher, negated }
}

function matcherOf(pattern: PatternNode, { caseSensitive }: CommitQuery): DocumentMatcher {
  const compiled = compilePattern(pattern, { caseSensitive })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the store of commits: ${compiled.issue.message}`)
  return compiled.matcher
}
