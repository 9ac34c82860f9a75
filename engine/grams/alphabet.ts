/**
 * The alphabet of the index: 64 symbols, so that three of them are 18 bits and index a table without a dictionary.
 *
 * Upper and lower case are one symbol, which is why a search that ignores case needs no second index. Rare punctuation
 * shares symbols, and bytes from 0x80 on are told apart by their two lowest bits only, which UTF-8 spreads well.
 *
 *     0        every control byte but \t and \n        27…36  0-9
 *     1…26     a-z and A-Z                            37     _
 *     38       space, \t         39 \n                 40…59  punctuation, see PUNCTUATION
 *     60…63    0x80…0xff, by their two lowest bits
 */

export const GRAM_LENGTH = 3
/** Grams are numbers below this one. */
export const GRAM_COUNT = 1 << 18

const PUNCTUATION = ['.', ',', ';', ':', '(', ')', '[]', '{}', '<', '>', '=', '+*', '-', '/', '&|', '!?', '"', "'`", '#@$%', '\\^~']

/** The symbol of each byte. */
export const SYMBOLS: Uint8Array = symbols()

function symbols(): Uint8Array {
  const table = new Uint8Array(256)
  const set = (characters: string, symbol: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = symbol
  }
  for (let i = 0; i < 26; i++) set(String.fromCharCode(0x41 + i, 0x61 + i), 1 + i)
  for (let i = 0; i < 10; i++) set(String(i), 27 + i)
  set('_', 37)
  set(' \t', 38)
  set('\n', 39)
  PUNCTUATION.forEach((characters, i) => set(characters, 40 + i))
  for (let byte = 0x80; byte < 0x100; byte++) table[byte] = 60 + (byte & 3)
  return table
}

/** The gram of three bytes. */
export function gramOf(a: number, b: number, c: number): number {
  return (SYMBOLS[a] << 12) | (SYMBOLS[b] << 6) | SYMBOLS[c]
}
