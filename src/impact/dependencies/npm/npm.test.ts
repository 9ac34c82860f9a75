import { describe, expect, test } from 'vitest'
import { nameWithVersion, shortestPaths } from '../shortest-paths.ts'
import type { Project } from '../project.ts'
import { npmProjects } from './projects.ts'

type Files = Record<string, unknown>

const read = (files: Files): Project[] => npmProjects.read({ paths: Object.keys(files).toSorted(), text: (path) => (files[path] === undefined ? null : typeof files[path] === 'string' ? files[path] : JSON.stringify(files[path], null, 2)) })

/** `web/ app 1.0.0: a 1.2.0 ^1.0.0 direct package.json:4; b 2.0.0 (a) dev package-lock.json:9`: what a project uses, through what. */
function shown(project: Project): string {
  const before = shortestPaths(project)
  const packages = project.dependencies.map(({ range, scope, direct, at, ...named }, place) => {
    const through = project.dependencies[before[place] ?? -1]
    return [nameWithVersion(named), range, direct ? 'direct' : `(${through ? nameWithVersion(through) : '?'})`, scope === 'runtime' ? '' : scope, `${at.path}:${at.line}`].filter(Boolean).join(' ')
  })
  return `${project.folder === '' ? '' : `${project.folder} `}${project.name} ${project.version}: ${packages.join('; ')}`
}

function check(name: string, files: Files, expected: readonly string[], gaps: readonly string[] = []): void {
  test(name, () => {
    const projects = read(files)
    expect(projects.map(shown)).toEqual(expected)
    expect(projects.flatMap((project) => project.gaps.map(({ path, reason }) => `${path}: ${reason}`))).toEqual(gaps)
  })
}

const app = { name: 'app', version: '1.0.0', dependencies: { a: '^1.0.0' }, devDependencies: { t: '*' } }

describe('package.json alone', () => {
  check('tells ranges', { 'package.json': app }, ['app 1.0.0: a ^1.0.0 direct package.json:5; t * direct dev package.json:8'])
  check('without dependencies', { 'package.json': {} }, ['null null: '])
  check('that is none', { 'package.json': '[1' }, ['null null: '], ['package.json: This is no package.json: it is not a JSON object.'])
  check('with wrong types', { 'package.json': { name: 7, version: [], dependencies: ['a'], devDependencies: { a: 7, b: '1' } } }, ['null null: b 1 direct dev package.json:9'])
  check('named like what every object has', { 'package.json': '{"dependencies": {"__proto__": "1", "constructor": "2"}}' }, ['null null: __proto__ 1 direct package.json:1; constructor 2 direct package.json:1'])
  test('that is installed is none', () => expect(['node_modules/a/package.json', 'web/node_modules/a/package.json', 'package.json', 'x/yarn.lock', 'package.json.md'].map(npmProjects.reads)).toEqual([false, false, true, true, false]))
})

describe('package-lock.json', () => {
  const packages = {
    '': app, 'node_modules/a': { version: '1.2.0', dependencies: { b: '^1', c: '1' } }, 'node_modules/a/node_modules/b': { version: '1.5.0' }, 'node_modules/b': { version: '2.0.0', dev: true },
    'node_modules/c': { version: '1.0.0', dependencies: { a: '*' } }, 'node_modules/t': { version: '3.0.0', dependencies: { b: '2', c: '1' } },
  }
  check('version 3, with what is nested and what is in a cycle', { 'package.json': app, 'package-lock.json': { lockfileVersion: 3, packages } }, [
    'app 1.0.0: a 1.2.0 ^1.0.0 direct package.json:5; b 1.5.0 (a 1.2.0) package-lock.json:21; c 1.0.0 (a 1.2.0) package-lock.json:28; t 3.0.0 * direct dev package.json:8; b 2.0.0 (t 3.0.0) dev package-lock.json:24',
  ])
  check('version 1', {
    'package.json': app,
    'package-lock.json': { lockfileVersion: 1, dependencies: { a: { version: '1.2.0', requires: { b: '^1' }, dependencies: { b: { version: '1.5.0' } } }, b: { version: '2.0.0', dev: true }, t: { version: '3.0.0', requires: { b: '2' } } } },
  }, ['app 1.0.0: a 1.2.0 ^1.0.0 direct package.json:5; b 1.5.0 (a 1.2.0) package-lock.json:10; t 3.0.0 * direct dev package.json:8; b 2.0.0 (t 3.0.0) dev package-lock.json:10'])
  check('of a workspace', {
    'package.json': { name: 'root', workspaces: ['packages/*'] },
    'package-lock.json': { packages: { '': {}, 'node_modules/x': { resolved: 'packages/x', link: true }, 'packages/x': { name: 'x', version: '0.1.0', dependencies: { a: '1' } }, 'packages/y': {}, 'node_modules/a': { version: '1.0.1' }, 'packages/y/node_modules/a': { version: '2.0.0' } } },
    'packages/x/package.json': { name: 'x', dependencies: { a: '1' } },
    'packages/y/package.json': { name: 'y', dependencies: { a: '2', x: '*' } },
  }, ['root null: ', 'packages/x/ x null: a 1.0.1 1 direct packages/x/package.json:4', 'packages/y/ y null: a 2.0.0 2 direct packages/y/package.json:4; x 0.1.0 * direct packages/y/package.json:5; a 1.0.1 (x 0.1.0) package-lock.json:16'])
  check('under another name', { 'package.json': { dependencies: { old: 'npm:a@1' } }, 'package-lock.json': { packages: { 'node_modules/old': { name: 'a', version: '1.0.0' } } } }, ['null null: a 1.0.0 npm:a@1 direct package.json:3'])
  check('that lacks what is asked for', { 'package.json': app, 'package-lock.json': { packages: {} } }, ['app 1.0.0: a ^1.0.0 direct package.json:5; t * direct dev package.json:8'])
  check('that is none', { 'package.json': app, 'package-lock.json': '<<<<<<< HEAD' }, ['app 1.0.0: a ^1.0.0 direct package.json:5; t * direct dev package.json:8'], ['package-lock.json: This is no lockfile that can be read; versions are not known.'])
})

describe('yarn.lock', () => {
  const lock = '# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\na@^1.0.0, a@^1.1.0:\n  version "1.2.0"\n  dependencies:\n    "@s/b" "^2.0.0"\n\n"@s/b@^2.0.0":\n  version "2.0.1"\n\nt@*:\n  version "3.0.0"\n  optionalDependencies:\n    a "^1.1.0"\n'
  check('of Yarn 1', { 'package.json': app, 'yarn.lock': lock }, ['app 1.0.0: a 1.2.0 ^1.0.0 direct package.json:5; @s/b 2.0.1 (a 1.2.0) yarn.lock:10; t 3.0.0 * direct dev package.json:8'])
  check('of a later one is not read', { 'package.json': { name: 'x' }, 'yarn.lock': '__metadata:\n  version: 6\n' }, ['x null: '], ['yarn.lock: This is no lockfile that can be read; versions are not known.'])
  check('pnpm is not read', { 'package.json': { name: 'x' }, 'pnpm-lock.yaml': 'lockfileVersion: 9\n' }, ['x null: '], ['pnpm-lock.yaml: Lockfiles of this kind are not read; versions are not known.'])
})

describe('what is made to harm', () => {
  test.each<[string, Files]>([
    ['deep nesting', { 'package.json': app, 'package-lock.json': `${'{"dependencies":{"a":'.repeat(20_000)}1${'}}'.repeat(20_000)}` }],
    ['deep brackets', { 'package.json': '['.repeat(500_000) }],
    ['a hundred thousand packages', { 'package.json': { dependencies: { p0: '1' } }, 'package-lock.json': { packages: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`node_modules/p${at}`, { version: '1', dependencies: { [`p${at + 1}`]: '1' } }])) } }],
    ['a package within itself', { 'package.json': { dependencies: { a: '1' } }, 'package-lock.json': { packages: { 'node_modules/a': { version: '1', link: true, resolved: 'node_modules/a', dependencies: { a: '1' } } } } }],
    ['NUL', { 'package.json': '\0{}', 'yarn.lock': '# yarn lockfile v1\n\0\0:\n  version\n' }],
  ])('%s', (_, files) => expect(read(files)).toHaveLength(1))
})
