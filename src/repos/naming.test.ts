import { describe, expect, test } from 'vitest'
import { linkable, nameFolder } from './naming.ts'

describe('the name of a repository in a folder', () => {
  const table: [what: string, root: string, path: string, taken: string[], name: string][] = [
    ['is its path below the folder given', '/home/ann/code', '/home/ann/code/shop/web', [], 'shop/web'],
    ['is the name of the folder given, when that is the repository', '/home/ann/web', '/home/ann/web', [], 'web'],
    ['has no .git behind it when it is bare', '/srv/git', '/srv/git/shop/web.git', [], 'shop/web'],
    ['keeps .git inside the path', '/srv', '/srv/old.git/web', [], 'old.git/web'],
    ['gets the folder above in front when it is taken', '/home/ann/code', '/home/ann/code/web', ['web'], 'code/web'],
    ['gets as many folders as it takes', '/home/ann/code', '/home/ann/code/web', ['web', 'code/web'], 'ann/code/web'],
    ['gets folders in front of the folder given, too', '/home/ann/web', '/home/ann/web', ['web'], 'ann/web'],
    ['gets a number when folders do not help', '/a', '/a/web', ['web', 'a/web', 'web-2'], 'web-3'],
    ['may be the root of the file system', '/', '/', [], 'repository'],
    ['is counted at the root of the file system', '/', '/', ['repository'], 'repository-2'],
  ]
  for (const [what, root, path, taken, name] of table) {
    test(what, () => expect(nameFolder({ root, path, isTaken: (each) => taken.includes(each) })).toBe(name))
  }
})

describe('a name that can stand in a link', () => {
  const table: [parts: string[], name: string][] = [
    [['web', 'app'], 'web/app'],
    [['search'], 'local/search'],
    [['Search', 'x'], 'local/Search/x'],
    [['.api'], 'local/.api'],
    [['searching'], 'searching'],
    [['web@v2'], 'web-v2'],
    [['a:b', 'c d'], 'a-b/c-d'],
    [['-', 'blob'], '_/blob'],
    [['..', 'x'], '_/x'],
    [['line\nbreak', 'bi\u202edi'], 'line-break/bi-di'],
    [['Größe', '日本'], 'Größe/日本'],
    [['Gro\u0308ße'], 'Größe'],
    [['.git'], 'repository'],
    [['x'.repeat(1000)], 'x'.repeat(400)],
  ]
  for (const [parts, name] of table) test(`${JSON.stringify(parts).slice(0, 60)} → ${name.slice(0, 40)}`, () => expect(linkable(parts)).toBe(name))
})
