import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRepository, oidOf, temporaryFolder, type Step } from './git/testing.ts'
import { seeded, pick } from '../../test/support/random.ts'
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
