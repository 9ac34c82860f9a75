import { describe, expect, test } from 'vitest'
import type { Family } from '../families.ts'
import { chooseTaking, type Taking } from './arguments.ts'

/** `(int, String...)`; from a `?` on, parameters have defaults. */
function read(text: string): Taking & { text: string } {
  const all = text.slice(1, -1).split(', ').filter(Boolean)
  const parameters = all.map((each) => each.replace(/\?|\.\.\.$/g, ''))
  const rest = text.includes('...')
  const optional = all.findIndex((each) => each.endsWith('?'))
  return { text, parameters, rest, required: optional >= 0 ? optional : all.length - Number(rest) }
}

const line = ['Square', 'Shape', 'Drawable']
const kinship = (type: string, above: string) => (!line.includes(above) ? null : line.includes(type) && line.indexOf(above) > line.indexOf(type) ? line.indexOf(above) - line.indexOf(type) : Infinity)

/** The signatures that a call with arguments of these types may mean; `?` is not known. */
function check(family: Family, cases: [signatures: string, handed: string, chosen: string][]): void {
  describe(family, () => {
    test.each(cases)('%s called with (%s) → %s', (signatures, handed, chosen) => {
      const types = handed.split(', ').filter(Boolean).map((type) => (type === '?' ? null : type))
      expect(chooseTaking(signatures.split(' | ').map(read), types, { family, kinship }).map(({ text }) => text).join(' | ')).toBe(chosen)
    })
  })
}

check('jvm', [
  ['() | (int) | (int, int)', 'int', '(int)'],
  ['() | (int)', '?', '(int)'],
  ['(int) | (long) | (String)', 'int', '(int)'],
  ['(long) | (double) | (String)', 'int', '(long)'],
  ['(byte) | (Object)', 'int', '(Object)'],
  ['(Object) | (String) | (CharSequence)', 'String', '(String)'],
  ['(Object) | (CharSequence) | (int[])', 'String', '(CharSequence)'],
  ['(String) | (CharSequence)', 'StringBuilder', '(CharSequence)'],
  ['(String) | (char[])', 'null', '(String) | (char[])'],
  ['(int) | (Foo)', 'null', '(Foo)'],
  ['(int) | (Integer) | (Object)', 'Integer', '(Integer)'],
  ['(int) | (Foo)', 'Integer', '(int)'],
  ['(boolean) | (Object)', 'boolean', '(boolean)'],
  ['(int[]) | (long[]) | (Object[])', 'long[]', '(long[])'],
  ['(int[]) | (T[])', 'String[]', '(T[])'],
  ['(int[]) | (int)', 'int', '(int)'],
  ['(String) | (String, Object...)', 'String', '(String)'],
  ['(String) | (String, Object...)', 'String, int, int', '(String, Object...)'],
  ['(String) | (String...)', 'String[]', '(String...)'],
  ['(Foo) | (Bar)', '?', '(Foo) | (Bar)'],
  ['(Foo) | (Bar)', 'Bar', '(Bar)'],
  ['(Foo) | (Function)', 'lambda', '(Foo) | (Function)'],
  ['(int) | (int, int)', 'int, int, int', '(int) | (int, int)'],
  ['(Type) | (Foo)', 'Class', '(Type)'],
  ['(int) | (Foo)', 'Bar', '(Foo)'],
  ['(int) | (String)', 'T', '(int) | (String)'],
  // Square is below Shape, and Shape below Drawable; nothing else is known to be below them.
  ['(Object) | (Shape)', 'Square', '(Shape)'],
  ['(Shape) | (Drawable)', 'Square', '(Shape)'],
  ['(Drawable) | (Square)', 'Shape', '(Drawable)'],
  ['(Object) | (Shape)', 'Report', '(Object)'],
  ['(Shape) | (Type)', 'Class', '(Type)'],
])

check('c', [
  ['(Shape, Style?) | (Square)', 'Square', '(Square)'],
  ['(Shape*, Style?) | (int, int)', '?', '(Shape*, Style?)'],
  ['(double) | (double, double)', 'int', '(double)'],
  ['(string) | (int)', 'char', '(int)'],
])
