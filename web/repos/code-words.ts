import type { BlameHunk, Commit } from '../../src/repos/contract.ts'
import type { BlameRun } from '../ui/code-blame.ts'
import type { MarkdownBase } from '../ui/markdown-links.ts'
import { readRaw } from '../../src/repos/contract.ts'
import { hrefOf } from '../../src/platform/endpoint.ts'
import { ago, utc } from '../ui/time.tsx'
import { commitHref, fileHref, treeHref, type CodePlace, type LineRange } from './links.ts'
import { shortOid } from './repo-state.ts'

/** `AL` for Ada Lovelace; two letters at most. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter(Boolean)
  const [first = '?', last = ''] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return `${[...first].at(0) ?? ''}${[...last].at(0) ?? ''}`.toUpperCase()
}

/** What stands beside the lines of a file when its blame is shown. */
export function blameRuns(hunks: readonly BlameHunk[], repo: string, now: number): BlameRun[] {
  return hunks.map(({ start, end, commit, author, time, summary }) => ({
    start,
    end,
    label: `${initialsOf(author)} · ${ago(time, now)}`,
    title: `${summary}\n${author}, ${utc(time)}\n${commit.slice(0, 10)}`,
    href: commitHref({ repo, oid: commit }),
  }))
}

/** A folder and all above it, from the top. */
export function crumbsOf(path: string): { name: string; path: string }[] {
  const parts = path.split('/').filter(Boolean)
  return parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join('/') }))
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** What the tab of the browser says of a place: what differs between neighbours stands first, as tabs are narrow. */
export function titleOf(place: CodePlace): string {
  const at = 'rev' in place && place.view !== 'commit' && place.rev !== '' ? `${place.repo}@${short(place.rev)}` : place.repo
  switch (place.view) {
    case 'tree': return place.path === '' ? at : `${place.path} · ${at}`
    case 'blob': return [baseName(place.path), folderOf(place.path), at].filter(Boolean).join(' · ')
    case 'history': return `History of ${place.path === '' ? at : `${place.path} · ${at}`}`
    case 'commit': return `Commit ${short(place.rev)} · ${at}`
    case 'compare': return `Compare ${short(place.base) || 'default branch'} with ${short(place.head) || 'default branch'} · ${at}`
    case 'refs': return `Branches and tags · ${at}`
    case 'indexes': return `Indexes · ${at}`
  }
}

const short = (rev: string): string => (/^[0-9a-f]{11,}$/.test(rev) ? shortOid(rev) : rev)

/** Most of a name: what names like it, and the name without its slip of the pen, are found by. */
export const beginningOf = (name: string): string => name.slice(0, Math.min(200, Math.max(2, name.length - 2)))

/** Rendered rather than shown as source; longer ones would hold up the page. */
export const isMarkdown = (path: string): boolean => /\.(md|markdown|mdown)$/i.test(path)
export const maxRendered = 400_000

/** Where the links of a document of a repository lead: to the same revision. */
export function markdownBase({ repo, rev, commit, path }: { repo: string; rev: string; commit: string; path: string }): MarkdownBase {
  return {
    folder: folderOf(path),
    // Whether it is a file or a folder is not known here: the page of a file goes on to the folder when it is one.
    link: (target) => (target === '' ? treeHref({ repo, rev }) : fileHref({ repo, rev, path: target })),
    image: (target) => rawHref({ repo, commit, path: target }),
  }
}

export const rawHref = ({ repo, commit, path }: { repo: string; commit: string; path: string }): string => hrefOf(readRaw, { query: { repo, rev: commit, path } })

/** A search for exactly this text, whatever signs it holds; in the history, for the commits that brought it or took it away. */
export function searchHref(text: string, { history = false } = {}): string {
  const plain = /^[\p{L}\p{N}_$.]+$/u.test(text) && !/^(and|or|not)$/i.test(text)
  const q = plain ? text : `content:"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')}"`
  return `/search?q=${encodeURIComponent(history ? `type:diff ${q}` : q)}&patternType=literal`
}

/** What a person would search for: short, and not only blanks. Empty for anything else. */
export function searchable(text: string): string {
  const term = text.trim()
  return term.length >= 2 && term.length <= 200 && !term.includes('\n') ? term : ''
}

export const linesWords = ({ start, end }: LineRange): string => (start === end ? `Line ${start.toLocaleString('en')}` : `Lines ${start.toLocaleString('en')}–${end.toLocaleString('en')}`)

/** Moves the selection by a line; with `extend` its end only. Starts at the top. */
export function moveLines(lines: LineRange | null, by: 1 | -1, { last, extend }: { last: number; extend: boolean }): LineRange {
  if (!lines) return { start: 1, end: 1 }
  const inside = (line: number) => Math.max(1, Math.min(last, line))
  if (extend) return { start: lines.start, end: Math.max(lines.start, inside(lines.end + by)) }
  const line = inside((by > 0 ? lines.end : lines.start) + by)
  return { start: line, end: line }
}

/** Who wrote it, and who put it in, when that is somebody else. */
export function authorWords({ author, committer }: Pick<Commit, 'author' | 'committer'>): string {
  return author.name === committer.name || committer.name === 'GitHub' ? author.name : `${author.name}, committed by ${committer.name}`
}
