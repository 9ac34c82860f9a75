import { getIncident, type Evidence, type Incident } from '../../src/incidents/contract.ts'
import { command } from '../command.ts'
import { incidentHead } from '../incidents.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { counted, shownTime } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export const incidentShow = command({
  summary: 'Show an incident: its state, evidence and timeline',
  usage: 'N',
  words: { least: 1, most: 1 },
  flags: {},
  notes: ['N is the number (12 or INC-12) or the id.'],
  async run({ terminal, env }, { words: [id = ''], flags }) {
    const server = await connect(env)
    const incident = await server.call(getIncident, { params: { id } })
    if (flags.json) terminal.printJson(incident)
    else tell(terminal, incident, server.url)
    return exit.done
  },
})

function tell(terminal: Terminal, incident: Incident, url: string): void {
  for (const line of incidentHead(incident, url)) terminal.print(...line)
  for (const [role, who] of Object.entries(incident.roles)) if (who) terminal.print(`${role}: ${who.name}`)
  if (incident.services.length > 0) terminal.print(`services: ${incident.services.join(', ')}`)
  for (const line of incident.summary.split('\n').filter(Boolean)) terminal.print(line)
  for (const { met, text } of incident.exitCriteria) terminal.print(`[${met ? 'x' : ' '}] ${text}`)
  const evidence = incident.evidence.filter(({ removed }) => !removed)
  if (evidence.length > 0) terminal.print({ text: 'Evidence', style: 'bold' })
  for (const each of evidence) terminal.print(`  ${evidenceWords(each)}${each.note ? ` — ${each.note.replaceAll('\n', ' ')}` : ''}`)
  if (incident.holes.length > 0) terminal.print({ text: 'Holes', style: 'bold' })
  for (const { state, repository, rev, path, line, what, reason } of incident.holes) terminal.print(`  ${state.replace('_', ' ').padEnd(12)}  ${repository}@${rev} ${path}${line === null ? '' : `:${line}`}  ${reason || what}`)
  terminal.print({ text: 'Timeline', style: 'bold' })
  for (const { at, by, text } of incident.timeline) terminal.print(`  ${shownTime(at)}  ${by.name}  ${text.replaceAll('\n', ' ')}`)
}

function evidenceWords({ content }: Evidence): string {
  if (content.kind === 'file') return `${content.file.repository}@${content.file.commit.slice(0, 10)} ${content.file.path}:${content.file.startLine}-${content.file.endLine}`
  if (content.kind === 'commit') return `${content.commit.repository} ${content.commit.oid.slice(0, 10)} ${content.commit.subject}`
  if (content.kind === 'impact') return `impact of ${content.impact.question}: ${counted(content.impact.totals.places, 'place')} in ${counted(content.impact.totals.repositories, 'repository', 'repositories')}${content.impact.complete ? '' : ', not complete'}`
  const { query, matchCount, ledger } = content.search
  return `search ${query}: ${counted(matchCount, 'result')} in ${counted(ledger.repositories, 'repository', 'repositories')}${ledger.complete ? '' : ', not complete'}`
}
