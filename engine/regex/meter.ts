/**
 * How much work a search may do.
 *
 * The unit is what the DFA does for a byte; other work counts as so many of these as take the same time. Every loop over text
 * reports what it did, at the latest every `METER_STRIDE` steps; so a search can be stopped from outside, and tests can
 * assert that a hostile pattern costs what it should, without a clock.
 */
export type Meter = {
  /** Throws to stop the search. */
  spend(steps: number): void
}

export const METER_STRIDE = 65_536

/** What following one instruction costs, in the simulation or while a state of the DFA is made: measured, 6 to 10. */
export const STEPS_PER_INSTRUCTION = 8

/** Thrown by a meter: the search stopped before its end, and what it found so far is not all. */
export class SearchStopped extends Error {
  readonly reason: 'cancelled' | 'budget'

  constructor(reason: 'cancelled' | 'budget') {
    super(reason === 'cancelled' ? 'The search was cancelled.' : 'The search took more steps than it may.')
    this.reason = reason
  }
}

export class StepMeter implements Meter {
  spent = 0
  private readonly budget: number
  private readonly isCancelled: () => boolean
  private sinceCheck = 0

  constructor({ budget = Infinity, isCancelled = () => false }: { budget?: number; isCancelled?: () => boolean } = {}) {
    this.budget = budget
    this.isCancelled = isCancelled
  }

  spend(steps: number): void {
    this.spent += steps
    if (this.spent > this.budget) throw new SearchStopped('budget')
    this.sinceCheck += steps
    if (this.sinceCheck < METER_STRIDE) return
    this.sinceCheck = 0
    if (this.isCancelled()) throw new SearchStopped('cancelled')
  }
}

export const UNMETERED: Meter = { spend: () => {} }
