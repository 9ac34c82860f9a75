import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { readWith, shownFolder, shownGaps, shownPackages, type Files } from '../testing.ts'
import { composerProjects } from './projects.ts'

const read = (files: Files): Project[] => readWith(composerProjects, files)

/** `web/ o/app: o/a v1.2.0 ^1.0 direct composer.json:4; o/b 2.0.0 (o/a v1.2.0) dev composer.lock:9`: what a project uses, through what. */
const shown = (project: Project) => `${shownFolder(project)}${project.name}${project.graph === 'whole' ? '' : ` (${project.graph})`}: ${shownPackages(project)}`

function check(name: string, files: Files, expected: readonly string[], gaps: readonly string[] = []): void {
  test(name, () => {
    const projects = read(files)
    expect(projects.map(shown)).toEqual(expected)
    expect(shownGaps(projects)).toEqual(gaps)
  })
}

const app = { name: 'O/App', require: { php: '>=8.1', 'ext-json': '*', 'composer-runtime-api': '^2', 'O/A': '^1.0' }, 'require-dev': { 'o/t': '*' } }

describe('composer.json alone', () => {
  check('tells ranges, and leaves out what is no package', { 'composer.json': app }, ['o/app (none): o/a ^1.0 direct composer.json:7; o/t * direct dev composer.json:10'])
  check('without anything', { 'composer.json': {}, 'web/composer.json': { require: [] } }, ['null (none): ', 'web/ null (none): '])
  check('that is none', { 'composer.json': '[]' }, ['null (none): '], ['composer.json: This is no composer.json: it is not a JSON object.'])
  check('with wrong types', { 'composer.json': { name: 7, require: { 'o/a': 7, 'o/b': '1' }, 'require-dev': 'o/c' } }, ['null (none): o/b 1 direct composer.json:5'])
  test('that is installed is none', () =>
    expect(['vendor/o/a/composer.json', 'web/vendor/o/a/composer.lock', 'vendor/composer/installed.json', 'web/composer.lock', 'my-composer.json'].map(composerProjects.reads)).toEqual([false, false, true, true, false]))
})

describe('composer.lock', () => {
  const a = { name: 'o/a', version: 'v1.2.0', require: { php: '*', 'O/B': '^2', 'psr/log-implementation': '1' }, authors: [{ name: 'o/b' }] }
  const [b, log, t] = [{ name: 'o/B', version: '2.0.0', require: { 'o/a': '*' } }, { name: 'o/log', version: '3.0.0', provide: { 'psr/log-implementation': '1.0' } }, { name: 'o/t', version: 'dev-main', require: { 'o/old': '1', 'o/log': '*' } }]
  const renewed = { name: 'o/new', version: '4.0.0', replace: { 'o/old': 'self.version' } }
  check('with what provides and replaces, and a cycle', { 'composer.json': app, 'composer.lock': { packages: [a, b, log], 'packages-dev': [t, renewed] } }, [
    'o/app: o/a v1.2.0 ^1.0 direct composer.json:7; o/b 2.0.0 (o/a v1.2.0) composer.lock:18; o/log 3.0.0 (o/a v1.2.0) composer.lock:25; o/t dev-main * direct dev composer.json:10; o/new 4.0.0 (o/t dev-main) dev composer.lock:42',
  ])
  check('with what the project asks for by another name', { 'composer.json': { require: { 'o/old': '1' } }, 'composer.lock': { packages: [renewed] } }, ['null: o/new 4.0.0 1 direct composer.json:3'])
  check('with what nothing asks for', { 'composer.json': { require: { 'o/b': '2' } }, 'composer.lock': { packages: [a, b], 'packages-dev': [log, renewed] } }, [
    'null (partial): o/b 2.0.0 2 direct composer.json:3; o/a v1.2.0 (o/b 2.0.0) composer.lock:4; o/log 3.0.0 (o/a v1.2.0) composer.lock:27; o/new 4.0.0 (?) dev composer.lock:34',
  ], ['composer.lock: Who asks for 1 of its packages is not told.'])
  check('that lacks what is asked for', { 'composer.json': app, 'composer.lock': { packages: [] } }, ['o/app: o/a ^1.0 direct composer.json:7; o/t * direct dev composer.json:10'])
  check('that is none', { 'composer.json': app, 'composer.lock': '<<<<<<< HEAD' }, ['o/app (none): o/a ^1.0 direct composer.json:7; o/t * direct dev composer.json:10'], ['composer.lock: This is no lockfile that can be read; versions are not known.'])
  check('counts before what is installed', { 'composer.json': { require: { 'o/b': '2' } }, 'composer.lock': { packages: [b] }, 'vendor/composer/installed.json': { packages: [] } }, ['null: o/b 2.0.0 2 direct composer.json:3'])
  check('or else what is installed, by Composer 2', { 'composer.json': { require: { 'o/b': '2' } }, 'vendor/composer/installed.json': { packages: [b, t], 'dev-package-names': ['o/t'] } }, [
    'null (partial): o/b 2.0.0 2 direct composer.json:3; o/t dev-main (?) dev vendor/composer/installed.json:11',
  ], ['vendor/composer/installed.json: Who asks for 1 of its packages is not told.'])
  check('or by Composer 1', { 'composer.json': { require: { 'o/b': '2' } }, 'vendor/composer/installed.json': [b] }, ['null: o/b 2.0.0 2 direct composer.json:3'])
})

describe('what is made to harm', () => {
  test.each<[string, Files]>([
    ['deep brackets', { 'composer.json': app, 'composer.lock': '['.repeat(500_000) }],
    ['packages of wrong types', { 'composer.json': app, 'composer.lock': { packages: [null, 1, 'a', [], {}, { name: 'o/a', version: {}, require: [], replace: 7 }], 'packages-dev': 7 } }],
    ['many that answer to one name', { 'composer.json': { require: { 'o/x': '1' } }, 'composer.lock': { packages: Array.from({ length: 20_000 }, (_, at) => ({ name: `o/p${at}`, version: '1', require: { 'o/x': '1' }, provide: { 'o/x': '1' } })) } }],
    ['NUL', { 'composer.json': '\0{}', 'composer.lock': '{"packages":[{"name":"\\u0000/\\u0000","version":"\\u0000"}]}' }],
  ])('%s', (_, files) => expect(read(files)).toHaveLength(1))
})
