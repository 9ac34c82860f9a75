const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

interface Point {
  time: string
  count: number
}

/** A count over time in so many characters, from the first point to `until` (milliseconds since 1970). Zero is a blank; each point holds until the next. */
export function sparkline(points: readonly Point[], { width, until }: { width: number; until: number }): string {
  const times = points.map(({ time }) => Date.parse(time))
  const most = points.reduce((largest, { count }) => Math.max(largest, count), 0)
  const first = times[0] ?? until
  const step = Math.max(1, until - first) / width
  const countAt = (time: number) => points[times.findLastIndex((at) => at <= time)]?.count ?? 0
  return Array.from({ length: width }, (_, at) => barOf(countAt(first + step * (at + 1)), most)).join('')
}

/** The lowest bar is for the fewest lines above none. */
const barOf = (count: number, most: number): string => (count === 0 ? ' ' : (bars[Math.ceil((count / most) * bars.length) - 1] ?? '█'))
