import type { Filter, PatternType } from '../../src/search/contract.ts'
import { hasFilter } from './query-edit.ts'

export interface FilterGroup {
  title: string
  filters: (Filter & { chosen: boolean })[]
}

const titles: [kind: Filter['kind'], title: string][] = [
  ['type', 'Kind'],
  ['symbol type', 'Kind of symbol'],
  ['repo', 'Repository'],
  ['author', 'Author'],
  ['commit date', 'When'],
  ['lang', 'Language'],
  ['file', 'Leave out'],
  ['utility', 'Also search'],
]

/** The filters beside the results, by kind. One kind of result or one repository alone offers nothing to narrow, unless it was chosen. */
export function groupFilters(filters: readonly Filter[], { query, patternType }: { query: string; patternType: PatternType }): FilterGroup[] {
  return titles.flatMap(([kind, title]) => {
    const group = filters.filter((filter) => filter.kind === kind).map((filter) => ({ ...filter, chosen: hasFilter(query, filter.value, patternType) }))
    const isUseful = group.length > 1 || kind === 'file' || kind === 'utility' || group.some(({ chosen }) => chosen)
    return isUseful && group.length > 0 ? [{ title, filters: group }] : []
  })
}
