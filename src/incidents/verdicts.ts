import type { TimelineEntry, Verdict } from './contract.ts'
import type { State } from './store.ts'

/** The change that is judged; `verdict` null takes back what was said of it. */
export type Judged = Omit<Verdict, 'verdict'> & { verdict: Verdict['verdict'] | null }

/** The state with the verdict, and what the timeline tells of it. Null when it was said before, or there is nothing to take back. */
export function judge(state: State, { verdict, ...judged }: Judged): { state: State; told: Pick<TimelineEntry, 'kind' | 'text'> } | null {
  const before = state.verdicts.find((each) => isSame(each, judged))
  if ((before?.verdict ?? null) === verdict) return null
  const others = state.verdicts.filter((each) => !isSame(each, judged))
  const name = `${judged.repository} ${judged.oid.slice(0, 10)} ${judged.subject}`
  const text = verdict === 'culprit' ? `Culprit: ${name}` : verdict === 'cleared' ? `Cleared: ${name}` : `No longer ${before?.verdict === 'culprit' ? 'the culprit' : 'cleared'}: ${name}`
  return { state: { ...state, verdicts: verdict === null ? others : [...others, { ...judged, verdict }], updatedAt: judged.at }, told: { kind: 'verdict', text } }
}

const isSame = (a: Pick<Verdict, 'repository' | 'oid'>, b: Pick<Verdict, 'repository' | 'oid'>) => a.repository === b.repository && a.oid === b.oid

/** Of the culprits that people marked, how many stood where among the suspects. */
export function hitRateOf(verdicts: readonly Verdict[]): { culprits: number; first: number; firstFive: number } {
  const culprits = verdicts.filter(({ verdict }) => verdict === 'culprit')
  const within = (most: number) => culprits.filter(({ rank }) => rank !== null && rank <= most).length
  return { culprits: culprits.length, first: within(1), firstFive: within(5) }
}
