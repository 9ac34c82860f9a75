import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { pick, seeded } from '../../../test/support/random.ts'
import { findGaps, missing, noteGaps } from './gaps.ts'
import { cloneMirror, fetchMirror } from './mirror.ts'
import { makeRepository, oidOf, rawGit, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

/** What the plain way finds: every object that any reference of a mirror needs, looked for. */
const plain = (dir: string) => rawGit(dir, ['rev-list', '--objects', '--all', '--missing=print']).split('\n').filter(line => line.startsWith('?')).map(line => line.slice(1))

/** Loose objects, so that one can be lost and come back. */
async function makeLoose(name: string): Promise<string> {
  const packed = await makeRepository(folder.path(`${name}-packed.git`), [{ files: [['a', '0'], ['d/b', '0']] }])
  const dir = folder.path(`${name}.git`)
  rawGit(folder.path(), ['init', '-q', '--bare', dir])
  rawGit(dir, ['fetch', '-q', packed, 'main:main'])
  return dir
}

function commit(dir: string, branch: string, text: string): void {
  const [blob, old] = [rawGit(dir, ['hash-object', '-w', '--stdin'], text), oidOf(dir, branch)]
  const tree = rawGit(dir, ['mktree'], `100644 blob ${blob}\ta\n040000 tree ${oidOf(dir, `${old}:d`)}\td\n`)
  rawGit(dir, ['update-ref', `refs/heads/${branch}`, rawGit(dir, ['commit-tree', tree, '-p', old, '-m', text])])
}

describe('what is noted spares a walk', () => {
  test('only where all that was reached then is reached still', async () => {
    const dir = await makeRepository(folder.path('noted.git'), [{ files: [['a', '1']] }, { files: [['a', '2']] }])
    const [first, second] = [oidOf(dir, 'main~1'), oidOf(dir, 'main')]
    // An object that is not missing shows whether the note was believed.
    const noted = oidOf(dir, 'main:a')
    await noteGaps(dir, [first], [noted])
    const find = (before: string[], tips: string[]) => findGaps(dir, { before, tips })
    expect(await find([first], [second])).toEqual([noted])
    expect(await find([first], [first])).toEqual([noted])
    expect(await find([second], [second])).toEqual([])
    await noteGaps(dir, [second], [noted])
    expect(await find([second], [first])).toEqual([])
  })

  test('only as it was written', async () => {
    const dir = await makeRepository(folder.path('written.git'), [{ files: [['a', '1']] }])
    const [tip, noted] = [oidOf(dir, 'main'), oidOf(dir, 'main:a')]
    await noteGaps(dir, [tip], [noted, tip])
    const file = `${dir}/firebreak-gaps`
    const text = readFileSync(file, 'latin1')
    for (const cut of ['', text.slice(0, -41), text.slice(0, -10), text.replace(noted, 'x'.repeat(40)), '\0'.repeat(text.length)]) {
      writeFileSync(file, cut)
      expect(await findGaps(dir, { before: [tip], tips: [tip] })).toEqual([])
    }
    await noteGaps(dir, [tip], [])
    expect(existsSync(file)).toBe(false)
  })
})

describe('a mirror of a source that loses objects and gets them back counts what a walk over all of it finds', () => {
  test.each([1, 3])('seed %i', async seed => {
    const random = seeded(seed)
    const source = await makeLoose(`random-${seed}`)
    const dir = folder.path(`random-mirror-${seed}.git`)
    const lost = new Map<string, Buffer>()
    const branches = () => rawGit(source, ['for-each-ref', '--format=%(refname:short)', 'refs/heads']).split('\n')
    const acts: Record<string, (round: number) => void> = {
      push: round => commit(source, pick(random, branches()), `${round}`),
      branch: round => void rawGit(source, ['branch', `b${round}`, pick(random, branches())]),
      tag: round => void rawGit(source, ['tag', '-a', '-m', 'x', `t${round}`, pick(random, branches())]),
      force: () => void rawGit(source, ['update-ref', `refs/heads/${pick(random, branches())}`, 'main']),
      drop: () => void branches().filter(name => name !== 'main').slice(0, 1).map(name => rawGit(source, ['branch', '-D', name])),
      back: () => {
        for (const [path, bytes] of lost) writeFileSync(path, bytes)
        lost.clear()
      },
    }
    const lose = (round: number) => {
      commit(source, 'main', `lost ${round}`)
      const oid = oidOf(source, 'main:a')
      const path = `${source}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`
      lost.set(path, readFileSync(path))
      rmSync(path)
    }
    lose(0)
    await cloneMirror({ source: { localPath: source }, into: dir })
    const counts: number[] = []
    for (let round = 1; round <= 8; round++) {
      if (random(5) < 3) lose(round)
      acts[pick(random, Object.keys(acts))]?.(round)
      acts['push']?.(round + 100)
      const { state } = await fetchMirror(dir, { source: { localPath: source } })
      counts.push(state.missingObjects)
      expect([round, state.missingObjects]).toEqual([round, plain(dir).length])
    }
    expect(Math.max(...counts)).toBeGreaterThan(1)
    expect((await missing(dir, { tips: [oidOf(dir, 'main')] })).length).toBeLessThanOrEqual(counts.at(-1) ?? 0)
  })
})
