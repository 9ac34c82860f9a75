/** What the letters between quotes stand for. */

const SIMPLE: Record<string, string> = { n: '\n', t: '\t', r: '\r', 0: '\0', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', s: ' ' }

/** Octal escapes have at most three digits; a break of the line that is escaped stands for nothing. */
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([0-7]{2,3})|\r?\n[ \t]*|([\s\S]))/g

/** Escapes as C and the languages after it write them. What none of them knows stands for its letter. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(ESCAPE, (_, byte?: string, braced?: string, unit?: string, octal?: string, simple?: string) => {
    const hex = byte ?? braced ?? unit
    if (hex !== undefined) return codePoint(parseInt(hex, 16))
    if (octal !== undefined) return codePoint(parseInt(octal, 8))
    return simple === undefined ? '' : (SIMPLE[simple] ?? simple)
  })
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
