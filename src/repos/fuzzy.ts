import { setImmediate } from 'node:timers/promises'

/**
 * The paths that hold the letters of the query in their order, the best first; `total` counts them all. Letter case and
 * spaces of the query do not matter. Paths of equal score come shorter first, then in the order given.
 */
export async function rankPaths(paths: readonly string[], query: string, limit: number): Promise<{ paths: string[]; total: number }> {
  const letters = query.replace(/\s+/g, '').toLowerCase()
  if (letters === '') return { paths: paths.slice(0, limit), total: paths.length }
  let best: Scored[] = []
  let total = 0
  for (let from = 0; from < paths.length; from += stride) {
    for (let index = from; index < Math.min(from + stride, paths.length); index++) {
      const path = paths[index] ?? ''
      const score = scorePath(path, letters)
      if (score !== null) best.push({ path, score, index })
      total += score === null ? 0 : 1
    }
    best = best.sort(byRank).slice(0, limit)
    await setImmediate() // a million paths must not hold up other requests
  }
  return { paths: best.map(({ path }) => path), total }
}

const stride = 5_000

type Scored = { path: string; score: number; index: number }

const byRank = (a: Scored, b: Scored) => b.score - a.score || a.path.length - b.path.length || a.index - b.index

/** Higher is better; null when the path lacks a letter. `letters` are in lower case, without spaces. */
export function scorePath(path: string, letters: string): number | null {
  const lower = path.toLowerCase()
  const backward = lastPlaces(lower, letters)
  if (!backward) return null
  const cased = lower.length === path.length ? path : lower // some letters change their length with their case
  const whole = wholePlaces(lower, letters)
  const tries = [backward, firstPlaces(lower, letters), ...(whole ? [whole] : [])]
  return Math.max(...tries.map((places) => scorePlaces(cased, places)))
}

/** Taking each letter as late as possible finds the base name; null when a letter is missing. */
function lastPlaces(text: string, letters: string): number[] | null {
  const places: number[] = []
  let at = text.length
  for (let next = letters.length - 1; next >= 0; next--) {
    at = at === 0 ? -1 : text.lastIndexOf(letters.charAt(next), at - 1)
    if (at < 0) return null
    places.push(at)
  }
  return places.reverse()
}

/** Taking each letter as early as possible finds the folders' names. To be called when it is known that all are there. */
function firstPlaces(text: string, letters: string): number[] {
  let at = -1
  return letters.split('').map((letter) => (at = text.indexOf(letter, at + 1)))
}

function wholePlaces(text: string, letters: string): number[] | null {
  const at = text.lastIndexOf(letters)
  return at < 0 ? null : letters.split('').map((_, index) => at + index)
}

const points = { base: 3, consecutive: 5, wordStart: 4, baseStart: 6, wholeBase: 12 }

function scorePlaces(path: string, places: readonly number[]): number {
  const base = path.lastIndexOf('/') + 1
  let score = 0
  let last = -2
  for (const at of places) {
    score += 1 + (at >= base ? points.base : 0) + (last === at - 1 ? points.consecutive : 0) + (startsWord(path, at) ? points.wordStart : 0)
    last = at
  }
  if (places[0] !== base) return score
  return score + points.baseStart + (endsStem(path, places) ? points.wholeBase : 0)
}

/** The letters are the whole base name, with or without its extension. */
function endsStem(path: string, places: readonly number[]): boolean {
  const end = (places.at(-1) ?? 0) + 1
  return end - (places[0] ?? 0) === places.length && (end === path.length || path.charAt(end) === '.')
}

function startsWord(path: string, at: number): boolean {
  if (at === 0) return true
  const before = path.charCodeAt(at - 1)
  return !isWord(before) || (isLower(before) && isUpper(path.charCodeAt(at)))
}

// By code, because this is asked for each letter of each path. Beyond ASCII everything counts as a letter without case.
const isLower = (code: number) => code >= 97 && code <= 122
const isUpper = (code: number) => code >= 65 && code <= 90
const isWord = (code: number) => isLower(code) || isUpper(code) || (code >= 48 && code <= 57) || code >= 128
