import type { Block } from '../../src/notebooks/contract.ts'
import { parsePlace } from '../repos/links.ts'
import { questionOf } from '../search/query-edit.ts'

/**
 * The block that a pasted address of ours means: a file with its lines, a commit, or a search. Null for any other text, and
 * for addresses of other servers. `origin` is the page's own; an address may also begin with its path.
 */
export function blockFromLink(text: string, id: string, origin: string): Block | null {
  const url = ownUrl(text.trim(), origin)
  if (!url) return null
  const search = Object.fromEntries(url.searchParams)
  if (url.pathname === '/search') return queryBlock(id, search)
  if (!url.pathname.includes('/-/')) return null
  const place = parsePlace(url.pathname, search)
  if (place?.view === 'blob') return { id, type: 'file', repo: place.repo, rev: place.rev, path: place.path, lines: place.lines && { start: place.lines.start, end: place.lines.end }, frozen: null }
  if (place?.view === 'commit') return { id, type: 'commit', repo: place.repo, oid: place.rev }
  return null
}

function ownUrl(text: string, origin: string): URL | null {
  if (/\s/.test(text) || !(text.startsWith('/') || text.startsWith(`${origin}/`)) || !URL.canParse(text, origin)) return null
  const url = new URL(text, origin)
  return url.origin === origin ? url : null
}

function queryBlock(id: string, search: Record<string, string>): Block | null {
  const { query, patternType } = questionOf(search)
  return query === '' ? null : { id, type: 'query', query, patternType, frozen: null }
}
