import type { Ecosystem } from './dependencies/project.ts'

/** `unknown`: nobody can tell from what is known of the version. */
export type Verdict = 'affected' | 'clear' | 'unknown'

/** A package that is asked about. */
export interface Wanted {
  ecosystem: Ecosystem
  name: string
  judge(version: string | null): Verdict
  /** Those that name it in this version; empty where the question is about none. */
  advisories(version: string | null): string[]
  /** What of it is vulnerable in this version; empty where that is not said. */
  symbols(version: string | null): string[]
  /** Why nobody can tell of a version, behind the version; unless said, as it cannot be compared. */
  unknown?: string
}

/** Judges each version once: a package has few, in thousands of places. */
export function remembered({ judge, advisories, symbols, ...rest }: Wanted): Wanted {
  const verdicts = new Map<string | null, Verdict>()
  const [named, spoken] = [new Map<string | null, string[]>(), new Map<string | null, string[]>()]
  return { ...rest, judge: (version) => known(verdicts, version, judge), advisories: (version) => known(named, version, advisories), symbols: (version) => known(spoken, version, symbols) }
}

function known<T>(memory: Map<string | null, T>, version: string | null, tell: (version: string | null) => T): T {
  const before = memory.get(version)
  if (before !== undefined) return before
  const now = tell(version)
  memory.set(version, now)
  return now
}
