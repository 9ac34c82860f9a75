import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { makeRepository, oidOf, rawGit, temporaryFolder, type Step } from './testing.ts'
import { treeBlobs } from './tree-blobs.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const history: Step[] = [
  { files: [['a', '1'], ['d/b', '2'], ['d/same', '1'], ['link', 'd/b', '120000'], ['run', '3', '100755'], ['z', '']] },
  { files: [['d/b', '4'], ['module', '1'.repeat(40), '160000'], ['z', null]] },
  { files: [['d', null], ['a', '2']] },
]

const made = makeRepository(folder.path('blobs.git'), history)

/** What the plain way finds: every blob that is listed, each once. */
function plain(dir: string, commits: readonly string[]): string[] {
  const listed = commits.flatMap(commit => rawGit(dir, ['ls-tree', '-r', commit]).split('\n'))
  return [...new Set(listed.filter(line => line.includes(' blob ')).map(line => line.split(/[ \t]/)[2] ?? ''))]
}

async function blobsOf(dir: string, commits: readonly string[]): Promise<string[]> {
  const bytes = await treeBlobs(dir, commits)
  return Array.from({ length: bytes.length / ((commits[0]?.length ?? 0) / 2) }, (_, at) => bytes.toString('hex', at * 20, (at + 1) * 20))
}

test.each([[['main']], [['main~2']], [['main~1', 'main']], [['main', 'main~2', 'main~1', 'main']]])('each blob once, in the order of commits and paths: %j', async revs => {
  const dir = await made
  const commits = revs.map(rev => oidOf(dir, rev))
  expect(await blobsOf(dir, commits)).toEqual(plain(dir, commits))
})

test('no commits, and what is missing', async () => {
  const dir = folder.path('loose.git')
  rawGit(folder.path(), ['init', '-q', '--bare', dir])
  rawGit(dir, ['fetch', '-q', await made, 'main:main'])
  expect(await treeBlobs(dir, [])).toEqual(Buffer.alloc(0))
  const commits = [oidOf(dir, 'main~2')]
  const all = await blobsOf(dir, commits)
  const [lost = ''] = all
  rmSync(`${dir}/objects/${lost.slice(0, 2)}/${lost.slice(2)}`)
  expect(await blobsOf(dir, commits)).toEqual(all.filter(oid => oid !== lost))
})
