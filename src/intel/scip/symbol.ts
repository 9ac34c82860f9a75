/**
 * The names that SCIP gives to symbols, after the grammar in scip.proto: `scheme manager package version descriptors`, separated by
 * single spaces, in which two spaces stand for one; or `local N`, which means something within one document only.
 */

export type DescriptorKind = 'namespace' | 'type' | 'term' | 'method' | 'type-parameter' | 'parameter' | 'meta' | 'macro'

export interface Descriptor {
  kind: DescriptorKind
  name: string
  /** Tells overloaded methods apart: `+1`. Empty otherwise. */
  disambiguator: string
}

/** A unit that is published under one name: an npm package, a Go module, a Maven artifact. Empty where the symbol says `.`. */
export interface Package {
  manager: string
  name: string
  version: string
}

export interface GlobalSymbol extends Package {
  scheme: string
  /** As it stands, from behind the version to the end. */
  descriptors: string
}

export const isLocal = (symbol: string): boolean => symbol.startsWith('local ')

/** The parts of a global symbol; null for a local one, and for what is no symbol. */
export function parseSymbol(symbol: string): GlobalSymbol | null {
  if (isLocal(symbol)) return null
  const parts: string[] = []
  let at = 0
  while (parts.length < 4) {
    const end = endOfPart(symbol, at)
    if (end < 0) return null
    parts.push(symbol.slice(at, end).replaceAll('  ', ' '))
    at = end + 1
  }
  const [scheme = '', manager = '', name = '', version = ''] = parts
  if (scheme === '' || at >= symbol.length) return null
  return { scheme, manager: unlessNone(manager), name: unlessNone(name), version: unlessNone(version), descriptors: symbol.slice(at) }
}

/** The place of the next space that stands alone; -1 for none. */
function endOfPart(symbol: string, from: number): number {
  for (let at = symbol.indexOf(' ', from); at >= 0; at = symbol.indexOf(' ', at + 2)) if (symbol[at + 1] !== ' ') return at
  return -1
}

const unlessNone = (part: string) => (part === '.' ? '' : part)
const orNone = (part: string) => (part === '' ? '.' : part.replaceAll(' ', '  '))

/** The inverse of `parseSymbol`. */
export const formatSymbol = ({ scheme, manager, name, version, descriptors }: GlobalSymbol): string =>
  `${scheme.replaceAll(' ', '  ')} ${orNone(manager)} ${orNone(name)} ${orNone(version)} ${descriptors}`

const suffixes: Record<string, DescriptorKind> = { '/': 'namespace', '#': 'type', '.': 'term', ':': 'meta', '!': 'macro' }

/** The descriptors from the outermost to the symbol's own; null for what does not follow the grammar. */
export function parseDescriptors(text: string): Descriptor[] | null {
  const reader = new DescriptorReader(text)
  const found: Descriptor[] = []
  while (!reader.isAtEnd) {
    const next = reader.descriptor()
    if (next === null) return null
    found.push(next)
  }
  return found.length > 0 ? found : null
}

class DescriptorReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  descriptor(): Descriptor | null {
    if (this.passes('[')) return this.closed('type-parameter', ']')
    if (this.passes('(')) return this.closed('parameter', ')')
    const name = this.name()
    if (name === null) return null
    const kind = suffixes[this.text[this.at] ?? '']
    if (kind === undefined) return this.method(name)
    this.at++
    return { kind, name, disambiguator: '' }
  }

  private method(name: string): Descriptor | null {
    if (!this.passes('(')) return null
    const disambiguator = this.simpleName()
    return this.passes(').') ? { kind: 'method', name, disambiguator } : null
  }

  private closed(kind: DescriptorKind, end: string): Descriptor | null {
    const name = this.name()
    return name !== null && this.passes(end) ? { kind, name, disambiguator: '' } : null
  }

  private passes(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false
    this.at += token.length
    return true
  }

  private name(): string | null {
    if (this.passes('`')) return this.escapedName()
    const name = this.simpleName()
    return name === '' ? null : name
  }

  private simpleName(): string {
    const from = this.at
    while (/[\w+$-]/.test(this.text[this.at] ?? '')) this.at++
    return this.text.slice(from, this.at)
  }

  /** Up to a backtick that stands alone; two stand for one. */
  private escapedName(): string | null {
    for (let end = this.text.indexOf('`', this.at); end >= 0; end = this.text.indexOf('`', end + 2)) {
      if (this.text[end + 1] === '`') continue
      const name = this.text.slice(this.at, end).replaceAll('``', '`')
      this.at = end + 1
      return name
    }
    return null
  }
}
