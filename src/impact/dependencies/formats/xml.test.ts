import { describe, expect, test } from 'vitest'
import { readXml, type XmlNode } from './xml.ts'

/** `a:1 k=v "text" (b:2)`: elements with their lines, attributes and texts. */
function shown({ name, line, attributes, text, children }: XmlNode): string {
  return [`${name}:${line}`, ...[...attributes].map(([key, value]) => `${key}=${value}`), ...(text === '' ? [] : [JSON.stringify(text)]), ...(children.length === 0 ? [] : [`(${children.map(shown).join(' ')})`])].join(' ')
}

function check(text: string, expected: string | null): void {
  test(`${JSON.stringify(text)} → ${expected}`, () => {
    const root = readXml(text)
    expect(root && shown(root)).toBe(expected)
  })
}

describe('XML', () => {
  check('<a/>', 'a:1')
  check('\ufeff<?xml version="1.0"?>\r\n<!-- <b> -->\r\n<a>\r\n<b> t </b>\r\n</a>\r\n', 'a:3 (b:4 "t")')
  check('<a\n k="1"\n  j = \'<\'/>', null)
  check('<a\n k="1"\n  j = \'2 > 1\'/>', 'a:1 k=1 j=2 > 1')
  check('<m:a xmlns:m="x"><m:b/></m:a>', 'a:1 xmlns:m=x (b:1)')
  check('<a>x<!-- y -->z<![CDATA[<&amp;>]]><b/>!</a>', 'a:1 "xz<&amp;>!" (b:1)')
  check('<a k="&quot;&#65;">&lt;&amp;lt;&#x42;&own;&#0;&#x110000;</a>', 'a:1 k="A "<&lt;B&own;&#0;&#x110000;"')
  check('<!DOCTYPE a [<!-- ]> --><!ENTITY x "]>y"><!ENTITY y SYSTEM \'file:///z\'>]>\n<a>&x;&y;</a>', 'a:2 "&x;&y;"')
  check('<constructor><__proto__ __proto__="1"/></constructor>', 'constructor:1 (__proto__:1 __proto__=1)')
})

describe('what is no XML', () => {
  for (const text of ['', 'x', '{}', '<a>', '</a>', '<a></b>', '<a></a><b/>', '<a/>x', '<a b></a>', '<a b=c/>', '<a>\n<<<<<<< HEAD\n</a>', '<a', '< a/>', '<a></a b="1">', '<!-- <a/>', '<!DOCTYPE a', '<a><![CDATA[</a>', '\0']) check(text, null)
})

describe('what is made to harm', () => {
  const many = 200_000
  test.each([
    ['deep', '<a>'.repeat(many), null],
    ['comments that do not end', `<a>${'<!-- '.repeat(many)}`, null],
    ['blanks', `<a${' '.repeat(many)}b${' '.repeat(many)}c/>`, null],
    ['a document type that does not end', `<!DOCTYPE a [${'<!ENTITY x "'.repeat(many)}`, null],
    ['entities within entities', `<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>${'&b;'.repeat(many)}</a>`, 3 * many],
    ['many pieces of text', `<a>${'x<!---->'.repeat(many)}</a>`, many],
    ['many on one line', `<a>${'<b/>'.repeat(many)}</a>`, 0],
    ['many of them', `<a>${'<b/>\n'.repeat(many)}</a>`, 0],
    ['many attributes', `<a ${'x="" '.repeat(many)}/>`, 0],
  ])('%s', (_, text, length) => expect(readXml(text)?.text.length ?? null).toBe(length))
})
