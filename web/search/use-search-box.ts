import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Issue } from '../../engine/query/index.ts'
import { listRepositories } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { useGo } from '../ui/place-link.tsx'
import { questionOf, searchHref } from './query-edit.ts'
import { recentSearches } from './recent-searches.ts'
import { readQuery, repositoryAt, suggest, type Suggestion } from './suggestions.ts'
import type { Question } from './use-search.ts'

/** What is in the search box and what hangs under it. `placed` is where the cursor must go after a suggestion was taken. */
export interface BoxState {
  question: Question
  cursor: number
  placed: number | null
  open: boolean
  /** The suggestion that the arrow keys stand on; -1 for none. */
  chosen: number
}

export function useSearchBox() {
  const go = useGo()
  const [state, setState] = useState<BoxState>({ question: questionOf({}), cursor: 0, placed: null, open: false, chosen: -1 })
  const set = useCallback((change: Partial<BoxState>) => setState((before) => ({ ...before, ...change })), [])
  useQuestionOfPage(set)
  const { query, patternType } = state.question
  const read = useMemo(() => readQuery(query, patternType), [query, patternType])
  const suggestions = useSuggestions(state, read.issues)

  const run = (question: Question) => {
    set({ question, open: false, chosen: -1 })
    if (question.query.trim() === '') return
    go(searchHref(question))
  }
  return {
    state,
    set,
    read,
    suggestions,
    run,
    type: (text: string, cursor: number) => set({ question: { query: text, patternType }, cursor, placed: null, open: true, chosen: -1 }),
    choose({ kind, text, cursor, patternType: asked }: Suggestion) {
      const question = { query: text, patternType: asked }
      if (kind === 'recent') run(question)
      else set({ question, cursor, placed: cursor, chosen: -1 })
    },
    /** A switch beside the box: what the search page shows is searched anew. */
    change(question: Question) {
      if (window.location.pathname === '/search') run(question)
      else set({ question })
    },
  }
}

/** Follows the search page, and keeps its query while code is read; at home the box is empty. */
function useQuestionOfPage(set: (change: Partial<BoxState>) => void): void {
  const pathname = useLocation({ select: (location) => location.pathname })
  const search = useLocation({ select: (location) => location.searchStr })
  useEffect(() => {
    if (pathname === '/search' || pathname === '/') set({ question: questionOf(Object.fromEntries(new URLSearchParams(search))) })
  }, [pathname, search, set])
}

function useSuggestions({ question: { query, patternType }, cursor, open }: BoxState, issues: readonly Issue[]): Suggestion[] {
  const repositories = useRepositories(open ? (repositoryAt(query, cursor)?.name ?? null) : null)
  return useMemo(
    () => (open ? suggest({ text: query, cursor, patternType }, { repositories, recent: recentSearches(), issues }) : []),
    [open, query, cursor, patternType, repositories, issues],
  )
}

const none: string[] = []

/** Names that contain what was typed; none where no name is asked for (null). */
function useRepositories(typed: string | null): string[] {
  const [name] = useDebouncedValue(typed, 100)
  const { data } = useQuery({ ...reading(listRepositories, { query: { query: name ?? '', limit: 8 } }), enabled: name !== null, placeholderData: (before) => before })
  const names = useMemo(() => data?.repos.map((repo) => repo.name) ?? none, [data])
  return typed === null ? none : names
}
