import type { Affected } from '../impact/contract.ts'
import { newId } from '../platform/ids.ts'
import { isCommitPlace, type FrozenPlace } from '../search/contract.ts'
import type { Who } from './changes.ts'
import { keyOfHole, wrongAt, type Evidence, type Hole, type HoleState, type TimelineEntry } from './contract.ts'

type Found = Pick<Hole, 'repository' | 'rev' | 'commit' | 'path' | 'line' | 'what' | 'owners' | 'runs'>
type Told = Pick<TimelineEntry, 'kind' | 'text'>

/** The holes that a piece of evidence leads to, those of its places that are named by number or all of them; each once. */
export function holesIn({ id, content }: Pick<Evidence, 'id' | 'content'>, places: readonly number[] | null, { at, by }: { at: string; by: Who }): Hole[] {
  const chosen = places && new Set(places)
  const found = foundIn(content).filter((_, place) => chosen === null || chosen.has(place))
  const alike = Map.groupBy(found.filter((each) => each !== null), keyOfHole)
  return [...alike.values()].flatMap((all) => {
    const [first] = all
    return first ? [{ id: newId('hole'), evidenceId: id, ...first, runs: [...new Set(all.flatMap(({ runs }) => runs))], state: 'open' as const, reason: '', at, by }] : []
  })
}

/** By place; null for what is no place in code. */
function foundIn(content: Evidence['content']): (Found | null)[] {
  if (content.kind === 'search') return content.search.places.map((place) => (isCommitPlace(place) ? null : ofSearch(place)))
  return content.kind === 'impact' ? content.impact.affected.map(ofImpact) : []
}

const ofSearch = ({ repository, rev, commit, path, line, text }: FrozenPlace): Found => ({ repository, rev, commit, path, line, what: text.trim(), owners: [], runs: [] })

const ofImpact = ({ repo, rev, commit, path, line, via, text, owners, service, environment }: Affected): Found =>
  ({ repository: repo, rev, commit, path, line, what: wrongAt({ via, text }), owners, runs: environment === null ? [] : [`${service ?? repo} in ${environment}`] })

const stateWords: Record<HoleState, string> = { open: 'Open again', fixed: 'Fixed', not_affected: 'Not affected', accepted: 'Risk accepted' }

/** The holes that a change makes different, and a sentence for the timeline. Nothing different: no sentence. */
export function changeHoles(holes: readonly Hole[], { state, reason }: { state: HoleState | null; reason: string }, { at, by }: { at: string; by: Who }): { changed: Hole[]; dropped: Hole[]; told: Told | null } {
  if (state === null) return { changed: [], dropped: [...holes], told: holes.length === 0 ? null : { kind: 'hole', text: `No longer followed: ${namesOf(holes)}` } }
  const changed = holes.filter((hole) => hole.state !== state || hole.reason !== reason).map((hole) => ({ ...hole, state, reason, at, by }))
  return { changed, dropped: [], told: changed.length === 0 ? null : { kind: 'hole', text: `${stateWords[state]}: ${namesOf(changed)}${reason === '' ? '' : ` — ${reason}`}` } }
}

export const tellTracked = (holes: readonly Hole[]): Told => ({ kind: 'hole', text: `${holes.length === 1 ? 'A hole' : 'Holes'} to close: ${namesOf(holes)}` })

const mostNamed = 3

function namesOf(holes: readonly Hole[]): string {
  const named = holes.slice(0, mostNamed).map(({ repository, rev, path, line }) => `${repository}@${rev}${path === '' ? '' : ` ${path}`}${line === null ? '' : `:${line}`}`)
  return holes.length > mostNamed ? `${named.join(', ')} and ${holes.length - mostNamed} more` : named.join(', ')
}
