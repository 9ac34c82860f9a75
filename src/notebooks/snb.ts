import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Block } from './contract.ts'

/**
 * The `.snb.md` form of a notebook, as Sourcegraph writes it: Markdown, blocks with a blank line between them; a query is a fence
 * marked `sourcegraph`; a file, symbol or commit is a paragraph that is nothing but its address. What that form has no place
 * for (ids, frozen answers, pattern types, where one Markdown block ends and the next begins) stands in HTML comments of ours,
 * which other readers pass over: exporting and importing gives the same notebook.
 */
export function printNotebook(blocks: readonly Block[], baseUrl: string): string {
  return `${blocks.map((block) => printBlock(block, baseUrl)).join('\n\n')}\n`
}

const marker = '<!-- firebreak:block '

function printBlock(block: Block, baseUrl: string): string {
  return `${marker}${encode(extrasOf(block))} -->\n\n${bodyOf(block, baseUrl)}`
}

/** Comments may not hold `--`, so hyphens are escaped as JSON allows. */
const encode = (value: unknown) => JSON.stringify(value).replaceAll('-', '\\u002d')

function extrasOf(block: Block): Record<string, unknown> {
  const { id, type } = block
  if (type === 'query') return { id, type, patternType: block.patternType, ...(block.frozen ? { frozen: block.frozen } : {}) }
  if (type === 'file' && block.frozen) return { id, type, frozen: block.frozen }
  return type === 'markdown' ? { id, type, length: block.text.length } : { id, type }
}

function bodyOf(block: Block, baseUrl: string): string {
  switch (block.type) {
    case 'markdown':
      return block.text
    case 'query': {
      const fence = '`'.repeat(Math.max(3, longestRun(block.query) + 1))
      return `${fence}sourcegraph\n${block.query}\n${fence}`
    }
    case 'file':
      return `${blobUrl(baseUrl, block)}${block.lines ? `?L${block.lines.start}-${block.lines.end}` : ''}`
    case 'symbol': {
      const fragment = new URLSearchParams({ symbolName: block.name, symbolContainerName: block.container, symbolKind: block.kind, lineContext: String(block.lineContext) })
      return `${blobUrl(baseUrl, block)}#${fragment}`
    }
    case 'commit':
      return `${baseUrl}/${encodePath(block.repo)}/-/commit/${block.oid}`
  }
}

const longestRun = (text: string) => Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length))
const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')
const blobUrl = (baseUrl: string, { repo, rev, path }: { repo: string; rev: string; path: string }) => `${baseUrl}/${encodePath(repo)}${rev ? `@${encodePath(rev)}` : ''}/-/blob/${encodePath(path)}`

type Extras = { id?: string; type?: string; length?: number; patternType?: string; frozen?: unknown }

/** Blocks of a `.snb.md` text, whoever wrote it. Any text is a notebook, if only of one Markdown block. `newId` names blocks that bring no id. */
export function parseNotebook(text: string, newId: () => string): unknown[] {
  const source = text.replaceAll('\r\n', '\n')
  const blocks: unknown[] = []
  let at = 0
  while (at < source.length) {
    const mark = nextMarker(source, at)
    if (mark?.start === at) {
      const { block, end } = readMarked(source, mark, newId)
      blocks.push(block)
      at = end
    } else {
      blocks.push(...parsePlain(source.slice(at, mark?.start ?? source.length), newId))
      at = mark?.start ?? source.length
    }
  }
  return blocks
}

interface Mark {
  start: number
  /** Where the block's own text begins. */
  body: number
  extras: Extras
}

/** A comment of ours counts only at the start of a line and when it is whole. */
function nextMarker(source: string, from: number): Mark | null {
  for (let start = source.indexOf(marker, from); start >= 0; start = source.indexOf(marker, start + 1)) {
    const end = source.indexOf(' -->\n\n', start)
    if (end < 0) return null
    const extras = start === 0 || source[start - 1] === '\n' ? readExtras(source.slice(start + marker.length, end)) : null
    if (extras) return { start, body: end + ' -->\n\n'.length, extras }
  }
  return null
}

function readExtras(text: string): Extras | null {
  try {
    const extras = JSON.parse(text) as Extras
    return typeof extras === 'object' && extras !== null && typeof extras.id === 'string' ? extras : null
  } catch {
    return null
  }
}

function readMarked(source: string, { body, extras }: Mark, newId: () => string): { block: unknown; end: number } {
  const id = extras.id ?? newId()
  if (extras.type === 'markdown' && typeof extras.length === 'number') {
    const end = body + extras.length
    return { block: { id, type: 'markdown', text: source.slice(body, end) }, end: skipBlank(source, end) }
  }
  const next = nextMarker(source, body)?.start ?? source.length
  const [parsed, ...more] = parsePlain(source.slice(body, next), newId)
  const own = parsed ?? { type: 'markdown', text: '' }
  const { patternType, frozen } = extras
  const block = { ...own, id, ...(own.type === 'query' && patternType ? { patternType } : {}), ...(frozen ? { frozen } : {}) }
  return { block: more.length === 0 ? block : { id, type: 'markdown', text: source.slice(body, next).trim() }, end: next }
}

function skipBlank(source: string, at: number): number {
  while (source[at] === '\n') at++
  return at
}

type Plain = { id: string; type: string; [key: string]: unknown }

/** Text without comments of ours: fences marked `sourcegraph` and bare addresses become blocks, all else Markdown. */
function parsePlain(text: string, newId: () => string): Plain[] {
  const blocks: Plain[] = []
  let pending: { start: number; end: number } | null = null
  const flush = () => {
    const markdown = pending ? text.slice(pending.start, pending.end).trim() : ''
    if (markdown !== '') blocks.push({ id: newId(), type: 'markdown', text: markdown })
    pending = null
  }
  for (const node of fromMarkdown(text).children) {
    const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0]
    const special = node.type === 'code' && node.lang === 'sourcegraph' ? { type: 'query', query: node.value } : node.type === 'paragraph' ? readAddress(text.slice(start, end)) : null
    if (special) {
      flush()
      blocks.push({ id: newId(), ...special })
    } else pending = { start: (pending as { start: number } | null)?.start ?? start, end }
  }
  flush()
  return blocks
}

/** A paragraph that is one bare address of a blob or commit. */
function readAddress(paragraph: string): { type: string; [key: string]: unknown } | null {
  const url = /^<?(https?:\/\/[^\s<>]+)>?$/.exec(paragraph.trim())?.[1]
  if (!url || !URL.canParse(url)) return null
  const { pathname, search, hash } = new URL(url)
  const commit = /^\/(.+?)\/-\/commit\/([0-9a-f]{7,64})$/.exec(pathname)
  if (commit) return { type: 'commit', repo: decode(commit[1]), oid: commit[2] }
  const blob = /^\/(.+?)(?:@([^@]*?))?\/-\/blob\/(.+)$/.exec(pathname)
  if (!blob) return null
  const file = { repo: decode(blob[1]), rev: decode(blob[2]), path: decode(blob[3]) }
  const symbol = new URLSearchParams(hash.slice(1))
  const name = symbol.get('symbolName')
  if (name) return { type: 'symbol', ...file, name, container: symbol.get('symbolContainerName') ?? '', kind: symbol.get('symbolKind') ?? '', lineContext: Number(symbol.get('lineContext') ?? 3) }
  return { type: 'file', ...file, lines: readLines(search) }
}

function readLines(search: string): { start: number; end: number } | null {
  const [, start, end] = /^\?L(\d+)(?::\d+)?(?:-(?:L)?(\d+)(?::\d+)?)?/.exec(search) ?? []
  return start ? { start: Number(start), end: Number(end ?? start) } : null
}

function decode(text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
