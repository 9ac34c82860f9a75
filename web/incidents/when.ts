/**
 * A time as somebody types it under stress, always UTC: nothing for now, `02:14` for the last time it was that, `2026-02-11 02:14`.
 * Null when it cannot be read.
 */
export function readWhen(text: string, now: number): { at: string | undefined } | null {
  const typed = text.trim().replace(/\s*(utc|z)$/i, '')
  if (typed === '') return { at: undefined }
  const [, day = '', hours = '', minutes = '', seconds = '00'] = /^(?:(\d{4}-\d{2}-\d{2})[ T]+)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(typed) ?? []
  const time = Date.parse(`${day || new Date(now).toISOString().slice(0, 10)}T${hours.padStart(2, '0')}:${minutes}:${seconds}Z`)
  if (Number.isNaN(time)) return null
  const isTomorrow = day === '' && time > now
  return { at: new Date(isTomorrow ? time - 86_400_000 : time).toISOString() }
}
