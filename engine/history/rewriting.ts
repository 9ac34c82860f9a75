/**
 * Makes runs from runs: two that follow each other become one, and the end of one is cut off. Either gives the run that would have
 * been built from the commits themselves, byte for byte.
 */

import { ALIVE } from './format.ts'
import { RunBuilder } from './run-builder.ts'
import { lineStarts } from './run-lines.ts'
import type { Run } from './run.ts'
import type { ReadWeave } from './weave-code.ts'
import { Weave } from './weave.ts'

const nothingBefore = () => null

/** Two runs, the second of which begins where the first ends (or with its last commit, if that was cut in two). */
export function join(first: Run, second: Run): RunBuilder {
  const builder = unpack(first)
  const overlap = builder.to - second.shared.from
  addCommits(builder, second, overlap)
  const numbers = addLines(builder, second)
  for (let path = 0; path < second.pathCount; path++) {
    const name = second.nameOf(path)
    const joining = { before: builder.weaves.get(name), after: second.weave(path), since: second.since(path), numbers }
    builder.weaves.set(name, joinWeaves(builder, joining))
  }
  return builder
}

/** A run without its commits from `to` on. It may have no paths left. */
export function cut(run: Run, to: number): RunBuilder {
  const builder = unpack(run)
  builder.commits.length = to - builder.from
  const { entries } = builder
  for (let entry = 0; entry < entries.count; entry++) if (entries.deaths[entry] >= to) entries.deaths[entry] = ALIVE
  for (const [path, weave] of builder.weaves) {
    weave.items = weave.items.filter((entry) => entries.births[entry] < to)
    weave.states = weave.states.filter(({ position }) => position < to)
    if (!builder.isTouched(weave)) builder.weaves.delete(path)
  }
  return builder
}

function unpack(run: Run): RunBuilder {
  const builder = new RunBuilder({ from: run.shared.from, before: nothingBefore })
  addCommits(builder, run, 0)
  const numbers = addLines(builder, run)
  for (let path = 0; path < run.pathCount; path++) builder.weaves.set(run.nameOf(path), unpackWeave(builder, run.weave(path), numbers))
  return builder
}

function addCommits(builder: RunBuilder, run: Run, skip: number): void {
  const { oidBytes } = run.shared
  const [oids, times, parents] = [run.oids(), run.times(), run.parents()]
  for (let i = skip; i < times.length; i++) builder.addCommit({ oid: oids.toString('hex', i * oidBytes, (i + 1) * oidBytes), time: times[i], parents: parents[i] })
}

/** The numbers that the lines of a run have in the builder. */
function addLines(builder: RunBuilder, run: Run): Int32Array {
  const numbers = new Int32Array(run.lineCount)
  for (let block = 0; block < run.blockCount; ) {
    const group = run.groupOf(block)
    const text = run.text(group)
    const starts = lineStarts(text)
    const first = run.shared.firsts[block]
    for (let place = 0; place + 1 < starts.length; place++) numbers[first + place] = builder.lines.number(text, starts[place], starts[place + 1] - 1)
    block = group.end
  }
  return numbers
}

function addEntry(builder: RunBuilder, { lines, births, deaths, unended }: ReadWeave, item: number, numbers: Int32Array): number {
  return builder.entries.add({ line: numbers[lines[item]], birth: births[item], death: deaths[item], unended: unended[item] === 1 })
}

function unpackWeave(builder: RunBuilder, weave: ReadWeave, numbers: Int32Array): Weave {
  const unpacked = new Weave(weave.states, weave.lines.map((_line, item) => addEntry(builder, weave, item, numbers)))
  unpacked.isLate = weave.isLate
  return unpacked
}

/** A file of which the first run tells nothing: if it is late there, what the second took over may be from the commit that both are parts of. */
function takeOver(builder: RunBuilder, { after, since, numbers }: Omit<Joining, 'before'>): Weave {
  const weave = unpackWeave(builder, after, numbers)
  const isTakenOver = (position: number) => position >= builder.from && position < since
  weave.isLate = after.isLate || after.births.some(isTakenOver) || after.states.some(({ position }) => isTakenOver(position))
  return weave
}

type Joining = { before: Weave | undefined; after: ReadWeave; since: number; numbers: Int32Array }

/** What the second run brought stands right before the line that follows it among those that stood when it began. */
function joinWeaves(builder: RunBuilder, { before, after, since, numbers }: Joining): Weave {
  if (before === undefined) return takeOver(builder, { after, since, numbers })
  const { entries } = builder
  const woven = new Int32Array(before.items.length + after.lines.length)
  let length = 0
  let next = 0
  const takeBorn = () => {
    while (next < after.lines.length && after.births[next] >= since) woven[length++] = addEntry(builder, after, next++, numbers)
  }
  for (const entry of before.items) {
    if (entries.isAlive(entry)) {
      takeBorn()
      entries.deaths[entry] = after.deaths[next++]
    }
    woven[length++] = entry
  }
  takeBorn()
  const joined = new Weave(before.states, woven.slice(0, length))
  joined.isLate = before.isLate
  for (const { position, state } of after.states) if (position >= since) joined.setState(position, state)
  return joined
}
