import type { Alert } from '../src/search/contract.ts'
import type { Terminal } from './terminal.ts'

/** What the server has to say of a query, on standard error. */
export function tellAlert(terminal: Terminal, { title, description = '', proposedQueries = [] }: Alert): void {
  terminal.note({ text: `${title}: `, style: 'yellow' }, description.replaceAll('\n', ' '))
  for (const { query } of proposedQueries) terminal.note(`  Try: ${query}`)
}
