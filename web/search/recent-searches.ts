import type { PatternType } from '../../src/search/contract.ts'
import { questionOf } from './query-edit.ts'

export interface RecentSearch {
  query: string
  patternType: PatternType
}

const key = 'fb-recent-searches'
const kept = 20

/** The newest first. What is stored may be of another version or not ours, so it is read with care. */
export function recentSearches(): RecentSearch[] {
  try {
    return readRecent(localStorage.getItem(key))
  } catch {
    return [] // the browser keeps nothing for this page
  }
}

export function readRecent(stored: string | null): RecentSearch[] {
  const list: unknown = JSON.parse(stored ?? '[]')
  if (!Array.isArray(list)) return []
  const questions = list.map((entry: unknown) => {
    const { query, patternType } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    return questionOf({ q: query, patternType })
  })
  return questions.filter(({ query }) => query !== '')
}

export function rememberSearch(search: RecentSearch): void {
  try {
    localStorage.setItem(key, JSON.stringify(withRecent(recentSearches(), search)))
  } catch {
    // Full or forbidden: recent searches are a convenience.
  }
}

/** Each query once, at the place of its last use. */
export function withRecent(known: readonly RecentSearch[], search: RecentSearch): RecentSearch[] {
  if (search.query.trim() === '') return [...known]
  return [search, ...known.filter(({ query }) => query !== search.query)].slice(0, kept)
}
