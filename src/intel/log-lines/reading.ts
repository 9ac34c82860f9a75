import type { LogStatement, Syntax } from '../../../syntax/index.ts'
import type { CodeText } from '../blob-answers/reading.ts'

/** What syntax tells of some texts, in their order; null where the grammar was lost over one. */
export async function statementsOf(syntax: Pick<Syntax, 'askMany'>, texts: readonly CodeText[], signal: AbortSignal): Promise<(LogStatement[] | null)[]> {
  const outcomes = await syntax.askMany('logStatements', texts.map(({ language, text }) => ({ language, text })), { signal })
  return outcomes.map((outcome) => (outcome.state === 'done' ? outcome.value : null))
}
