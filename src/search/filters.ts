import { languageOf } from '../../engine/lang.ts'
import { escapeRegex } from '../../engine/regex/index.ts'
import { createAuthors } from '../repos/repos.ts'
import { maxFiltersOfAKind, type Filter } from './contract.ts'
import type { Found, FoundOwner } from './found.ts'

/** Files that people often want out of the way, as a query fragment and the paths it hides. */
const exclusions: { value: string; label: string; hides: RegExp }[] = [
  { value: '-file:(^|/)node_modules/', label: 'without node_modules', hides: /(^|\/)node_modules\// },
  { value: '-file:(^|/)vendor/', label: 'without vendored code', hides: /(^|\/)vendor\// },
  { value: '-file:(_test|\\.test|\\.spec)\\.\\w+$', label: 'without tests', hides: /(_test|\.test|\.spec)\.\w+$/ },
  { value: '-file:\\.min\\.js$', label: 'without minified JavaScript', hides: /\.min\.js$/ },
  { value: '-file:(^|/)(package-lock\\.json|yarn\\.lock|pnpm-lock\\.yaml|go\\.sum|Cargo\\.lock|poetry\\.lock)$', label: 'without lockfiles', hides: /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock|poetry\.lock)$/ },
]

export interface FilterBook {
  add(found: Found, count: number): void
  /** The whole list each time: it replaces what was sent before. */
  filters(exhaustive: boolean): Filter[]
}

/** Counts matches by repository, language and kind, for the narrowing that is offered beside the results. */
export function createFilters(): FilterBook {
  const counted = new Map<string, Omit<Filter, 'exhaustive'>>()
  const authors = createAuthors()
  const add = (kind: Filter['kind'], value: string, label: string, count: number) => {
    const known = counted.get(value)
    if (known) known.count += count
    else counted.set(value, { kind, value, label, count })
  }
  return {
    add(found, count) {
      if (found.kind === 'owner') return
      const { name } = found.repository
      add('repo', `repo:^${escapeRegex(name)}$`, name, count)
      const type = typeOf(found)
      add('type', `type:${type}`, typeLabels[type], count)
      if (found.kind === 'commit') authors.add(found.change.author, count)
      if (found.kind === 'symbols') for (const { kind: of } of found.symbols) add('symbol type', `select:symbol.${of}`, of, 1)
      if (found.kind !== 'file' && found.kind !== 'symbols') return
      const language = languageOf(found.path)
      if (language) add('lang', `lang:${quoted(language)}`, language, count)
      for (const { value, label, hides } of exclusions) if (hides.test(found.path)) add('file', value, label, count)
    },
    filters(exhaustive) {
      const byAuthor = authors.authors(maxFiltersOfAKind).map(({ label, expression, count }) => ({ kind: 'author' as const, value: `author:${quoted(expression)}`, label, count }))
      const sorted = [...counted.values(), ...byAuthor].sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
      const kinds = Map.groupBy(sorted, (filter) => filter.kind)
      return [...kinds.values()].flatMap((filters) => filters.slice(0, maxFiltersOfAKind)).map((filter) => ({ ...filter, exhaustive }))
    },
  }
}

function typeOf(found: Exclude<Found, FoundOwner>): keyof typeof typeLabels {
  if (found.kind === 'repo') return 'repo'
  if (found.kind === 'commit') return found.diff ? 'diff' : 'commit'
  if (found.kind === 'symbols') return 'symbol'
  return found.content ? 'file' : 'path'
}

const typeLabels = { file: 'In files', path: 'Paths', repo: 'Repositories', symbol: 'Symbols', commit: 'Messages', diff: 'Changes' }
const quoted = (name: string) => (/^[\w+#.-]+$/.test(name) ? name : `"${name}"`)
