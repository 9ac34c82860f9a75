import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'

const dayMs = 86_400_000

/** Points as `day:count`, drawn until day 8 in eight characters. */
const cases: [points: string, line: string][] = [
  ['0:8', '████████'],
  ['0:1 4:8', '▁▁▁█████'],
  ['0:4 2:8 6:0', '▄████   '],
  ['0:1 1:1000 3:1', '██▁▁▁▁▁▁'],
  ['7:3', '████████'],
  ['', '        '],
]
test.each(cases)('%j', (text, line) => {
  const points = text === '' ? [] : text.split(' ').map((point) => ({ time: new Date(Number(point.split(':')[0]) * dayMs).toISOString(), count: Number(point.split(':')[1]) }))
  expect(sparkline(points, { width: 8, until: 8 * dayMs })).toBe(line)
})
