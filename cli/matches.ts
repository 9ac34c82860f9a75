import type { CommitMatch, Match, OwnerMatch, SymbolMatch } from '../src/search/contract.ts'
import { placesIn } from './diff-places.ts'
import type { Piece } from './terminal.ts'

export const isOwner = (match: Match): match is OwnerMatch => match.type === 'person' || match.type === 'team'

/** `REPOSITORY PATH`, with the revision when it is not the default branch; only the repository where that is the result. A commit is named by its id, in full. */
export function whereOf(match: Exclude<Match, OwnerMatch>): string {
  const [rev = 'HEAD'] = match.branches
  const repository = rev === 'HEAD' || rev === '' ? match.repository : `${match.repository}@${rev}`
  if (match.type === 'repo') return repository
  return `${repository} ${match.type === 'commit' ? match.oid : match.path}`
}

/** The lines that hold matches, 1-based, with the matches marked, or symbols. None for a result that is a path or a repository. */
export function linesOf(match: Match): { line: number; pieces: Piece[] }[] {
  if (match.type === 'symbol') return match.symbols.map(lineOfSymbol)
  if (match.type !== 'content') return []
  return (match.lineMatches ?? []).map(({ line, lineNumber, offsetAndLengths }) => ({ line: lineNumber + 1, pieces: mark(line.replace(/\r$/, ''), offsetAndLengths) }))
}

/** `CONTAINER.NAME KIND`. */
function lineOfSymbol({ line, name, containerName, kind }: SymbolMatch['symbols'][number]): { line: number; pieces: Piece[] } {
  return { line, pieces: [...(containerName === '' ? [] : [`${containerName}.`]), { text: name, style: ['bold', 'red'] }, ` ${kind.toLowerCase()}`] }
}

/** `@name`, an address, or the name of a team in a catalogue. */
export function nameOf(match: OwnerMatch): string {
  if (match.handle !== undefined) return `@${match.handle}`
  return match.type === 'team' ? match.name : (match.email ?? '')
}

/** `DATE AUTHOR  SUBJECT`. */
export function aboutCommit({ authorDate, authorName, message, merge }: CommitMatch): string {
  const [subject = ''] = message.split('\n')
  return `${authorDate.slice(0, 10)} ${authorName}  ${subject}${merge ? ' (merge)' : ''}`
}

/** What matched in a commit: `PATH:LINE:` with the changed line and its sign, or the line of the message below the subject. */
export function linesOfCommit({ content, ranges }: CommitMatch): Piece[][] {
  const lines = content.split('\n')
  const isDiff = lines[0]?.endsWith('diff') === true
  const places = isDiff ? placesIn(lines) : new Map<number, string>()
  const below = isDiff ? ranges : ranges.filter(([line]) => line > 1)
  return [...Map.groupBy(below, ([line]) => line)].map(([at, found]) => {
    const place = places.get(at)
    return [...(place ? [{ text: place, style: 'green' as const }, ':'] : []), ...mark(lines[at] ?? '', found.map(([, start, length]) => [start, length]))]
  })
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
