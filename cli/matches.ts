import type { Match } from '../src/search/contract.ts'
import type { Piece } from './terminal.ts'

/** `REPOSITORY PATH`, with the revision when it is not the default branch; only the repository where that is the result. */
export function whereOf(match: Match): string {
  const [rev = 'HEAD'] = match.branches
  const repository = rev === 'HEAD' || rev === '' ? match.repository : `${match.repository}@${rev}`
  return match.type === 'repo' ? repository : `${repository} ${match.path}`
}

/** The lines that hold matches, 1-based, with the matches marked. None for a result that is a path or a repository. */
export function linesOf(match: Match): { line: number; pieces: Piece[] }[] {
  if (match.type !== 'content') return []
  return (match.lineMatches ?? []).map(({ line, lineNumber, offsetAndLengths }) => ({ line: lineNumber + 1, pieces: mark(line.replace(/\r$/, ''), offsetAndLengths) }))
}

/** Offsets count code points, as the protocol has them. */
function mark(text: string, ranges: readonly [number, number][]): Piece[] {
  const points = [...text]
  const pieces: Piece[] = []
  let at = 0
  for (const [offset, length] of [...ranges].sort(([a], [b]) => a - b)) {
    const from = Math.max(at, offset)
    const to = Math.max(from, offset + length)
    pieces.push(points.slice(at, from).join(''), { text: points.slice(from, to).join(''), style: ['bold', 'red'] })
    at = to
  }
  return [...pieces, points.slice(at).join('')]
}
