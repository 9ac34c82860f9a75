/**
 * The addresses of code, as they are shared and typed by people:
 *
 *     /REPO[@REV]                             the root folder
 *     /REPO[@REV]/-/tree/PATH                 a folder
 *     /REPO[@REV]/-/blob/PATH[?L10-20]        a file, with lines 10 to 20 selected
 *     /REPO[@REV]/-/history/PATH              the commits that touched a path
 *     /REPO/-/commit/REV[#PATH]  /REPO/-/compare/BASE...HEAD  /REPO/-/refs
 *     /REPO/-/code-intelligence[/uploads/ID]  the SCIP indexes; ID as Sourcegraph's src prints it, or the number
 *
 * An absent revision is the default branch. Slashes within names stay slashes; what would end or change an address
 * (`# ? % $`, and `@` in the name of a repository) is percent-encoded. Parsing what was printed gives the same place.
 */
export type CodePlace =
  | { view: 'tree'; repo: string; rev: string; path: string }
  | { view: 'blob'; repo: string; rev: string; path: string; lines: LineRange | null }
  | { view: 'history'; repo: string; rev: string; path: string }
  | { view: 'commit'; repo: string; rev: string }
  | { view: 'compare'; repo: string; base: string; head: string }
  | { view: 'refs'; repo: string }
  | { view: 'indexes'; repo: string; upload: number | null }

/** 1-based, both ends included. Columns count characters from 1; the end column is the one after the last character. */
export interface LineRange {
  start: number
  end: number
  startColumn?: number
  endColumn?: number
}

interface At {
  repo: string
  rev?: string
}

export const repoHref = ({ repo, rev = '' }: At): string => `/${encodeRepo(repo)}${rev === '' ? '' : `@${encodeRev(rev)}`}`

export const treeHref = ({ repo, rev, path = '' }: At & { path?: string }): string =>
  path === '' ? repoHref({ repo, rev }) : `${repoHref({ repo, rev })}/-/tree/${encodePath(path)}`

export const fileHref = ({ repo, rev, path, lines }: At & { path: string; lines?: LineRange | null }): string =>
  `${repoHref({ repo, rev })}/-/blob/${encodePath(path)}${lines ? `?${linesKey(lines)}` : ''}`

export const historyHref = ({ repo, rev, path = '' }: At & { path?: string }): string => `${repoHref({ repo, rev })}/-/history${path === '' ? '' : `/${encodePath(path)}`}`

/** With a path, its difference is what is shown first. */
export const commitHref = ({ repo, oid, path }: { repo: string; oid: string; path?: string | undefined }): string => `${repoHref({ repo })}/-/commit/${encodePath(oid)}${path === undefined ? '' : `#${encodePath(path)}`}`

/** An empty base or head is the default branch. */
export const compareHref = ({ repo, base = '', head = '' }: { repo: string; base?: string; head?: string }): string =>
  `${repoHref({ repo })}/-/compare${base === '' && head === '' ? '' : `/${encodePath(base)}...${encodePath(head)}`}`

export const refsHref = ({ repo }: { repo: string }): string => `${repoHref({ repo })}/-/refs`

export const indexesHref = ({ repo, upload = null }: { repo: string; upload?: number | null }): string =>
  `${repoHref({ repo })}/-/code-intelligence${upload === null ? '' : `/uploads/${upload}`}`

export function placeHref(place: CodePlace): string {
  switch (place.view) {
    case 'tree': return treeHref(place)
    case 'blob': return fileHref(place)
    case 'history': return historyHref(place)
    case 'commit': return commitHref({ repo: place.repo, oid: place.rev })
    case 'compare': return compareHref(place)
    case 'refs': return refsHref(place)
    case 'indexes': return indexesHref(place)
  }
}

/**
 * Reads an address. `pathname` is as the browser has it, percent-encoded; `search` holds the parameters, where the lines
 * are the name of one without a value. Null when no repository is named or the view is unknown.
 */
export function parsePlace(pathname: string, search: Readonly<Record<string, unknown>> = {}): CodePlace | null {
  const [head = '', view = '', rest = ''] = cut(pathname.replace(/^\/+/, '').replace(/\/+$/, ''))
  const at = head.indexOf('@')
  const repo = decode(at < 0 ? head : head.slice(0, at))
  const rev = at < 0 ? '' : decode(head.slice(at + 1))
  if (repo === '') return null
  switch (view) {
    case '': return { view: 'tree', repo, rev, path: '' }
    case 'tree': return { view, repo, rev, path: decode(rest) }
    case 'blob': return rest === '' ? { view: 'tree', repo, rev, path: '' } : { view, repo, rev, path: decode(rest), lines: linesOf(search) }
    case 'history': return { view, repo, rev, path: decode(rest) }
    case 'commit': return { view, repo, rev: decode(rest) || rev }
    case 'compare': return { view, repo, ...parseCompared(rest) }
    case 'refs': return { view, repo }
    case 'code-intelligence': return { view: 'indexes', repo, upload: uploadIn(rest) }
    default: return null
  }
}

/** The repository with its revision, the view, and what follows it. */
function cut(address: string): string[] {
  const marker = `${address}/`.indexOf('/-/')
  if (marker < 0) return [address]
  const after = address.slice(marker + 3)
  const slash = after.indexOf('/')
  return slash < 0 ? [address.slice(0, marker), after] : [address.slice(0, marker), after.slice(0, slash), after.slice(slash + 1)]
}

/** `uploads/12`, or as `src` has it the base 64 of `SCIPUpload:12`. */
function uploadIn(rest: string): number | null {
  const id = /^uploads\/([\w=-]{1,40})$/.exec(decode(rest))?.[1] ?? ''
  if (/^\d+$/.test(id)) return Number(id)
  try {
    return Number(/^SCIPUpload:(\d+)$/.exec(atob(id.replaceAll('-', '+').replaceAll('_', '/')))?.[1] ?? NaN) || null
  } catch {
    return null
  }
}

/** No revision may hold two dots, so the first dots are the separator. */
function parseCompared(text: string): { base: string; head: string } {
  const [base = '', head = ''] = decode(text).split(/\.{2,3}(.*)/s)
  return { base, head }
}

/** The lines that the parameters of an address name: `L10`, `L10-20`, `L10:5-12:9`, in either order; null for none. */
export function linesOf(search: Readonly<Record<string, unknown>>): LineRange | null {
  for (const [name, value] of Object.entries(search)) {
    const lines = value === '' ? parseLines(name) : null
    if (lines) return lines
  }
  return null
}

export function parseLines(text: string): LineRange | null {
  const match = /^L(\d{1,9})(?::(\d{1,9}))?(?:-L?(\d{1,9})(?::(\d{1,9}))?)?$/.exec(text)
  if (!match) return null
  const [start = 0, startColumn, end = start, endColumn] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)))
  if (start < 1 || end < 1) return null
  if (end < start) return { start: end, end: start }
  return { start, end, ...(startColumn ? { startColumn } : {}), ...(endColumn ? { endColumn } : {}) }
}

/** `L10`, `L10-20` or `L10:5-12:9`. */
export function linesKey({ start, end, startColumn, endColumn }: LineRange): string {
  const from = startColumn === undefined ? `L${start}` : `L${start}:${startColumn}`
  if (endColumn !== undefined) return `${from}-${end}:${endColumn}`
  return end === start ? from : `${from}-${end}`
}

const encodeRepo = (repo: string): string => encodePath(repo).replaceAll('@', '%40')

/** A revision with a part `-` would look like the end of itself; its slashes are hidden. */
const encodeRev = (rev: string): string => (`${rev}/`.includes('/-/') ? encodePath(rev).replaceAll('/', '%2F') : encodePath(rev))

/** Encodes what is not itself in an address. Signs that browsers leave alone stay readable. */
function encodePath(path: string): string {
  return encodeURIComponent(path.toWellFormed()).replace(/%(2F|3A|40|2B|2C|3D|26|3B|5B|5D)/g, (code) => decodeURIComponent(code))
}

/** A stray `%` stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
