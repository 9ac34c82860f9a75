/** Time as a value that tests can set. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** Times are stored as ISO 8601 in UTC with milliseconds, which sorts as text. */
export const timestamp = (clock: Clock): string => clock.now().toISOString()
