import { badInput } from '../../platform/errors.ts'

const day = 24 * 60 * 60
const units: Record<string, number> = { h: 3600, d: day, w: 7 * day, m: 30 * day, y: 365 * day }

/** `90d`, `12w`, `6m` (of 30 days), `1y`, `36h` in seconds; null for nothing. */
export function readWindow(text: string): number | null {
  if (text.trim() === '') return null
  const [, count = '', unit = ''] = /^(\d{1,5})\s*([hdwmy])$/.exec(text.trim().toLowerCase()) ?? []
  const seconds = Number(count) * (units[unit] ?? 0)
  if (seconds === 0) throw badInput('suspects.bad_window', `A window is a number and a unit, such as 90d, 12w, 6m, 1y or 36h, not ${text.slice(0, 40)}.`)
  return seconds
}
