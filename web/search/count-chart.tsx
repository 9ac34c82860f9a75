import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import classes from './count-chart.module.css'
import { tickWords, withPresent, type Chart } from './series.ts'

interface Props {
  chart: Pick<Chart, 'times' | 'counts'>
  /** What it shows, for those who do not see it. */
  label: string
  /** The point that is being looked at; null to look at none. */
  look: (index: number | null) => void
  pick: (index: number) => void
  /** In pixels. */
  height: number
}

/** A count over time in steps. The pointer or the arrow keys look at a point, a click or Enter picks it. */
export default function CountChart({ chart, label, look, pick, height }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const at = useRef<number | null>(null)
  const act = useRef({ look, pick })
  act.current = { look, pick }
  const scheme = useComputedColorScheme('light')
  useEffect(() => {
    const element = box.current
    if (!element) return
    const onLook = (index: number | null) => act.current.look((at.current = index))
    plot.current = draw({ element, chart, height, onLook })
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }))
    resize.observe(element)
    return () => {
      resize.disconnect()
      plot.current?.destroy()
    }
  }, [chart, scheme, height])
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextPoint(event.key, at.current, chart.times.length)
    if (event.key === 'Enter' && at.current !== null) act.current.pick(at.current)
    if (next === null || !plot.current) return
    event.preventDefault()
    plot.current.setCursor({ left: plot.current.valToPos((chart.times[next] ?? 0) / 1000, 'x'), top: 0 })
    act.current.look((at.current = next))
  }
  return <div className={classes.chart} ref={box} style={{ height }} role="img" aria-label={label} tabIndex={0} onKeyDown={onKeyDown} onClick={() => at.current !== null && act.current.pick(at.current)} />
}

function nextPoint(key: string, at: number | null, length: number): number | null {
  const last = length - 1
  const moves: Record<string, number> = { ArrowLeft: at === null ? last : at - 1, ArrowRight: at === null ? last : at + 1, Home: 0, End: last }
  const next = moves[key]
  return next === undefined || length === 0 ? null : Math.max(0, Math.min(last, next))
}

function draw({ element, chart, height, onLook }: { element: HTMLElement; onLook: (index: number | null) => void } & Pick<Props, 'chart' | 'height'>): uPlot {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim()
  const [line, quiet, faint] = [colour('--mantine-primary-color-filled'), colour('--mantine-color-dimmed'), colour('--fb-line')]
  const axis = { stroke: quiet, font: '11px system-ui, sans-serif', grid: { stroke: faint, width: 1 }, ticks: { show: false } }
  const paths = uPlot.paths.stepped?.({ align: 1 })
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      legend: { show: false },
      padding: [8, 4, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, fill: line } },
      scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.05)] } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      axes: [{ ...axis, size: 20, gap: 4, space: 44, grid: { show: false }, values: (_plot, ticks, _axis, _space, apart) => ticks.map((tick) => tickWords(tick, apart)) }, { ...axis, size: widthFor(chart.counts), gap: 4, space: 32, incrs: wholeSteps, values: (_plot, ticks) => ticks.map(shortNumber) }],
      series: [{}, { stroke: line, width: 1.5, fill: `color-mix(in srgb, ${line} 14%, transparent)`, points: { show: chart.times.length < 40, size: 4, fill: line }, ...(paths ? { paths } : {}) }],
      hooks: { setCursor: [({ cursor: { idx, left = -1 } }) => onLook(typeof idx === 'number' && left >= 0 ? Math.min(idx, chart.times.length - 1) : null)] },
    },
    withPresent(chart, Date.now()),
    element,
  )
}

const wholeSteps = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7, 8].map((power) => step * 10 ** power)).sort((a, b) => a - b)

/** `950`, `1.2k`, `3M`: an axis has little room. */
const shortNumber = (value: number): string => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)

const widthFor = (counts: readonly number[]): number => 12 + 7 * shortNumber(Math.max(0, ...counts)).length
