/** A block as the text tells it, without an id. */
export type Plain = { type: 'markdown'; text: string } | { type: 'query'; query: string } | { type: 'file' | 'symbol' | 'commit'; [key: string]: unknown }

/**
 * The blocks of Markdown that brings no comments of ours: fences marked `sourcegraph` and paragraphs that are one bare address,
 * both at the margin, are blocks of their own; all else between them is Markdown. Only what stands at the margin counts, so
 * fences within lists, quotes and longer fences stay text.
 *
 * Lines are all that has to be told apart for this. A whole Markdown parser takes 8 s for a plain megabyte and 20 s for
 * 20 KB made to slow it down, which nobody's import may cost the others.
 */
export function parseBlocks(markdown: string): Plain[] {
  const lines = markdown.split('\n')
  const blocks: Plain[] = []
  let text: string[] = []
  const flush = () => {
    const joined = text.join('\n').replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
    if (joined.trim() !== '') blocks.push({ type: 'markdown', text: joined })
    text = []
  }
  for (let at = 0; at < lines.length; ) {
    const end = endOfPassage(lines, at)
    const special = specialBlock(lines, at, end)
    if (special) {
      flush()
      blocks.push(special)
    } else text.push(...lines.slice(at, end))
    at = end
  }
  flush()
  return blocks
}

/** Fences and comments are passages of several lines, whatever stands in them; every other line is one. */
function endOfPassage(lines: readonly string[], at: number): number {
  const fence = openingFence(lines[at])
  if (fence) return endAt(lines, at + 1, (line) => closes(line, fence))
  if (lines[at]?.startsWith('<!--')) return endAt(lines, at, (line) => line.includes('-->'))
  return at + 1
}

function endAt(lines: readonly string[], from: number, isLast: (line: string) => boolean): number {
  for (let at = from; at < lines.length; at++) if (isLast(lines[at] ?? '')) return at + 1
  return lines.length
}

/** CommonMark 0.31, "Fenced code blocks"; the info string of a fence of backticks holds none. */
function openingFence(line = ''): { mark: string; info: string } | null {
  const [, mark, info] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? []
  if (mark === undefined || info === undefined || (mark.startsWith('`') && info.includes('`'))) return null
  return { mark, info: info.trim() }
}

function closes(line: string, { mark }: { mark: string }): boolean {
  const closing = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return closing !== undefined && closing[0] === mark[0] && closing.length >= mark.length
}

function specialBlock(lines: readonly string[], at: number, end: number): Plain | null {
  const line = lines[at] ?? ''
  if (line.startsWith(' ')) return null
  const fence = openingFence(line)
  if (fence) {
    const isClosed = end - 1 > at && closes(lines[end - 1] ?? '', fence)
    return fence.info === 'sourcegraph' ? { type: 'query', query: lines.slice(at + 1, isClosed ? end - 1 : end).join('\n') } : null
  }
  const isAlone = endsParagraph(lines[at - 1]) && endsParagraph(lines[end])
  return isAlone ? readAddress(line) : null
}

const endsParagraph = (line: string | undefined) => line === undefined || line.trim() === '' || openingFence(line) !== null

/** A line that is one bare address of a blob or commit; 1-based lines after `?L`, as Sourcegraph has them. */
function readAddress(line: string): Plain | null {
  const url = /^<?(https?:\/\/[^\s<>]+)>?\s*$/.exec(line)?.[1]
  if (!url || !URL.canParse(url)) return null
  const { pathname, search, hash } = new URL(url)
  const commit = /^\/(.+?)\/-\/commit\/([0-9a-f]{7,64})$/.exec(pathname)
  if (commit) return { type: 'commit', repo: decode(commit[1]), oid: commit[2] }
  const blob = /^\/([^@]+?)(?:@([^@]*?))?\/-\/blob\/(.+)$/.exec(pathname)
  if (!blob) return null
  const file = { repo: decode(blob[1]), rev: decode(blob[2]), path: decode(blob[3]) }
  const symbol = new URLSearchParams(hash.slice(1))
  const name = symbol.get('symbolName')
  if (name) return { type: 'symbol', ...file, name, container: symbol.get('symbolContainerName') ?? '', kind: symbol.get('symbolKind') ?? '', lineContext: Number(symbol.get('lineContext') ?? 3) }
  return { type: 'file', ...file, lines: readLines(search) }
}

function readLines(search: string): { start: number; end: number } | null {
  const [, start, end] = /^\?L(\d{1,9})(?::\d+)?(?:-L?(\d{1,9})(?::\d+)?)?/.exec(search) ?? []
  return start ? { start: Number(start), end: Number(end ?? start) } : null
}

function decode(text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
