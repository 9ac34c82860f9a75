import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { foreignNames, importCircles, wrongImports } from './support/directions.ts'

const root = join(import.meta.dirname, '..')

/** The repository's files as a commit would hold them: tracked ones, and new ones that are not ignored. */
function listed(): string[] {
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  return [...new Set(names.split('\0').filter(Boolean))]
}

function read(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return '' // removed but not yet committed, or a link to nowhere
  }
}

const house = () => new Map(listed().filter((path) => /^(engine|syntax|src|web|cli)\/.*\.tsx?$/.test(path)).map((path) => [path, read(path)]))

describe('the directions of the house', () => {
  test('every import follows them', () => expect(wrongImports(house())).toEqual([]))

  test('no imports go in a circle', () => expect(importCircles(house())).toEqual([]))
})

describe('what must not stand in the repository', () => {
  test('no host of a package registry and no path of a machine', () => {
    const texts = listed().map((path) => [path, read(path)] as const).filter(([, text]) => !text.includes('\0'))
    expect(texts.flatMap(([path, text]) => foreignNames(path, text))).toEqual([])
  })

  test('the lock names versions and checksums, not the registry they came from', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"')
  })
})

/** Each line is `file: import` and what the checker answers: `ok`, or words of its objection. */
describe('the checker of directions', () => {
  const check = (line: string, answer: string) =>
    test(`${line} → ${answer}`, () => {
      const [path = '', source = ''] = line.split(': ')
      const objections = wrongImports(new Map([[path, source]])).join()
      if (answer === 'ok') expect(objections).toBe('')
      else expect(objections).toContain(answer)
    })

  check(`engine/scan/scan.ts: import { parse } from '../regex/parse.ts'`, 'ok')
  check(`engine/scan/scan.ts: import { Worker } from 'node:worker_threads'`, 'ok')
  check(`engine/lang.ts: import * as all from 'linguist-languages'`, 'ok')
  check(`engine/scan/scan.ts: import { get } from 'node:http'`, 'buffers, files and workers only')
  check(`engine/scan/scan.ts: import { z } from 'zod'`, 'buffers, files and workers only')
  check(`engine/scan/scan.ts: import type { Repo } from '../../src/repos/contract.ts'`, 'buffers, files and workers only')
  check(`syntax/grammars.ts: import { parse } from '@ast-grep/napi'`, 'ok')
  check(`syntax/syntax.ts: import { startProcesses } from '../src/platform/processes.ts'`, 'ok')
  check(`syntax/syntax.ts: import { fork } from 'node:child_process'`, 'only src/repos/git, src/platform/sandbox and src/platform/processes.ts start programs')
  check(`syntax/outline.ts: import { repos } from '../src/repos/repos.ts'`, 'text, grammars, the engine and how to start processes only')
  check(`src/intel/names.ts: import { startSyntax } from '../../syntax/index.ts'`, 'ok')
  check(`src/intel/names.ts: import { parse } from '../../syntax/parse.ts'`, 'the index.ts of syntax')
  check(`src/platform/http.ts: import { Hono } from 'hono'`, 'ok')
  check(`src/platform/processes.ts: import { fork } from 'node:child_process'`, 'ok')
  check(`src/platform/http.ts: export { user } from '../auth/contract.ts'`, 'knows no noun')
  check(`src/search/search.ts: import { open } from '../repos/repos.ts'`, 'ok')
  check(`src/search/search.ts: import { rows } from '../repos/store.ts'`, 'contract.ts or <noun>.ts')
  check(`src/repos/repos.ts: import { search } from '../search/search.ts'`, 'of earlier slices')
  check(`src/repos/repos.ts: const later = await import('../search/search.ts')`, 'of earlier slices')
  check(`src/repos/contract.ts: import { readFileSync } from 'node:fs'`, 'shared with the browser')
  check(`src/repos/contract.ts: import { rows } from './store.ts'`, 'shared with the browser')
  check(`src/start.ts: import { routes } from './repos/routes.ts'`, 'ok')
  check(`web/search/page.tsx: import { hit } from '../../src/search/contract.ts'`, 'ok')
  check(`web/search/page.tsx: import { parse } from '../../engine/query/parse.ts'`, 'ok')
  check(`web/search/page.tsx: import { search } from '../../src/search/search.ts'`, 'contracts only')
  check(`web/search/page.tsx: import { join } from 'node:path'`, 'contracts only')
  check(`cli/search.ts: import { config } from '../src/platform/config.ts'`, 'contracts only')
  check(`cli/in-process.ts: await import('../src/start.ts')`, 'ok')
  check(`cli/search.ts: await import('../src/start.ts')`, 'contracts only')
  check(`cli/search.ts: import { exec } from 'node:child_process'`, 'only src/repos/git, src/platform/sandbox and src/platform/processes.ts start programs')
  check(`src/intel/git.ts: import { spawn } from 'node:child_process'`, 'only src/repos/git, src/platform/sandbox and src/platform/processes.ts start programs')
  check(`src/repos/git/run.ts: import { spawn } from 'node:child_process'`, 'ok')
  check(`src/repos/repos.test.ts: import { spawn } from 'node:child_process'`, 'ok')
  check(`src/repos/repos.fixture.ts: import { startApp } from '../../test/support/app.ts'`, 'ok')
  check(`src/repos/repos.ts: import { startRepos } from './repos.fixture.ts'`, 'only tests import what is made for tests')
  check(`src/gossip/gossip.ts: import { z } from 'zod'`, 'in no folder of the design')
  check(`engine/a.ts: // import { get } from 'node:http'`, 'ok')
  check('engine/a.ts: const text = `\nimport a from "node:http"\n`', 'ok')
})

describe('the checker of circles', () => {
  const check = (files: Record<string, string>, circles: string[]) =>
    test(`${JSON.stringify(files)} → ${circles.join() || 'none'}`, () => {
      const sources = Object.entries(files).map(([path, to]) => [path, to] as const)
      expect(importCircles(new Map(sources))).toEqual(circles)
    })

  check({ 'a.ts': `import './b.ts'`, 'b.ts': `import './c.ts'`, 'c.ts': '' }, [])
  check({ 'a.ts': `import './b.ts'`, 'b.ts': `import './c.ts'`, 'c.ts': `export * from './b.ts'` }, ['b.ts → c.ts → b.ts'])
  check({ 'a.ts': `import './b.ts'`, 'b.ts': `import type { A } from './a.ts'` }, [])
  check({ 'a.ts': `import './b.ts'; import './c.ts'`, 'b.ts': `import './d.ts'`, 'c.ts': `import './d.ts'`, 'd.ts': '' }, [])
})

describe('the checker of foreign names', () => {
  const joined = (...parts: string[]) => parts.join('')
  const check = (text: string, found: number) => test(`${JSON.stringify(text)} → ${found}`, () => expect(foreignNames('a.md', text)).toHaveLength(found))

  check('plain\ntext about registries', 0)
  check(joined('fine\nhttps://registry.', 'npmjs.org/x'), 1)
  check(joined('"https://files.', 'pythonhosted.org/a"\n"https://proxy.', 'golang.org"'), 2)
  check(joined('cd /work', '/main'), 1)
  check('/home/app/root/work/mainly', 0)
})
