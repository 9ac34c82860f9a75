import { describe, expect, test } from 'vitest'
import { andAbove, folderFrom, folderOf, nameOf, pathFrom } from './folders.ts'

describe('relative paths', () => {
  test.each([
    ['', 'a', 'a'], ['x/', 'a/b.txt', 'x/a/b.txt'], ['x/y/', '../a', 'x/a'], ['x/', './/a/./b/', 'x/a/b'], ['x/', '..', ''], ['x/', '../..', null], ['', '../a', null], ['x/', '/a', null], ['x/', 'a/../../../b', null], ['', 'a'.repeat(5_000), null],
  ])('%j with %j leads to %j', (folder, relative, expected) => {
    expect(pathFrom(folder, relative)).toBe(expected)
    expect(folderFrom(folder, relative)).toBe(expected === null || expected === '' ? expected : `${expected}/`)
  })
})

test.each([['', ['']], ['x/', ['x/', '']], ['x/y/z/', ['x/y/z/', 'x/y/', 'x/', '']]])('%j lies in %j', (folder, expected) => expect([...andAbove(folder)]).toEqual(expected))

test.each([['a', '', 'a'], ['x/y/a.txt', 'x/y/', 'a.txt'], ['x/', 'x/', '']])('%j is in %j and called %j', (path, folder, name) => expect([folderOf(path), nameOf(path)]).toEqual([folder, name]))
