import { createHash } from 'node:crypto'
import type { Block } from './contract.ts'
import { parseBlocks } from './snb-markdown.ts'

/**
 * The `.snb.md` form of a notebook, as Sourcegraph writes it: Markdown, blocks with a blank line between them; a query is a fence
 * marked `sourcegraph`; a file, symbol or commit is a paragraph that is nothing but its address. What that form has no place
 * for (ids, frozen answers, pattern types, where one block ends and the next begins) stands in HTML comments of ours, which
 * other readers pass over: exporting and importing gives the same notebook. Whoever edits the text by hand is believed before
 * the comment.
 */
export function printNotebook(blocks: readonly Block[], baseUrl: string): string {
  return `${blocks.map((block) => printBlock(block, baseUrl)).join('\n\n')}\n`
}

const marker = '<!-- firebreak:block '
const markerEnd = ' -->\n\n'

function printBlock(block: Block, baseUrl: string): string {
  const body = bodyOf(block, baseUrl)
  return `${marker}${encode({ ...extrasOf(block), length: body.length, sum: sumOf(body) })}${markerEnd}${body}`
}

/** Tells whether a body is still as it was written. */
const sumOf = (body: string) => createHash('sha256').update(body).digest('hex').slice(0, 16)

/** Comments may not hold `--`; in JSON it stands within strings only, where hyphens may be escaped. */
const encode = (value: unknown) => JSON.stringify(value).replaceAll('--', '\\u002d\\u002d')

/** All of a block but the text that is its body. */
function extrasOf(block: Block): Record<string, unknown> {
  if (block.type === 'markdown') return { id: block.id, type: block.type }
  if (block.type !== 'query') return block
  const { query: _, ...extras } = block
  return extras
}

function bodyOf(block: Block, baseUrl: string): string {
  switch (block.type) {
    case 'markdown':
      return block.text
    case 'query':
      return fenced(block.query)
    case 'file':
      return `${blobUrl(baseUrl, block)}${block.lines ? `?L${block.lines.start}-${block.lines.end}` : ''}`
    case 'symbol': {
      const fragment = new URLSearchParams({ symbolName: block.name, symbolContainerName: block.container, symbolKind: block.kind, lineContext: String(block.lineContext) })
      return `${blobUrl(baseUrl, block)}#${fragment}`
    }
    case 'commit':
      return `${baseUrl}/${encodePath(block.repo)}/-/commit/${encodePath(block.oid)}`
  }
}

function fenced(query: string): string {
  const longestRun = Math.max(0, ...[...query.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(Math.max(3, longestRun + 1))
  return `${fence}sourcegraph\n${query}\n${fence}`
}

const encodePath = (path: string) => path.toWellFormed().split('/').map(encodeURIComponent).join('/')
const blobUrl = (baseUrl: string, { repo, rev, path }: { repo: string; rev: string; path: string }) => `${baseUrl}/${encodePath(repo)}${rev ? `@${encodePath(rev)}` : ''}/-/blob/${encodePath(path)}`

/**
 * Blocks of a `.snb.md` text, whoever wrote it, still to be validated. Any text is a notebook, if only of one Markdown block.
 * `newId` names blocks that bring no id.
 */
export function parseNotebook(text: string, newId: () => string): unknown[] {
  const source = hasWindowsMarkers(text) || !text.includes(marker) ? text.replaceAll('\r\n', '\n') : text
  const blocks: unknown[] = []
  for (let at = 0; at < source.length; ) {
    const mark = nextMark(source, at)
    if (mark?.start === at) {
      const untouched = untouchedBody(source, mark)
      const body = untouched ?? editedBody(source, mark)
      blocks.push(...(untouched === null ? readEdited(body, mark.extras, newId) : [readUntouched(untouched, mark.extras)]))
      at = skipBreaks(source, mark.body + body.length)
    } else {
      const end = mark?.start ?? source.length
      blocks.push(...parseBlocks(source.slice(at, end)).map((block) => ({ id: newId(), ...block })))
      at = end
    }
  }
  return blocks
}

/** The line breaks of the whole file were changed on its way, so those inside our blocks were as well. */
const hasWindowsMarkers = (text: string) => /^<!-- firebreak:block .* -->\r\n\r\n/m.test(text)

interface Mark {
  start: number
  /** Where the block's own text begins. */
  body: number
  extras: { id: string; type?: unknown; length?: unknown; sum?: unknown; [key: string]: unknown }
}

/** A comment of ours counts only at the start of a line and when it is whole. */
function nextMark(source: string, from: number): Mark | null {
  for (let start = source.indexOf(marker, from); start >= 0; start = source.indexOf(marker, start + 1)) {
    const end = source.indexOf('\n', start)
    if (end < 0) return null
    const isWhole = source.startsWith(markerEnd, end + 1 - ' -->\n'.length)
    const extras = isWhole && (start === 0 || source[start - 1] === '\n') ? readExtras(source.slice(start + marker.length, end - ' -->'.length)) : null
    if (extras) return { start, body: end + 2, extras }
  }
  return null
}

function readExtras(text: string): Mark['extras'] | null {
  try {
    const extras = JSON.parse(text) as Mark['extras']
    return typeof extras === 'object' && extras !== null && typeof extras.id === 'string' ? extras : null
  } catch {
    return null
  }
}

function untouchedBody(source: string, { body, extras: { length, sum } }: Mark): string | null {
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) return null
  const [text, after] = [source.slice(body, body + length), source[body + length]]
  return sumOf(text) === sum && (after === undefined || after === '\n') ? text : null
}

function editedBody(source: string, { body }: Mark): string {
  return source.slice(body, nextMark(source, body)?.start ?? source.length).trimEnd()
}

function skipBreaks(source: string, at: number): number {
  let end = at
  while (source[end] === '\n' && end < at + 2) end++
  return end
}

function readUntouched(body: string, { length: _, sum: __, ...extras }: Mark['extras']): unknown {
  if (extras.type === 'markdown') return { ...extras, text: body }
  if (extras.type !== 'query') return extras
  const [fence = ''] = /^`+/.exec(body) ?? []
  return { ...extras, query: body.slice(`${fence}sourcegraph\n`.length, -`\n${fence}`.length) }
}

/** What stands there now, the first of it under the old id. A frozen answer belonged to what stood there before. */
function readEdited(body: string, { id, type, patternType }: Mark['extras'], newId: () => string): unknown[] {
  if (type === 'markdown') return [{ id, type, text: body }]
  return parseBlocks(body).map((block, at) => ({ ...block, id: at === 0 ? id : newId(), ...(block.type === 'query' && at === 0 && type === 'query' ? { patternType } : {}) }))
}
