import { applySuggestion, compileQuery, completions, highlight, type HighlightKind, type Issue } from '../../engine/query/index.ts'
import type { PatternType } from '../../src/search/contract.ts'
import type { RecentSearch } from './recent-searches.ts'

/** One line under the search box. Choosing it makes `text` the query; a recent one is also run. */
export interface Suggestion {
  kind: 'completion' | 'mend' | 'recent'
  label: string
  detail: string
  text: string
  /** Where the cursor goes. */
  cursor: number
  patternType: PatternType
}

interface Typed {
  text: string
  cursor: number
  patternType: PatternType
}

const maxShown = 10

/** What to offer for what has been typed. `repositories` are names that the server found for `repositoryAt`. */
export function suggest(typed: Typed, { repositories, recent, issues }: { repositories: readonly string[]; recent: readonly RecentSearch[]; issues: readonly Issue[] }): Suggestion[] {
  const { text, cursor, patternType } = typed
  if (text.trim() === '') return recent.slice(0, maxShown).map((search) => ({ kind: 'recent', label: search.query, detail: search.patternType, text: search.query, cursor: search.query.length, patternType: search.patternType }))
  const completed = completions(text, cursor).map(({ label, insert, from, to, detail }) => replace(typed, { from, to, insert, label, detail }))
  return [...namesIn(typed, repositories), ...completed, ...mends(text, patternType, issues)].slice(0, maxShown)
}

interface Replacement {
  from: number
  to: number
  insert: string
  label: string
  detail: string
}

function replace({ text, patternType }: Typed, { from, to, insert, label, detail }: Replacement): Suggestion {
  return { kind: 'completion', label, detail, text: text.slice(0, from) + insert + text.slice(to), cursor: from + insert.length, patternType }
}

/** The part of a repository's name that stands at the cursor after `repo:`, and where; null anywhere else. */
export function repositoryAt(text: string, cursor: number): { name: string; from: number; to: number } | null {
  const match = /(?:^|[\s(])-?(?:repo|r):([^\s()"'@]*)$/i.exec(text.slice(0, cursor))
  const typed = match?.[1]
  return typed === undefined ? null : { name: typed.replace(/[\\^$]/g, ''), from: cursor - typed.length, to: cursor }
}

function namesIn(typed: Typed, repositories: readonly string[]): Suggestion[] {
  const at = repositoryAt(typed.text, typed.cursor)
  return at ? repositories.map((name) => replace(typed, { ...at, insert: `^${escape(name)}$ `, label: name, detail: 'repository' })) : []
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

function mends(text: string, patternType: PatternType, issues: readonly Issue[]): Suggestion[] {
  return issues.flatMap((issue) => {
    const mended = applySuggestion(text, issue)
    return mended === undefined ? [] : [{ kind: 'mend' as const, label: mended, detail: 'mended', text: mended, cursor: mended.length, patternType }]
  })
}

export interface Segment {
  text: string
  kind: HighlightKind | 'plain'
  problem: Issue['severity'] | null
}

export interface ReadQuery {
  segments: Segment[]
  issues: Issue[]
}

/** Above it a query is shown without colours: nobody reads it in one line, and it is read anew at each key. */
const longestColoured = 4000

/** The query as it is shown: coloured stretches in order, and what is wrong with it. An empty one has no problems. */
export function readQuery(text: string, patternType: PatternType): ReadQuery {
  if (text.trim() === '') return { segments: [], issues: [] }
  if (text.length > longestColoured) return { segments: [{ text, kind: 'plain', problem: null }], issues: [] }
  const { issues } = compileQuery(text, { patternType })
  const colours = highlight(text, { patternType })
  const edges = [...new Set([0, text.length, ...[...colours, ...issues].flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b)
  const segments = edges.slice(0, -1).map((start, at) => {
    const end = edges[at + 1] ?? text.length
    const covers = (range: { start: number; end: number }) => range.start <= start && end <= range.end
    return { text: text.slice(start, end), kind: colours.find(covers)?.kind ?? ('plain' as const), problem: issues.find(covers)?.severity ?? null }
  })
  return { segments, issues }
}
