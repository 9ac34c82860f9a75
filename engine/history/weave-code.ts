/** A weave as bytes. FORMAT.md has an example. */

import { type ByteReader, type ByteWriter } from '../disk/index.ts'
import { ALIVE, unzigzag, zigzag } from './format.ts'
import type { StateChange, Weave } from './weave.ts'

/** A weave that was read: item i is line `lines[i]` of the run, from its birth to its death. */
export type ReadWeave = {
  isLate: boolean
  states: StateChange[]
  lines: Int32Array
  births: Int32Array
  deaths: Int32Array
  unended: Uint8Array
}

type WovenEntries = Omit<ReadWeave, 'states' | 'isLate'>

/** Numbers lines in the order in which they first occur. */
export type LineNumbers = {
  count: number
  /** The number of a line if it has one, else -1; it has one from then on. */
  take(line: number): number
}

export function encodeWeave(out: ByteWriter, weave: Weave, entries: WovenEntries, numbers: LineNumbers): void {
  out.varint(weave.states.length * 2 + Number(weave.isLate))
  for (const { position, state } of weave.states) {
    out.varint(position)
    out.varint(state)
  }
  out.varint(weave.items.length)
  out.varint(numbers.count)
  let birth = 0
  for (const entry of weave.items) {
    const { count } = numbers
    const number = numbers.take(entries.lines[entry])
    // New lines come in order; an old one is told by how far back it is.
    out.varint(number < 0 ? 0 : count - number)
    out.varint(zigzag(entries.births[entry] - birth) * 2 + entries.unended[entry])
    birth = entries.births[entry]
    out.varint(entries.deaths[entry] === ALIVE ? 0 : entries.deaths[entry] - birth + 1)
  }
}

/** What a weave begins with. */
export function decodeStates(reader: ByteReader): Pick<ReadWeave, 'isLate' | 'states'> {
  const head = reader.varint()
  const states = Array.from({ length: checkedLength(head >>> 1, reader) }, () => ({ position: reader.varint(), state: reader.varint() }))
  return { isLate: (head & 1) === 1, states }
}

export function decodeWeave(reader: ByteReader): ReadWeave {
  const { isLate, states } = decodeStates(reader)
  const length = checkedLength(reader.varint(), reader)
  let next = reader.varint()
  const weave = { isLate, states, lines: new Int32Array(length), births: new Int32Array(length), deaths: new Int32Array(length), unended: new Uint8Array(length) }
  let birth = 0
  for (let item = 0; item < length; item++) {
    const back = reader.varint()
    weave.lines[item] = back === 0 ? next++ : next - back
    const born = reader.varint()
    weave.unended[item] = born & 1
    birth += unzigzag(born >>> 1)
    weave.births[item] = birth
    const life = reader.varint()
    weave.deaths[item] = life === 0 ? ALIVE : birth + life - 1
  }
  return weave
}

/** So many things follow, each of which takes a byte at least. */
function checkedLength(length: number, reader: ByteReader): number {
  if (length > reader.bytes.length - reader.at) throw new RangeError('a list goes on beyond the end of its section')
  return length
}
