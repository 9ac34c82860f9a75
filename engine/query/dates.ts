/**
 * Dates as people write them in a query: `2019-11-01`, `november 1 2019`, `11/1/2019` (month first), `01.11.2019` (day first),
 * RFC 2822, ISO 8601, unix seconds, `yesterday`, `last thursday`, `2 weeks ago`, `3pm`. UTC unless a zone is given.
 *
 * A date is read without a clock: what counts from the moment of the search is kept as it was said, until `resolveDate` is
 * told that moment. The name of a day means its start; an amount (`2 days ago`) is counted from the moment itself.
 */
export type DateSpec = { text: string } & Moment

type Moment =
  /** Milliseconds since 1970. */
  | { kind: 'fixed'; ms: number }
  /** So many calendar months and then so many milliseconds before the search. */
  | { kind: 'ago'; months: number; ms: number }
  /** A time of a day: `daysAgo` counts days back from today; `weekday` (0 is Sunday) is the last one before today. */
  | { kind: 'day'; day: { daysAgo: number } | { weekday: number }; timeMs: number; offsetMs: number }
  /** The last time that a clock in the zone showed this. */
  | { kind: 'time'; timeMs: number; offsetMs: number }

/** In UTF-16 code units; no date needs more. */
const MAX_LENGTH = 80

/** Undefined for what is not a date, also where the calendar has no such day. */
export function readDate(text: string): DateSpec | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const plain = normalise(text)
  const moment = readUnix(plain) ?? readAgo(plain) ?? readCalendar(plain)
  return moment && { text, ...moment }
}

/** The moment that a date means in a search that runs at `now`, in milliseconds since 1970. */
export function resolveDate(spec: DateSpec, now: Date): number {
  switch (spec.kind) {
    case 'fixed': return spec.ms
    case 'ago': return monthsBefore(now, spec.months) - spec.ms
    case 'day': return startOfDay(now, spec.offsetMs) - daysBack(spec.day, now.getTime() + spec.offsetMs) * DAY + spec.timeMs
    case 'time': {
      const today = startOfDay(now, spec.offsetMs) + spec.timeMs
      return today > now.getTime() ? today - DAY : today
    }
  }
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

function normalise(text: string): string {
  return text.trim().toLowerCase()
    .replace(/[\s,_]+/g, ' ')
    .replace(/(\d) (?=[ap]m\b)/g, '$1')
    .replace(/(\d-\d{1,2})t(?=\d)/, '$1 ')
}

/** As git writes them: the zone says where the clock stood, not another moment. Fewer digits could be a day or a year. */
function readUnix(plain: string): Moment | undefined {
  const seconds = /^@?(\d{9,11})(?: [+-]\d{4})?$/.exec(plain)?.[1]
  return seconds === undefined ? undefined : { kind: 'fixed', ms: Number(seconds) * SECOND }
}

const AMOUNTS = new Map(['a', 'an', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map((word, at) => [word, Math.max(1, at - 1)]))

type Span = { months: number; ms: number }

const UNITS = new Map<string, Span>([
  ['second', { months: 0, ms: SECOND }], ['sec', { months: 0, ms: SECOND }],
  ['minute', { months: 0, ms: MINUTE }], ['min', { months: 0, ms: MINUTE }],
  ['hour', { months: 0, ms: HOUR }], ['day', { months: 0, ms: DAY }], ['week', { months: 0, ms: 7 * DAY }],
  ['month', { months: 1, ms: 0 }], ['year', { months: 12, ms: 0 }],
])

/** So that no date lies beyond those that JavaScript can count. */
const MAX_MONTHS = 12 * 10_000

/** `now`, `last week`, `5 days ago`, `1 hour 30 minutes ago`, and with dots as git has them: `2.weeks.ago`. */
function readAgo(plain: string): Moment | undefined {
  if (plain === 'now') return { kind: 'ago', months: 0, ms: 0 }
  const words = plain.replace(/(\d)(?=[a-z])/g, '$1 ').split(/[ .]+/)
  const last = words[0] === 'last' && words.length === 2 ? unitNamed(words[1]) : undefined
  if (last) return { kind: 'ago', ...last }
  return words.pop() === 'ago' && words.length > 0 ? sumOf(words) : undefined
}

function sumOf(words: readonly string[]): Moment | undefined {
  let months = 0
  let ms = 0
  for (let at = 0; at < words.length; at += 2) {
    const amount = amountOf(words[at])
    const unit = unitNamed(words[at + 1])
    if (amount === undefined || !unit) return undefined
    months += amount * unit.months
    ms += amount * unit.ms
  }
  return months > MAX_MONTHS ? undefined : { kind: 'ago', months, ms }
}

function amountOf(word = ''): number | undefined {
  return /^\d{1,6}$/.test(word) ? Number(word) : AMOUNTS.get(word)
}

function unitNamed(word = ''): Span | undefined {
  return UNITS.get(word.replace(/s$/, ''))
}

/** What the words of a date have said so far. Each thing may be said once. */
type Draft = {
  year?: number
  /** 1 is January. */
  month?: number
  day?: number
  daysAgo?: number
  weekday?: number
  isLast?: true
  timeMs?: number
  offsetMs?: number
}

function readCalendar(plain: string): Moment | undefined {
  let draft: Draft = {}
  for (const word of plain.split(' ')) {
    const part = readWord(word)
    if (!part || Object.keys(part).some(key => key in draft)) return undefined
    draft = { ...draft, ...part }
  }
  return momentOf(draft)
}

function readWord(word: string): Draft | undefined {
  return WORDS.get(word) ?? readNumericDate(word) ?? readTime(word) ?? readZone(word) ?? readNumber(word)
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
/** The zones of RFC 2822 §4.3, in hours from UTC. */
const ZONES = { z: 0, ut: 0, utc: 0, gmt: 0, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 }

const WORDS = new Map<string, Draft>([
  ...MONTHS.flatMap((name, at) => [name, name.slice(0, 3)].map(word => [word, { month: at + 1 }] as const)),
  ...WEEKDAYS.flatMap((name, at) => [name, name.slice(0, 3)].map(word => [word, { weekday: at }] as const)),
  ...Object.entries(ZONES).map(([word, hours]) => [word, { offsetMs: hours * HOUR }] as const),
  ['today', { daysAgo: 0 }], ['yesterday', { daysAgo: 1 }], ['last', { isLast: true }],
  ['midnight', { timeMs: 0 }], ['noon', { timeMs: 12 * HOUR }], ['at', {}], ['on', {}], ['of', {}],
])

function readNumericDate(word: string): Draft | undefined {
  const yearFirst = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/.exec(word)
  if (yearFirst) return { year: Number(yearFirst[1]), month: Number(yearFirst[3]), day: Number(yearFirst[4]) }
  const yearLast = /^(\d{1,2})([./])(\d{1,2})\2(\d{4})$/.exec(word)
  if (!yearLast) return undefined
  const [, first, separator, second, year] = yearLast
  const [month, day] = separator === '/' ? [first, second] : [second, first]
  return { year: Number(year), month: Number(month), day: Number(day) }
}

const TIME = /^(\d{1,2})(?::(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?([ap]m)?(z|[+-]\d\d(?::?\d\d)?)?$/

/** `15:00`, `3pm`, `3:00pm`, `22:13:13.5+02:00`. A number alone is no time. */
function readTime(word: string): Draft | undefined {
  const [, hours, minutes, seconds = '0', fraction = '0', half, zone] = TIME.exec(word) ?? []
  if (hours === undefined || (minutes ?? half) === undefined) return undefined
  const hour = half === undefined ? Number(hours) : halfDayHour(Number(hours), half)
  if (hour > 23 || Number(minutes ?? 0) > 59 || Number(seconds) > 60) return undefined
  const timeMs = hour * HOUR + Number(minutes ?? 0) * MINUTE + Number(seconds) * SECOND + Math.floor(Number(fraction) * SECOND)
  if (zone === undefined) return { timeMs }
  const offset = WORDS.get(zone) ?? readZone(zone)
  return offset && { timeMs, ...offset }
}

/** Infinite for an hour that a clock of twelve hours does not have. */
function halfDayHour(hour: number, half: string): number {
  return hour < 1 || hour > 12 ? Infinity : hour % 12 + (half === 'pm' ? 12 : 0)
}

function readZone(word: string): Draft | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(word) ?? []
  if (hours === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined
  return { offsetMs: (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE) }
}

function readNumber(word: string): Draft | undefined {
  if (/^\d{4}$/.test(word)) return { year: Number(word) }
  const day = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1]
  return day === undefined ? undefined : { day: Number(day) }
}

function momentOf({ year, month, day, daysAgo, weekday, isLast, timeMs, offsetMs = 0 }: Draft): Moment | undefined {
  const time = { timeMs: timeMs ?? 0, offsetMs }
  if (year !== undefined || month !== undefined || day !== undefined) {
    const start = daysAgo === undefined && !isLast ? dayStart({ year, month, day, weekday }) : undefined
    return start === undefined ? undefined : { kind: 'fixed', ms: start + time.timeMs - offsetMs }
  }
  if (weekday !== undefined) return daysAgo === undefined ? { kind: 'day', day: { weekday }, ...time } : undefined
  if (isLast) return undefined
  if (daysAgo !== undefined) return { kind: 'day', day: { daysAgo }, ...time }
  return timeMs === undefined ? undefined : { kind: 'time', ...time }
}

/** Undefined where the calendar has no such day, or it is another day of the week than was said. */
function dayStart({ year = 0, month = 0, day = 0, weekday }: Pick<Draft, 'year' | 'month' | 'day' | 'weekday'>): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal && (weekday ?? date.getUTCDay()) === date.getUTCDay() ? date.getTime() : undefined
}

/** The start of the day that it is in a zone. */
function startOfDay(now: Date, offsetMs: number): number {
  return Math.floor((now.getTime() + offsetMs) / DAY) * DAY - offsetMs
}

function daysBack(day: { daysAgo: number } | { weekday: number }, localMs: number): number {
  return 'daysAgo' in day ? day.daysAgo : (new Date(localMs).getUTCDay() - day.weekday + 6) % 7 + 1
}

/** The same day and time of an earlier month, or its last day where it is shorter. */
function monthsBefore(now: Date, months: number): number {
  const month = now.getUTCMonth() - months
  const lastDay = new Date(Date.UTC(now.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const date = new Date(now)
  date.setUTCMonth(month, Math.min(now.getUTCDate(), lastDay))
  return date.getTime()
}
