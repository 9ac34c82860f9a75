import type { IncidentHead } from '../src/incidents/contract.ts'
import { shownTime } from './table.ts'
import type { Piece } from './terminal.ts'

/** What an incident is, in three lines, the last of them its page. */
export function incidentHead({ number, severity, status, title, declaredAt, declaredBy }: IncidentHead, url: string): Piece[][] {
  return [
    [{ text: `INC-${number}`, style: 'bold' }, `  ${severity.toUpperCase()}  ${status}  ${title}`],
    [`declared ${shownTime(declaredAt)} by ${declaredBy.name}`],
    [`${url}/incidents/${number}`],
  ]
}
