import type { ColourSpan } from './code-colours.ts'
import { unitsBefore } from './code-token.ts'
import { hiddenCharacters, nameOfCharacter } from './hidden-characters.ts'

/** A run of a line that looks the same throughout. */
export interface Piece {
  text: string
  className: string
  marked: boolean
  /** Set for a character that is shown by its name instead. */
  hidden?: string
}

/** Start and length in characters (code points). */
export type Mark = readonly [start: number, length: number]

interface Line {
  text: string
  colours?: readonly ColourSpan[]
  marks?: readonly Mark[]
}

/** Cuts a line wherever its colour, a mark, or a hidden character begins or ends. */
export function piecesOf({ text, colours = [], marks = [] }: Line): Piece[] {
  const marked = marks.map((mark) => toUnits(text, mark))
  const hidden = [...text.matchAll(hiddenCharacters)].map((match) => [match.index, match.index + match[0].length] as const)
  const cuts = new Set([0, text.length, ...colours.flatMap(({ from, to }) => [from, to]), ...marked.flat(), ...hidden.flat()])
  const edges = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b)
  return edges.slice(1).map((to, index) => pieceAt({ text, colours, marked, hidden }, edges[index] ?? 0, to))
}

type Units = readonly [from: number, to: number]

function pieceAt({ text, colours, marked, hidden }: { text: string; colours: readonly ColourSpan[]; marked: readonly Units[]; hidden: readonly Units[] }, from: number, to: number): Piece {
  const covers = ([start, end]: Units) => start <= from && to <= end
  const piece = text.slice(from, to)
  return {
    text: piece,
    className: colours.find((span) => covers([span.from, span.to]))?.className ?? '',
    marked: marked.some(covers),
    ...(hidden.some(covers) ? { hidden: nameOfCharacter(piece) } : {}),
  }
}

/** From code points, which the engine counts in, to UTF-16 units, which the browser counts in. */
function toUnits(text: string, [start, length]: Mark): Units {
  const from = unitsBefore(text, start)
  return [from, from + unitsBefore(text.slice(from), length)]
}

/** A line longer than `room` is shown as the part around its first mark; `before` and `after` count what was left out, in characters. */
export function clipLine({ text, marks = [] }: Line, room: number): { text: string; marks: Mark[]; before: number; after: number } {
  if (text.length <= room) return { text, marks: [...marks], before: 0, after: 0 }
  const points = [...text]
  const before = Math.max(0, Math.min((marks[0]?.[0] ?? 0) - Math.floor(room / 4), points.length - room))
  const kept = points.slice(before, before + room)
  const within = marks.flatMap(([start, length]): Mark[] => {
    const from = Math.max(0, start - before)
    const to = Math.min(kept.length, start - before + length)
    return to > from ? [[from, to - from]] : []
  })
  return { text: kept.join(''), marks: within, before, after: points.length - before - kept.length }
}
