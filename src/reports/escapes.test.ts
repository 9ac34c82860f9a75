import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { harmless } from './csv.ts'
import { escape } from './markdown.ts'
import { drawable } from './pdf-text.ts'
import { visible } from './text.ts'

describe('a cell for a spreadsheet', () => {
  const check = (text: string, cell: string) => test(`${JSON.stringify(text)} → ${JSON.stringify(cell)}`, () => expect(harmless(text)).toBe(cell))

  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '|calc', '=cmd|" /C calc"!A0', ' =1', '\t=1', '\tx', '\n=1', '\u00a0=1', '\uff1d1', '\uff0b1', '\uff0d1', '\uff20x', '\u22121']) check(formula, `'${formula}`)
  check('\r=1', 'U+000D=1')
  check('\u200b=1', 'U+200B=1')
  check('\u0000=1', 'U+0000=1')
  check('\ufeff=1', 'U+FEFF=1')
  check('a=1', 'a=1')
  check('', '')
  check("'quoted", "'quoted")
  check('\u202egpj.exe', 'U+202Egpj.exe')
  test('numbers stay numbers', () => expect(harmless(-1)).toBe(-1))
})

describe('text in Markdown', () => {
  /** What a reader of the Markdown sees: the text again, and nothing else. */
  const check = (text: string, seen = text) =>
    test(JSON.stringify(text), () => {
      const { children } = fromMarkdown(escape(text))
      const [paragraph, ...more] = children
      expect(more).toEqual([])
      expect(paragraph).toMatchObject({ type: 'paragraph', children: [{ type: 'text', value: seen }] })
    })

  for (const text of ['# head', '- item', '+ item', '1. item', '2) item', '> quote', '```', '    code'.trim(), '[a](javascript:alert(1))', '![x](http://x/y)', '<img src=x onerror=alert(1)>', '<!-- x -->', '&lt;', 'a | b', '**bold** _it_ ~~no~~', '`tick`', '\\', 'a\\|b', '===', '***', '{% raw %}']) check(text)
  check('two\nlines\r\n\r\nmore', 'two lines more')
  check('a\u202eb\u0007', 'aU+202EbU+0007')
})

describe('text in a PDF', () => {
  const check = (text: string, drawn: string) => test(`${JSON.stringify(text)} → ${drawn}`, () => expect(drawable(text)).toBe(drawn))

  check('Straße, Ωμέγα, Ћирилица, naïve – “quoted” … €', 'Straße, Ωμέγα, Ћирилица, naïve – “quoted” … €')
  check('SEV3 → SEV1', 'SEV3 -> SEV1')
  check('日本', '[U+65E5 U+672C]')
  check('a🔥b', 'a[U+1F525]b')
  check('שלום', '[U+05E9 U+05DC U+05D5 U+05DD]')
  check('\ud800', 'U+D800')
})

describe('what hides', () => {
  const check = (text: string, shown: string) => test(shown, () => expect(visible(text)).toBe(shown))
  check('a\u0000\u001b[31m', 'aU+0000U+001B[31m')
  check('\u061c\u200b\u2066\ufeff\u{e0041}', 'U+061CU+200BU+2066U+FEFFU+E0041')
  check('family 👩‍👩‍👧 می‌خواهم', 'family 👩‍👩‍👧 می‌خواهم')
  check('tab\tand\nline', 'tab\tand\nline')
})
