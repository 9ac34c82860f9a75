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
