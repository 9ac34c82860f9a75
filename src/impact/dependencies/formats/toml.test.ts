import { describe, expect, test } from 'vitest'
import { readToml } from './toml.ts'

/** Each is a path and the line on which it stands: `package.1.name 7`. */
function check(name: string, text: string, ...expected: readonly string[]): void {
  test(name, () => {
    const read = readToml(text)
    const line = (path: string) => read?.lineOf(...path.split(' ').map((key) => (/^\d+$/.test(key) ? Number(key) : key)))
    expect(expected.map((each) => `${each.replace(/ \d+$/, '')} ${line(each.replace(/ \d+$/, ''))}`)).toEqual(expected)
  })
}

describe('lines of TOML', () => {
  check('keys and tables', 'a = 1\n\n[b] # c\nd = "e"\n"f g" = 2\n[b.h]\n', 'a 1', 'b 3', 'b d 4', 'b f g 3', 'b h 6', 'nothing 1', 'b nothing 3')
  check('dotted keys', 'a.b.c = 1\na . "b" . d = 2\n', 'a 1', 'a b 1', 'a b c 1', 'a b d 2')
  check('arrays of tables', '[[p]]\nn = 1\n[[p]]\n[p.x]\nn = 2\n[[p.y]]\n[[p.y]]\nn = 3\n', 'p 1', 'p 0 n 2', 'p 1 3', 'p 1 x n 5', 'p 1 y 0 6', 'p 1 y 1 n 8')
  check('elements of arrays', 'a = [\n  "x", # ], [\n  # "y"\n  [1,\n  2], { b = [3], c = "}" },\n  \'\'\'\n]\'\'\',\n  4\n]\nz = 1\n', 'a 1', 'a 0 2', 'a 1 4', 'a 2 5', 'a 3 6', 'a 4 8', 'z 10')
  check('behind texts of many lines', 'a = """\n[x]\ny = 1 \\"""\n\\\\"""\nb = \'\'\'\n\'\'\'\'\'\nc = ""\n"" = 1\nd = \'\\\'\ne = 1\n', 'b 5', 'c 7', 'd 9', 'e 10')
  check('with the line ends of Windows, and a mark before', '\ufeffa = 1\r\n# b\r\n[c]\r\nd = [\r\n"e",\r\n]\r\n', 'a 1', 'c 3', 'd 1', 'c d 4', 'c d 0 5')
  check('named by keys that are long or like what every object has', `["${'x'.repeat(5_000)}".constructor]\na = 1\n[__proto__]\nb = 1\n`, `${'x'.repeat(5_000)} constructor a 2`, '__proto__ b 4', 'toString 1')
})

describe('TOML', () => {
  test.each([['[', null], ['a = 1\na = 2\n', null], ['\0', null], ['', 0], ['a = 1979-05-27T07:32:00Z', 1]] as const)('%j', (text, keys) => {
    const read = readToml(text)
    expect(read && Object.keys(read.value).length).toBe(keys)
  })
})
