/**
 * An element of an XML document, without the prefix of its namespace. Parsers tell no lines, or take what is no XML. Only the five entities that XML
 * itself has and numbers of characters are resolved; a document's own are left as they stand, so nothing in it can grow, and nothing else is opened.
 */
export interface XmlNode {
  name: string
  attributes: ReadonlyMap<string, string>
  /** Its own, without that of its children, and without blanks around it. */
  text: string
  children: readonly XmlNode[]
  /** Counts from 1. */
  line: number
}

/** Deeper ones are made to overflow a stack. */
const maxDepth = 200

interface Open extends XmlNode {
  /** With its prefix. */
  tag: string
  children: XmlNode[]
}

/** The root of a document; null for what is no XML, such as what has the marks of a conflict. Takes linear time. */
export function readXml(text: string): XmlNode | null {
  const cursor = createCursor(text)
  const document: Open = { name: '', tag: '', attributes: new Map(), text: '', children: [], line: 1 }
  const open = [document]
  for (let token = cursor.next(); token !== null; token = cursor.next()) {
    const above = open.at(-1) ?? document
    if (token.kind === 'wrong') return null
    if (token.kind === 'text') above.text += token.text
    else if (token.kind === 'close') {
      if (open.length === 1 || above.tag !== token.tag) return null
      above.text = above.text.trim()
      open.pop()
    } else {
      const { tag, attributes, line } = token
      const node: Open = { name: tag.slice(tag.indexOf(':') + 1), tag, attributes, text: '', children: [], line }
      above.children.push(node)
      if (!token.isEmpty) open.push(node)
      if (open.length > maxDepth) return null
    }
  }
  const [root, ...others] = document.children
  return open.length === 1 && root !== undefined && others.length === 0 && document.text.trim() === '' ? root : null
}

/** The first child of a name. */
export const childOf = (node: XmlNode | null | undefined, name: string): XmlNode | null => node?.children.find((child) => child.name === name) ?? null

/** The text of a child; null where there is no child, or nothing in it. */
export const textOf = (node: XmlNode | null | undefined, name: string): string | null => childOf(node, name)?.text || null

/** What is reached by names, one below the other, of all that have them. */
export function descendantsOf(node: XmlNode | null, ...names: string[]): readonly XmlNode[] {
  return names.reduce<readonly XmlNode[]>((found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)), node === null ? [] : [node])
}

type Token =
  | { kind: 'open'; tag: string; attributes: Map<string, string>; isEmpty: boolean; line: number }
  | { kind: 'close'; tag: string }
  | { kind: 'text'; text: string }
  | { kind: 'wrong' }

const nameShape = /[^\s=/>"'<!?&]+/y
const attributeShape = /\s+([^\s=/>"'<&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y
const tagEnd = /\s*(\/?)>/y
/** What is passed over, and characters that stand for themselves. */
const enclosed: readonly (readonly [string, string])[] = [['<!--', '-->'], ['<?', '?>'], ['<![CDATA[', ']]>']]

/** Goes through the markup of a document; null at its end. */
function createCursor(text: string): { next(): Token | null } {
  let at = text.startsWith('\ufeff') ? 1 : 0
  let [lineEnd, lines] = [text.indexOf('\n'), 1]

  function line(): number {
    for (; lineEnd >= 0 && lineEnd < at; lineEnd = text.indexOf('\n', lineEnd + 1)) lines++
    return lines
  }

  const match = (shape: RegExp): RegExpExecArray | null => {
    shape.lastIndex = at
    const found = shape.exec(text)
    if (found) at = shape.lastIndex
    return found
  }

  function next(): Token | null {
    if (at >= text.length) return null
    if (text[at] !== '<') return plain()
    if (text.startsWith('<!DOCTYPE', at)) return doctype()
    const kind = enclosed.find(([start]) => text.startsWith(start, at))
    return kind ? passed(kind) : tag()
  }

  function plain(): Token {
    const end = text.indexOf('<', at)
    const found = text.slice(at, end < 0 ? text.length : end)
    at += found.length
    return { kind: 'text', text: withoutEntities(found) }
  }

  function passed([start, end]: readonly [string, string]): Token {
    const to = text.indexOf(end, at + start.length)
    if (to < 0) return { kind: 'wrong' }
    const inner = text.slice(at + start.length, to)
    at = to + end.length
    return { kind: 'text', text: start === '<![CDATA[' ? inner : '' }
  }

  function tag(): Token {
    const from = line()
    const closes = text[++at] === '/'
    if (closes) at++
    const name = match(nameShape)?.[0]
    const attributes = new Map<string, string>()
    if (!closes) for (let found = match(attributeShape); found; found = match(attributeShape)) attributes.set(found[1] ?? '', withoutEntities(found[2] ?? found[3] ?? ''))
    const end = match(tagEnd)
    if (name === undefined || !end || (closes && end[1] !== '')) return { kind: 'wrong' }
    return closes ? { kind: 'close', tag: name } : { kind: 'open', tag: name, attributes, isEmpty: end[1] !== '', line: from }
  }

  /** Ends at the first `>` that is in no brackets, quotes or comments. */
  function doctype(): Token {
    for (let depth = 0; at < text.length; at++) {
      const char = text[at] ?? ''
      const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : char === '"' || char === "'" ? char : null
      if (end !== null) {
        const to = text.indexOf(end, at + 1)
        if (to < 0) break
        at = to + end.length - 1
      } else if (char === '[') depth++
      else if (char === ']') depth--
      else if (char === '>' && depth <= 0) {
        at++
        return { kind: 'text', text: '' }
      }
    }
    return { kind: 'wrong' }
  }

  return { next }
}

const predefined = new Map([['lt', '<'], ['gt', '>'], ['amp', '&'], ['quot', '"'], ['apos', "'"]])

const withoutEntities = (text: string) => (text.includes('&') ? text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,10}));/gi, resolved) : text)

function resolved(whole: string, decimal: string | undefined, hexadecimal: string | undefined, name: string | undefined): string {
  if (name !== undefined) return predefined.get(name) ?? whole
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
}
