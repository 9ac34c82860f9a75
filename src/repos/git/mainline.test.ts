import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { realDisk } from '../../../engine/disk/index.ts'
import { blame, fileAt, History, HistoryWriter, type FileChange } from '../../../engine/history/index.ts'
import { type BatchProcess, startBatch } from './batch.ts'
import { generatedHistory } from './histories.fixture.ts'
import { initFromStream } from './init.ts'
import { mainlineSince, readMainline } from './mainline.ts'
import { pathFromBytes } from './names.ts'
import { nameIn, PatchReader, SUBMODULE } from './patches.ts'
import { git, gitStream } from './run.ts'
import { makeRepository, oidOf, rawGit, stream, temporaryFolder, type Step } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const split = (text: Buffer) => text.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? []

/** Applies a change the plain way. Texts are Latin-1 strings, one a byte. */
function apply(files: Map<string, string>, change: FileChange): void {
  if (change.kind === 'gone') files.delete(change.path)
  else if (change.kind === 'gap') files.set(change.path, change.reason)
  else if (change.kind === 'whole') files.set(change.path, Buffer.from(change.text).toString('latin1'))
  else {
    const before = split(Buffer.from(files.get(change.path) ?? '', 'latin1'))
    const added = split(Buffer.from(change.text))
    const after: string[] = []
    let from = 0
    for (let i = 0; i < change.hunks.length; i += 3) {
      const [at = 0, gone = 0, come = 0] = change.hunks.subarray(i, i + 3)
      after.push(...before.slice(from, at), ...added.splice(0, come))
      from = at + gone
    }
    files.set(change.path, [...after, ...before.slice(from)].join(''))
  }
}

/** Every file, link and submodule of a commit, as git has them; what git takes for binary is its reason, and so is what is not there. */
async function filesAt(dir: string, oid: string, blobs: BatchProcess): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const listed = (await git(dir, ['ls-tree', '-r', '-z', oid])).stdout.toString('latin1')
  for (const entry of listed.split('\0').filter(Boolean)) {
    const [, mode = '', blob = '', path = ''] = /^(\d+) \w+ (\w+)\t([^]*)$/.exec(entry) ?? []
    const name = nameIn(pathFromBytes(Buffer.from(path, 'latin1')), mode) ?? path
    files.set(name, mode === SUBMODULE ? `Subproject commit ${blob}\n` : await textOf(blobs, blob))
  }
  return files
}

async function textOf(blobs: BatchProcess, oid: string): Promise<string> {
  const blob = await blobs.ask(oid, MAX_FILE_BYTES)
  if (!blob) return 'missing'
  if (blob.content.subarray(0, 8000).includes(0)) return 'binary'
  return blob.size > MAX_FILE_BYTES ? 'too_large' : blob.content.toString('latin1')
}

const MAX_FILE_BYTES = 50_000

/** Reads a mainline, and compares the files at each of its commits with git's. Returns how many changes of each kind there were. */
async function check(dir: string, after: string | null = null): Promise<Record<string, number>> {
  const tip = oidOf(dir, 'main')
  const blobs = startBatch(dir, '--batch')
  const files = after === null ? new Map<string, string>() : await filesAt(dir, after, blobs)
  const seen: Record<string, number> = {}
  let commit = ''
  const oids: string[] = []
  const compare = async () => {
    if (commit !== '') expect([commit, ...[...files].toSorted()]).toEqual([commit, ...[...await filesAt(dir, commit, blobs)].toSorted()])
  }
  for await (const events of readMainline(dir, { tip, after, maxFileBytes: MAX_FILE_BYTES })) {
    for (const event of events) {
      seen[event.kind] = (seen[event.kind] ?? 0) + 1
      if (event.kind !== 'commit') apply(files, event)
      else {
        await compare()
        oids.push(commit = event.oid)
      }
    }
  }
  await compare()
  blobs.close()
  const range = after === null ? 'main' : `${after}..main`
  expect(oids).toEqual(rawGit(dir, ['rev-list', '--reverse', '--first-parent', range]).split('\n').filter(Boolean))
  return seen
}

describe('the changes of a mainline, applied one after the other, give the files of every commit', () => {
  test.each([1, 2])('generated history %i', async seed => {
    const dir = folder.path(`generated-${seed}.git`)
    await initFromStream(dir, [generatedHistory(seed, 120)])
    const seen = await check(dir)
    for (const kind of ['patch', 'whole', 'gone', 'gap']) expect(seen[kind]).toBeGreaterThan(0)
    const middle = rawGit(dir, ['rev-parse', 'main~20'])
    expect((await check(dir, middle))['commit']).toBe(20)
    const known = new Set(rawGit(dir, ['rev-list', '--first-parent', middle]).split('\n'))
    expect(await mainlineSince(dir, oidOf(dir, 'main'), oid => known.has(oid))).toEqual({ common: middle, count: 20 })
  })

  test('a file grows over the limit and comes back', async () => {
    const steps: Step[] = ['small\n', 'x\n'.repeat(30_000), 'x\n', 'y\n'].map(text => ({ files: [['f', text]] }))
    expect(await check(await makeRepository(folder.path('large.git'), steps))).toEqual({ commit: 4, whole: 2, gap: 1, patch: 1 })
  })

  test('an empty range and an attribute that says binary', async () => {
    const dir = await makeRepository(folder.path('attributes.git'), [{ files: [['.gitattributes', '* -diff binary\n'], ['f', '1\n']] }, { files: [['f', '2\n']] }])
    expect(await check(dir)).toEqual({ commit: 2, whole: 2, patch: 1 })
    expect(await check(dir, oidOf(dir, 'main'))).toEqual({})
  })
})

/** The blobs of a partial clone that are absent are told by the paths that have them at some commit; then what is read. */
describe('a repository that lacks blobs', () => {
  const history: Step[] = [
    { files: [['a', 'a1\n'], ['b', 'b1\n'], ['rät', 'r1\n']] },
    { files: [['a', 'a1\na2\n'], ['b', 'b2\n']] },
    { files: [['a', 'a1\na2\na3\n'], ['b', 'b2\nb3\n'], ['rät', 'r1\nr2\n']] },
    { files: [['b', null], ['rät', 'r2\n']] },
    { files: [['a', 'a3\n']] },
  ]
  /** A copy of a repository without these blobs. */
  function lacking(origin: string, lost: readonly string[]): string {
    const dir = `${origin}-lacking.git`
    rawGit(folder.path(), ['clone', '-q', '--bare', '--no-local', origin, dir])
    const pack = readdirSync(`${dir}/objects/pack`).find(name => name.endsWith('.pack')) ?? ''
    rawGit(dir, ['unpack-objects', '-q'], takeOut(dir, pack))
    for (const spec of lost) {
      const oid = rawGit(origin, ['rev-parse', spec])
      rmSync(`${dir}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`)
    }
    return dir
  }

  const without = (lost: string, expected: Record<string, number>) =>
    test(`${lost || 'nothing'} is missing`, async () => {
      const origin = await makeRepository(folder.path(`origin-${lost}.git`), history)
      expect(await check(lacking(origin, lost.split(' ').filter(Boolean)))).toEqual(expected)
    })
  without('', { commit: 5, whole: 3, patch: 7, gone: 1 })
  without('main~4:a', { commit: 5, whole: 3, gap: 1, patch: 6, gone: 1 })
  without('main~3:a main~2:b', { commit: 5, whole: 4, gap: 2, patch: 4, gone: 1 })
  without('main~4:b main~3:b main~2:b main:a', { commit: 5, whole: 2, gap: 4, patch: 4, gone: 1 })

  test('a merge lacks one, and is read against its first parent alone', async () => {
    const steps = [
      { files: [['a', 'a1\n']], after: 'reset refs/heads/side\nfrom refs/heads/main\n\n' }, { branch: 'refs/heads/side', files: [['b', 'b1\n']] },
      { files: [['c', 'c1\n']] }, { message: 'merge', files: [['a', 'a2\n'], ['b', 'b1\n']] },
    ] satisfies Step[]
    const merged = stream(steps).toString().replace('data 5\nmerge\n', 'data 5\nmerge\nmerge refs/heads/side\n')
    const origin = folder.path('origin-merge.git')
    await initFromStream(origin, [Buffer.from(merged)])
    expect(await check(lacking(origin, ['main:a']))).toEqual({ commit: 3, whole: 3, gap: 1 })
  })
})

/** Git blames across renames of whole files, and there is no asking it not to; a generated history has none. */
describe('the commit of each line is the one that git blames on the first-parent chain', () => {
  test.each([1, 2])('generated history %i', async seed => {
    const dir = folder.path(`generated-${seed}.git`)
    const [tip, into] = [oidOf(dir, 'main'), folder.path(`history-${seed}`)]
    const writer = new HistoryWriter({ disk: realDisk, folder: into })
    for await (const events of readMainline(dir, { tip, after: null, maxFileBytes: MAX_FILE_BYTES })) for (const event of events) writer.add(event)
    writer.commit()
    writer.close()
    const history = History.open(into)
    const position = history.positionOf(tip)
    const listed = (await git(dir, ['ls-tree', '-r', '-z', tip])).stdout.toString().split('\0').filter(entry => /^100.*\t[ -~]+$/.test(entry))
    const paths = listed.map(entry => entry.slice(entry.indexOf('\t') + 1)).filter(path => fileAt(history, path, position).kind === 'text')
    let lines = 0
    for (const path of paths) {
      const theirs = rawGit(dir, ['--literal-pathspecs', 'blame', '--first-parent', '--root', '-p', tip, '--', path]).split('\n').flatMap(line => /^([0-9a-f]{40}) \d+ \d+/.exec(line)?.[1] ?? [])
      expect([path, blame(history, path, position).flatMap(({ from, to, birth }) => Array.from({ length: to - from }, () => history.oidAt(birth)))]).toEqual([path, theirs])
      lines += theirs.length
    }
    history.close()
    expect(lines).toBeGreaterThan(20)
  })
})

/** Git's output may be cut anywhere: the reader says the same however it comes. */
describe('the reader of patches', () => {
  test.each([1, 2, 7, 64])('pieces of %i bytes', async size => {
    const dir = folder.path('generated-1.git')
    const args = ['log', '--reverse', '--first-parent', '--diff-merges=first-parent', '--raw', '-p', '-U0', '--no-renames', '--no-abbrev', '--format=commit %H %ct %P', '-n', '60', 'main']
    const whole: Buffer[] = []
    for await (const chunk of gitStream(dir, args)) whole.push(chunk)
    const output = Buffer.concat(whole)
    const [one, other] = [new PatchReader(), new PatchReader()]
    const expected = [...one.push(output), ...one.end()]
    const events = Array.from({ length: Math.ceil(output.length / size) }, (_none, i) => other.push(output.subarray(i * size, (i + 1) * size))).flat()
    expect(expected.length).toBeGreaterThan(60)
    expect([...events, ...other.end()]).toEqual(expected)
  })
})

/** Takes a pack out of the repository and gives its bytes. */
function takeOut(dir: string, pack: string): Buffer {
  const path = `${dir}/objects/pack/${pack}`
  const content = readFileSync(path)
  for (const name of readdirSync(`${dir}/objects/pack`)) rmSync(`${dir}/objects/pack/${name}`, { force: true })
  return content
}
