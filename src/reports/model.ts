import type { Evidence, Incident } from '../incidents/contract.ts'
import { confidenceWords } from '../intel/contract.ts'
import { signalHeadline } from '../incidents/incidents.ts'
import { plural } from './words.ts'
import { impactedPlaces, type ImpactedPlace, type Report } from './contract.ts'

export type OwnersAt = (place: { repository: string; commit: string; path: string }) => string[]

/** The report of an incident: a pure function of its state, so the same state gives the same bytes. */
export function buildReport(incident: Incident, ownersAt: OwnersAt): Report {
  const evidence = incident.evidence.filter((each) => !each.removed)
  const places = impactedPlaces(incident).map((place) => ({ ...place, owners: ownersAt(place) })).sort(byPlace)
  const { roles, exitCriteria, signals, timeline, verdicts, holes, notebookId, evidence: _all, ...head } = incident
  return {
    asOf: incident.updatedAt,
    incident: head,
    roles: Object.entries(roles).flatMap(([role, who]) => (who ? [{ role, name: who.name }] : [])),
    exitCriteria: exitCriteria.map(({ text, met }) => ({ text, met })),
    signals: signals.map((signal) => ({ at: signal.at, by: signal.by.name, headline: signalHeadline(signal.located), frames: framesOf(signal) })),
    impact: { repositories: byRepository(places), places, truncated: evidence.some(isCut) },
    evidence,
    verdicts: [...verdicts].sort((a, b) => Number(b.verdict === 'culprit') - Number(a.verdict === 'culprit') || compare(a.at, b.at)),
    holes: [...holes].sort((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open') || compare(a.repository, b.repository) || compare(a.rev, b.rev) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0)),
    timeline: [...timeline].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    coverage: coverageOf(evidence),
    notebookId,
  }
}

function framesOf(signal: Incident['signals'][number]): Report['signals'][number]['frames'] {
  const frames = signal.located?.traces.flatMap((trace) => trace.exceptions.flatMap((exception) => exception.frames)) ?? []
  return frames.flatMap(({ place, inApp, function: name }) => (place && inApp ? [{ function: name ?? '', place: `${place.repo}@${place.commit.slice(0, 10)} ${place.path}:${place.line ?? '?'}`, confidence: confidenceWords(place.confidence) }] : []))
}

function byRepository(places: readonly ImpactedPlace[]): Report['impact']['repositories'] {
  return [...Map.groupBy(places, (place) => place.repository)].map(([repository, all]) => ({
    repository,
    files: new Set(all.filter((place) => place.path !== '').map((place) => `${place.rev}\0${place.path}`)).size,
    lines: all.filter((place) => place.line !== null).length,
    owners: [...new Set(all.flatMap((place) => place.owners))].sort(),
  }))
}

const isCut = ({ content }: Evidence) => (content.kind === 'search' && content.search.truncated) || (content.kind === 'impact' && content.impact.truncated)

/** What was searched, in a sentence that never says "none" without saying where. */
function coverageOf(evidence: readonly Evidence[]): Report['coverage'] {
  const searches = evidence.flatMap(({ content }) => (content.kind === 'search' ? [content.search] : []))
  const rows = searches.flatMap((search) => search.ledger.rows.map((row) => ({ ...row, query: search.query })))
  const questions = evidence.flatMap(({ content }) => (content.kind === 'impact' ? [{ question: content.impact.question, complete: content.impact.complete, ledger: content.impact.ledger }] : []))
  const complete = searches.length + questions.length > 0 && searches.every((search) => search.ledger.complete) && questions.every((asked) => asked.complete)
  const searched = new Set(rows.filter((row) => row.state === 'searched' || row.state === 'partly').map((row) => row.repository)).size
  const gaps = rows.filter((row) => row.state === 'partly' || row.state === 'not_searched')
  const gapCount = gaps.length + questions.reduce((sum, { ledger }) => sum + ledger.gapCount, 0)
  const asked = [
    ...(searches.length > 0 ? [`${plural(searches.length, 'search', 'searches')} over ${plural(searched, 'repository', 'repositories')}`] : []),
    ...(questions.length > 0 ? [`${plural(questions.length, 'question', 'questions')} about impact over ${plural(Math.max(...questions.map(({ ledger }) => ledger.repositories)), 'repository', 'repositories')}`] : []),
  ]
  const statement =
    asked.length === 0
      ? 'No search was pinned, so this report makes no statement about code that it does not name.'
      : `${asked.join(', ')}. ${complete ? 'Everything that was asked for was searched.' : `Not everything was searched: ${gapCount} ${gapCount === 1 ? 'place has a gap' : 'places have gaps'}, listed below.`}`
  return { searches: searches.length, complete, statement, rows, questions }
}

const byPlace = (a: ImpactedPlace, b: ImpactedPlace) => compare(a.repository, b.repository) || compare(a.rev, b.rev) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
