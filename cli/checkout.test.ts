import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { below, findCheckout, nameOfAddress } from './checkout.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'firebreak-checkout-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function git(folder: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main']
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
}

/** A working tree with one commit. */
function makeTree(name: string): string {
  const top = join(root, name)
  mkdirSync(join(top, 'packages', 'app'), { recursive: true })
  git(root, 'init', name)
  writeFileSync(join(top, 'packages', 'app', 'a.ts'), 'a\n')
  git(top, 'add', '.')
  git(top, 'commit', '-m', 'one')
  return top
}

describe('a checkout is found as git finds it', () => {
  const check = (name: string, prepare: (top: string) => string) =>
    test(name, async () => {
      const folder = prepare(makeTree(name))
      const found = await findCheckout(folder)
      expect(found).toMatchObject({ top: git(folder, 'rev-parse', '--show-toplevel'), commit: git(folder, 'rev-parse', 'HEAD') })
      expect(below(found?.top ?? '', folder)).toBe(git(folder, 'rev-parse', '--show-prefix').replace(/\/$/, ''))
    })

  check('at its top', (top) => top)
  check('below it', (top) => join(top, 'packages', 'app'))
  check('with packed references', (top) => (git(top, 'pack-refs', '--all'), top))
  check('without a branch', (top) => (git(top, 'checkout', '--detach'), top))
  check('as a second tree', (top) => (git(top, 'worktree', 'add', '../second', '-b', 'other'), join(root, 'second')))

  test('with the address of its origin', async () => {
    const top = makeTree('with origin')
    expect((await findCheckout(top))?.origin).toBeNull()
    git(top, 'remote', 'add', 'other', 'https://example.com/other.git')
    git(top, 'remote', 'add', 'origin', 'git@example.com:acme/app.git')
    expect((await findCheckout(top))?.origin).toBe('git@example.com:acme/app.git')
  })

  test('not where there is none, and not before the first commit', async () => {
    expect(await findCheckout(root)).toBeNull()
    git(root, 'init', 'new')
    await expect(findCheckout(join(root, 'new'))).rejects.toThrow('--commit')
  })
})

describe('an address names a repository', () => {
  const check = (address: string, name: string | null) => test(address, () => expect(nameOfAddress(address)).toBe(name))
  check('git@github.com:acme/app.git', 'github.com/acme/app')
  check('github.com:acme/app', 'github.com/acme/app')
  check('https://github.com/acme/app.git', 'github.com/acme/app')
  check('https://ada:secret@github.com/acme/app/', 'github.com/acme/app')
  check('ssh://git@example.com:2222/acme/app.git', 'example.com/acme/app')
  check('/srv/code/app.git', null)
  check('../app', null)
})
