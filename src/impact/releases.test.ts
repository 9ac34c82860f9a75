import { expect, test } from 'vitest'
import type { Affected } from './contract.ts'
import { byVersion, releasesOf } from './releases.ts'
import type { Standing, Standings } from './standing.ts'

const standing = (repo: string, ...tags: string[]) => tags.map((rev) => ({ repository: { name: repo }, commit: rev, names: [{ rev, at: 'tag' }], running: [] }) as unknown as Standing)

/** `a v1 v2* v3`: the tags of a repository, with a star where they are hit. */
function check(name: string, texts: readonly string[], expected: readonly string[], { once = [] }: { once?: string[] } = {}): void {
  test(name, () => {
    const rows = texts.flatMap((text) => text.split(' ').slice(1).flatMap((tag) => (tag.endsWith('*') ? [{ repo: text.split(' ')[0], rev: tag.slice(0, -1), at: 'tag' } as unknown as Affected] : [])))
    const all = texts.flatMap((text) => standing(text.split(' ')[0] ?? '', ...text.split(' ').slice(1).map((tag) => tag.replace('*', ''))))
    const standings: Pick<Standings, 'all'> = { all: () => all }
    const mainlines = once.map((repo) => ({ repo })) as Parameters<typeof releasesOf>[1]['history']['mainlines']
    const releases = releasesOf(standings as Standings, { affected: rows, history: { mainlines, deployed: [] } })
    expect(releases.map(({ repo, releases: own }) => `${repo}: ${own.map(({ tag, state }) => `${tag} ${state}`).join(', ')}`)).toEqual(expected)
  })
}

check('before, affected, fixed', ['a v1.10.0 v1.2.0* v1.1.0 v1.9.0*'], ['a: v1.1.0 before, v1.2.0 affected, v1.9.0 affected, v1.10.0 fixed'])
check('fixed on an old line before a new one', ['a v1.0.0* v1.0.1 v2.0.0*'], ['a: v1.0.0 affected, v1.0.1 fixed, v2.0.0 affected'])
check('what was never hit is not told', ['a v1*', 'b v1'], ['a: v1 affected'])
check('what was hit between releases only', ['b v1 v2'], ['b: v1 before, v2 before'], { once: ['b'] })
check('a tag that moves says nothing of versions', ['a stable* v1.6.0* v1.5.0'], ['a: v1.5.0 before, v1.6.0 affected, stable affected'])
check('without tags', ['a'], [], { once: ['a'] })

test.each([
  [['v1.0.0', 'v1.0.0-rc.2', 'v1.0.0-rc.10'], ['v1.0.0-rc.2', 'v1.0.0-rc.10', 'v1.0.0']],
  [['web@2.0.0', 'web@1.10.0', 'web@1.9.0'], ['web@1.9.0', 'web@1.10.0', 'web@2.0.0']],
  [['2025-10', '2025-9', 'nightly'], ['2025-9', '2025-10', 'nightly']],
])('%j by version', (tags, expected) => expect([...tags].sort(byVersion)).toEqual(expected))
