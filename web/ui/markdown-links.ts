/** Where a document stands, so that its relative links lead somewhere. Paths are from the top, without a leading slash. */
export interface MarkdownBase {
  /** The folder of the document; empty at the top. */
  folder: string
  link(path: string): string
  image(path: string): string
}

type Address =
  /** Of ours: opened in place. */
  | { kind: 'own'; href: string }
  | { kind: 'outside'; href: string }
  /** A heading of the same document, `#…`. */
  | { kind: 'within'; href: string }
  | { kind: 'refused' }

const outsideSchemes = new Set(['http:', 'https:', 'mailto:'])
const dataImage = /^data:image\/(png|gif|jpe?g|webp);base64,[\w+/=]+$/i

/** What a link or an image of a document leads to. Anything that could run (`javascript:`, say) is refused. */
export function addressOf(url: string, base: MarkdownBase | undefined, use: 'link' | 'image'): Address {
  const given = url.trim()
  if (given.startsWith('#')) return { kind: 'within', href: `#${slugOf(unescaped(given.slice(1)))}` }
  if (use === 'image' && dataImage.test(given)) return { kind: 'own', href: given }
  if (/^[a-z][a-z0-9+.-]*:/i.test(given)) return outsideSchemes.has(given.slice(0, given.indexOf(':') + 1).toLowerCase()) ? { kind: 'outside', href: given } : { kind: 'refused' }
  if (given === '' || /^[/\\]{2}/.test(given) || !base) return { kind: 'refused' }
  const path = resolvePath(base.folder, unescaped(given.replace(/[?#].*$/s, '')))
  return path === null ? { kind: 'refused' } : { kind: 'own', href: use === 'image' ? base.image(path) : base.link(path) }
}

/** A path as seen from a folder; null when it climbs above the top. A leading slash means the top. */
export function resolvePath(folder: string, relative: string): string | null {
  const parts: string[] = relative.startsWith('/') ? [] : folder.split('/').filter(Boolean)
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The name that a heading is linked by, made as GitHub makes it; the prefix keeps it apart from names of the page. */
export function slugOf(heading: string): string {
  const slug = heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}_\s-]/gu, '').replace(/\s/g, '-')
  return `md-${slug.replace(/^md-/, '')}`
}

interface Node {
  type: string
  value?: string
  children?: Node[]
}

/** A remark plugin: HTML becomes the words between its tags. */
export function stripHtml() {
  return (tree: Node): void => strip(tree)
}

function strip(node: Node): void {
  for (const child of node.children ?? []) {
    if (child.type === 'html') Object.assign(child, { type: 'text', value: wordsOf(child.value ?? '') })
    else strip(child)
  }
}

const wordsOf = (html: string): string =>
  html.replace(/<!--[^]*?(-->|$)/g, '').replace(/<(script|style)\b[^]*?(<\/\1\s*>|$)/gi, '').replace(/<\/?[a-z][^>]*>/gi, '').replace(/\s+/g, ' ')
