/** What somebody types into the palette: everything, or, behind a sign, symbols of all repositories or of this file. */
export interface PaletteQuery {
  of: 'everything' | 'symbols' | 'file'
  text: string
}

export const signs = { symbols: '#', file: '@' } as const

export function readQuery(typed: string): PaletteQuery {
  const text = typed.trimStart()
  if (text.startsWith(signs.symbols)) return { of: 'symbols', text: text.slice(1).trim() }
  if (text.startsWith(signs.file)) return { of: 'file', text: text.slice(1).trim() }
  return { of: 'everything', text: text.trim() }
}

export const isNamed = (name: string, text: string): boolean => name.toLowerCase().includes(text.toLowerCase())

/** Groups in which something is called so come before those in which the text only stands somewhere; else they keep their order. */
export function namedFirst<G extends { actions: readonly { label?: string | undefined }[] }>(groups: readonly G[], text: string): G[] {
  const hasNamed = ({ actions }: G) => actions.some(({ label = '' }) => isNamed(label, text))
  return groups.toSorted((a, b) => Number(hasNamed(b)) - Number(hasNamed(a)))
}
