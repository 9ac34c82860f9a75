import { mkdirSync, symlinkSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { findRepositories } from './find.ts'
import { rawGit, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

test('repositories below a folder are found, each once', async () => {
  const root = folder.path('find')
  const at = (name: string) => `${root}/${name}`
  mkdirSync(root)
  for (const name of ['one', 'one/inner', 'deep/a/b/two', 'node_modules/three', 'one/node_modules/four']) rawGit(folder.path(), ['init', '-q', at(name)])
  rawGit(folder.path(), ['init', '-q', '--bare', at('bare.git')])
  rawGit(at('one'), ['commit', '-q', '--allow-empty', '-m', 'x'])
  rawGit(at('one'), ['worktree', 'add', '-q', at('linked')])
  rawGit(folder.path(), ['init', '-q', folder.path('outside')])
  rawGit(folder.path('outside'), ['commit', '-q', '--allow-empty', '-m', 'x'])
  for (const name of ['out1', 'out2']) rawGit(folder.path('outside'), ['worktree', 'add', '-q', at(name)])
  symlinkSync(root, at('loop'))
  symlinkSync(at('one'), at('again'))
  mkdirSync(at('broken/.git'), { recursive: true })
  const skipped: string[] = []
  const found: string[] = []
  for await (const { path, bare } of findRepositories(root, { maxDepth: 3, onSkipped: (path, reason) => skipped.push(`${path.slice(root.length + 1)} ${reason}`) })) {
    found.push(path.slice(root.length + 1) + (bare ? ' bare' : ''))
  }
  expect(found).toEqual(['bare.git bare', 'one', 'one/inner', 'out1'])
  expect(skipped).toEqual(['deep/a/b too-deep'])
})
