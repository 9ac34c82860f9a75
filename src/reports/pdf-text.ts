import { codePointName, visible } from './text.ts'

/** What Roboto, the font that pdfmake brings, has of the scripts that people write in: Latin, Greek, Cyrillic and punctuation. */
const inFont = String.raw`\n\t\u0020-\u007e\u00a0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u02c6\u02c7\u02d8-\u02dd\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0486\u0488-\u0513\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u2010\u2011\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u2070\u2074-\u208e\u20a6-\u20ac\u2116\u2122\u2202\u2206\u220f\u2211\u2212\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25cf`
const foreign = new RegExp(`[^${inFont}]+`, 'gu')

/** The font lacks something of this text. */
export const hasForeign = (text: string): boolean => text.replaceAll('→', '').search(foreign) >= 0

/** Text as it can be drawn: what the font lacks would be an empty box, so it stands there by its numbers. The arrow is our own sign. */
export function drawable(text: string): string {
  return visible(text).replaceAll('→', '->').replace(foreign, (run) => `[${[...run].map(codePointName).join(' ')}]`)
}
