import { afterAll, describe, expect, test } from 'vitest'
import { walkMainlineFiles } from './mainline-files.ts'
import { makeRepository, rawGit, temporaryFolder, type Step } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

let count = 0
const repository = (steps: readonly Step[]) => makeRepository(folder.path(`${++count}.git`), steps)

/** `0 a.lock=one b.lock=two`, `2 a.lock gone`: the place of the commit on the mainline, and what it changed. */
async function read(dir: string, { after = null }: { after?: string | null } = {}): Promise<string[]> {
  const mainline = rawGit(dir, ['rev-list', '--first-parent', '--reverse', 'main']).split('\n')
  const told: string[] = []
  for await (const { oid, time, changes } of walkMainlineFiles(dir, { tip: rawGit(dir, ['rev-parse', 'main']), after, passes: (path) => path.endsWith('.lock') })) {
    expect(time).toBe(Number(rawGit(dir, ['show', '-s', '--format=%ct', oid])))
    const changed = changes.map(({ path, entry }) => (entry ? `${path}=${rawGit(dir, ['cat-file', 'blob', entry.oid])}` : `${path} gone`))
    told.push(`${mainline.indexOf(oid)} ${changed.join(' ')}`)
  }
  return told
}

const check = (name: string, steps: readonly Step[], expected: readonly string[]) => test(name, async () => expect(await read(await repository(steps))).toEqual(expected))

describe('the commits of a mainline that change files which pass', () => {
  check('are told with what stands there then, and others are not', [
    { files: [['a.lock', 'one'], ['b.txt', 'x']] }, { files: [['b.txt', 'y']] }, { files: [['a.lock', 'two'], ['c/d.lock', 'new']] }, { files: [['a.lock', null]] },
  ], ['0 a.lock=one', '2 a.lock=two c/d.lock=new', '3 a.lock gone'])
  check('a rename is a file that goes and one that comes', [{ files: [['a.lock', 'one']] }, { files: [['a.lock', null], ['b.lock', 'one']] }], ['0 a.lock=one', '1 a.lock gone b.lock=one'])
  check('paths that look like records and names', [{ files: [[':000000 100644.lock', 'x'], [`${'a'.repeat(40)}.lock`, 'y'], ['ü\n.lock', 'z']] }], [`0 :000000 100644.lock=x ${'a'.repeat(40)}.lock=y ü\n.lock=z`])
  check('none', [{ files: [['b.txt', 'x']] }], [])

  test('a merge changes what it brings into its first parent', async () => {
    const dir = await repository([{ files: [['a.lock', 'one']] }, { branch: 'refs/heads/side', files: [['a.lock', 'side']], after: '' }])
    rawGit(dir, ['update-ref', 'refs/heads/main', rawGit(dir, ['commit-tree', 'side^{tree}', '-p', 'main', '-p', 'side', '-m', 'merge'])])
    expect(await read(dir)).toEqual(['0 a.lock=one', '1 a.lock=side'])
  })

  test('after one of them, only later ones', async () => {
    const dir = await repository([{ files: [['a.lock', 'one']] }, { files: [['a.lock', 'two']] }])
    expect(await read(dir, { after: rawGit(dir, ['rev-parse', 'main~1']) })).toEqual(['1 a.lock=two'])
    expect(await read(dir, { after: rawGit(dir, ['rev-parse', 'main']) })).toEqual([])
  })
})
