import type { Located, ResolvedFrame, ResolvedTrace } from '../contract.ts'
import type { SuspectFrame } from './frames.ts'

/** Further ones are far from the failure, and each costs a look into the history. */
const maxFrames = 8

/** Frames of our own code with a known place, those of the failure first, then outward through their callers. */
export function framesOf({ traces }: Located): Omit<SuspectFrame, 'broughtBy'>[] {
  const all = traces.flatMap(nearestFirst).flatMap(({ place, function: name }) => (place ? [{ path: place.path, line: place.line, function: name }] : []))
  const unique = new Map(all.map((frame): [string, (typeof all)[number]] => [`${frame.path}:${frame.line}`, frame]).reverse())
  return all.filter((frame) => unique.get(`${frame.path}:${frame.line}`) === frame).slice(0, maxFrames)
}

function nearestFirst({ exceptions, focus }: ResolvedTrace): ResolvedFrame[] {
  if (focus === null) return []
  const order = exceptions.map((_none, at) => at).sort((a, b) => Math.abs(a - focus.exception) - Math.abs(b - focus.exception))
  return order.flatMap((at) => {
    const frames = (exceptions[at]?.frames ?? []).map((frame, place) => ({ frame, place }))
    const center = at === focus.exception ? focus.frame : 0
    return frames.sort((a, b) => Math.abs(a.place - center) - Math.abs(b.place - center)).map(({ frame }) => frame)
  })
}
