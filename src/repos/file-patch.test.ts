import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRepository, oidOf, rawGit, temporaryFolder, type Step } from './git/testing.ts'
import { seeded, pick } from '../../test/support/random.ts'
import type { FileList } from './file-list.ts'
import { createMirrors } from './mirrors.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** Commits that add, change, move and remove files, whose names sort differently by bytes than by letters. */
function history(seed: number): Step[] {
  const random = seeded(seed)
  const names = ['a', 'a.b', 'a/b', 'a/b/c', 'a-b', 'B', 'é', 'z/💧', Buffer.from([0x66, 0xff]), 'x/y/z', 'x/y.z']
  return Array.from({ length: 12 }, (_, i) => ({
    files: Array.from({ length: 1 + random(4) }, () => {
      const name = pick(random, names)
      const kind = random(8)
      if (kind === 0) return [name, null] as const
      return kind === 1 ? [name, 'target', '120000'] as const : [name, `text ${i} ${random(3)}`, pick(random, ['100644', '100755'])] as const
    }),
  }))
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  let commits: string[] = []

  beforeAll(async () => {
    await makeRepository(folder.path(`mirrors-${seed}`, 'one.git'), history(seed))
    commits = Array.from({ length: 12 }, (_, i) => oidOf(folder.path(`mirrors-${seed}`, 'one.git'), `main~${i}`))
  })

  test('a list made from the one before is the one that git lists', async () => {
    const patched = await createMirrors(folder.path(`mirrors-${seed}`))
    try {
      for (const commit of commits) {
        const fresh = await createMirrors(folder.path(`mirrors-${seed}`))
        const [one, other] = [await patched.files('one', commit), await fresh.files('one', commit)]
        const rows = (list: typeof one) => list.paths.map((path, i) => [path, list.kind(i), list.oid(i), list.size(i)])
        expect(rows(one)).toEqual(rows(other))
        expect([one.commit, one.totalBytes]).toEqual([commit, other.totalBytes])
        fresh.close()
      }
      expect(patched.listed).toEqual({ whole: 1, patched: commits.length - 1 })
    } finally {
      patched.close()
    }
  })
})

describe('what the source lacks', () => {
  const sizes = ({ paths, size }: FileList) => paths.map((path, at) => `${path} ${size(at)}`).join(', ')

  test('is looked for again once it may have come, and what is whole is kept', async () => {
    const packed = await makeRepository(folder.path('packed.git'), [{ files: [['a', '1'], ['é', '22'], ['z', '3']] }, { files: [['a', '4444']] }, { files: [['é', '55555']] }])
    const dir = folder.path('lacking', 'one.git')
    rawGit(folder.path(), ['init', '-q', '--bare', dir])
    rawGit(dir, ['fetch', '-q', packed, 'main:main'])
    const oid = oidOf(dir, 'main~1:é')
    const path = `${dir}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`
    const bytes = readFileSync(path)
    rmSync(path)
    const mirrors = await createMirrors(folder.path('lacking'))
    const files = (rev: string) => mirrors.files('one', oidOf(dir, rev))
    try {
      const [whole, lacking] = [await files('main'), await files('main~2')]
      expect([sizes(whole), sizes(lacking), lacking.lacking]).toEqual(['a 4, z 1, é 5', 'a 1, z 1, é null', [2]])
      writeFileSync(path, bytes)
      mirrors.changed('one')
      expect([sizes(await files('main~1')), mirrors.listed.patched]).toEqual(['a 4, z 1, é 2', 2])
      expect(sizes(await files('main~2'))).toBe('a 1, z 1, é 2')
      expect(await files('main')).toBe(whole)
    } finally {
      mirrors.close()
    }
  })
})
