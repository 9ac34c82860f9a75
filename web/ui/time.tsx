import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'

const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** `5 min. ago`, `yesterday`. Less than a minute is `just now`. */
export function ago(time: string, now: number): string {
  const seconds = (new Date(time).getTime() - now) / 1000
  if (Number.isNaN(seconds)) return 'at an unknown time'
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', Infinity]
  return size === Infinity ? 'just now' : relative.format(Math.trunc(seconds / size), unit)
}

/** `2026-02-11 02:14:09 UTC`. */
export const utc = (time: string): string => (Number.isNaN(Date.parse(time)) ? time : `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`)

/** `2 h 14 min` between two times, as text for a clock that ticks by the minute. */
export function duration(from: string, to: number): string {
  const minutes = Math.max(0, Math.floor((to - new Date(from).getTime()) / 60_000))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}

const tickMs = 10_000
const watchers = new Set<() => void>()
let present = Date.now()
let ticking: ReturnType<typeof setInterval> | undefined

/** One clock for the page: a list of a thousand times ticks as one. */
function watchClock(watcher: () => void): () => void {
  watchers.add(watcher)
  ticking ??= setInterval(tick, tickMs)
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

function tick(): void {
  present = Date.now()
  watchers.forEach((watcher) => watcher())
}

/** The present to within ten seconds, renewed so that what is shown as relative stays true. */
export function useNow(): number {
  return useSyncExternalStore(watchClock, now)
}

function now(): number {
  if (Date.now() - present > tickMs) present = Date.now() // nothing renewed it meanwhile; the same for all who ask at once
  return present
}

/** A time as people say it; exact in UTC and in the reader's own zone on hover. */
export function Ago({ time }: { time: string }) {
  const now = useNow()
  const local = new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <Tooltip label={`${utc(time)} · ${local} here`}>
      <time dateTime={time} style={{ whiteSpace: 'nowrap' }}>
        {ago(time, now)}
      </time>
    </Tooltip>
  )
}
