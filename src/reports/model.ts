import type { Evidence, Incident } from '../incidents/contract.ts'
import { confidenceWords } from '../intel/contract.ts'
import { signalHeadline } from '../incidents/incidents.ts'
import type { FrozenPlace } from '../search/contract.ts'
import type { ImpactedPlace, Report } from './contract.ts'

export type OwnersAt = (place: { repository: string; commit: string; path: string }) => string[]

/** The report of an incident: a pure function of its state, so the same state gives the same bytes. */
export function buildReport(incident: Incident, ownersAt: OwnersAt): Report {
  const evidence = incident.evidence.filter((each) => !each.removed)
  const places = impactedPlaces(incident, evidence, ownersAt)
  const { roles, exitCriteria, signals, timeline, notebookId, evidence: _all, ...head } = incident
  return {
    asOf: incident.updatedAt,
    incident: head,
    roles: Object.entries(roles).flatMap(([role, who]) => (who ? [{ role, name: who.name }] : [])),
    exitCriteria: exitCriteria.map(({ text, met }) => ({ text, met })),
    signals: signals.map((signal) => ({ at: signal.at, by: signal.by.name, headline: signalHeadline(signal.located), frames: framesOf(signal) })),
    impact: { repositories: byRepository(places), places, truncated: evidence.some(({ content }) => content.kind === 'search' && content.search.truncated) },
    evidence,
    timeline: [...timeline].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    coverage: coverageOf(evidence),
    notebookId,
  }
}

function framesOf(signal: Incident['signals'][number]): Report['signals'][number]['frames'] {
  const frames = signal.located?.traces.flatMap((trace) => trace.exceptions.flatMap((exception) => exception.frames)) ?? []
  return frames.flatMap(({ place, inApp, function: name }) => (place && inApp ? [{ function: name ?? '', place: `${place.repo}@${place.commit.slice(0, 10)} ${place.path}:${place.line ?? '?'}`, confidence: confidenceWords(place.confidence) }] : []))
}

/** Every line that pinned searches and files and the located frames point to, each once, with all its sources. */
function impactedPlaces(incident: Incident, evidence: readonly Evidence[], ownersAt: OwnersAt): ImpactedPlace[] {
  const found = new Map<string, ImpactedPlace>()
  const add = (place: Omit<FrozenPlace, 'ranges'>, source: string) => {
    const key = JSON.stringify([place.repository, place.commit, place.path, place.line])
    const known = found.get(key)
    if (known) known.sources = [...new Set([...known.sources, source])]
    else found.set(key, { repository: place.repository, rev: place.rev, commit: place.commit, path: place.path, line: place.line, text: place.text, owners: ownersAt(place), sources: [source] })
  }
  for (const { id, content } of evidence) for (const place of placesOf(content)) add(place, id)
  for (const place of framePlaces(incident)) add(place, 'signal')
  return [...found.values()].sort(byPlace)
}

function placesOf(content: Evidence['content']): Omit<FrozenPlace, 'ranges'>[] {
  if (content.kind === 'search') return content.search.places
  if (content.kind === 'commit') return []
  const { repository, rev, commit, path, startLine, text } = content.file
  return [{ repository, rev, commit, path, line: startLine, text: text.split(/\r?\n/)[0] ?? '' }]
}

function framePlaces(incident: Incident): Omit<FrozenPlace, 'ranges'>[] {
  const focused = incident.signals.flatMap((signal) => signal.located?.traces ?? []).flatMap(({ focus, exceptions }) => (focus ? (exceptions[focus.exception]?.frames[focus.frame] ?? []) : []))
  return focused.flatMap(({ place, excerpt }) => {
    if (!place) return []
    const { repo: repository, rev, commit, path, line } = place
    return [{ repository, rev, commit, path, line, text: excerpt && line ? (excerpt.lines[line - excerpt.startLine] ?? '') : '' }]
  })
}

function byRepository(places: readonly ImpactedPlace[]): Report['impact']['repositories'] {
  return [...Map.groupBy(places, (place) => place.repository)].map(([repository, all]) => ({
    repository,
    files: new Set(all.filter((place) => place.path !== '').map((place) => `${place.rev}\0${place.path}`)).size,
    lines: all.filter((place) => place.line !== null).length,
    owners: [...new Set(all.flatMap((place) => place.owners))].sort(),
  }))
}

/** What was searched, in a sentence that never says "none" without saying where. */
function coverageOf(evidence: readonly Evidence[]): Report['coverage'] {
  const searches = evidence.flatMap(({ content }) => (content.kind === 'search' ? [content.search] : []))
  const rows = searches.flatMap((search) => search.ledger.rows.map((row) => ({ ...row, query: search.query })))
  const complete = searches.length > 0 && searches.every((search) => search.ledger.complete)
  const searched = new Set(rows.filter((row) => row.state === 'searched' || row.state === 'partly').map((row) => row.repository)).size
  const gaps = rows.filter((row) => row.state === 'partly' || row.state === 'not_searched')
  const statement =
    searches.length === 0
      ? 'No search was pinned, so this report makes no statement about code that it does not name.'
      : `${searches.length} ${searches.length === 1 ? 'search' : 'searches'} over ${searched} ${searched === 1 ? 'repository' : 'repositories'}. ${complete ? 'Everything that was asked for was searched.' : `Not everything was searched: ${gaps.length} ${gaps.length === 1 ? 'place has a gap' : 'places have gaps'}, listed below.`}`
  return { searches: searches.length, complete, statement, rows }
}

const byPlace = (a: ImpactedPlace, b: ImpactedPlace) => compare(a.repository, b.repository) || compare(a.rev, b.rev) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
