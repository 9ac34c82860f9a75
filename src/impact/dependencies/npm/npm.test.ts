import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { npmProjects } from './projects.ts'
import { checksOf, readWith, type Files } from '../testing.ts'

const read = (files: Files): Project[] => readWith(npmProjects, files)
const check = checksOf(npmProjects)

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
  check('with what may be missing, in version 1 and after', { 'package.json': { dependencies: { a: '1' } }, 'package-lock.json': { requires: true, dependencies: { a: { version: '1.0.0', requires: { f: '1' } }, f: { version: '1.0.0', optional: true } } } }, ['null null: a 1.0.0 1 direct package.json:3; f 1.0.0 (a 1.0.0) optional package-lock.json:10'])
  check('with an optional peer', { 'package.json': { dependencies: { a: '1' }, devDependencies: { p: '1' } }, 'package-lock.json': { packages: { 'node_modules/a': { version: '1.0.0', peerDependencies: { p: '*' }, peerDependenciesMeta: { p: { optional: true } } }, 'node_modules/p': { version: '1.0.0' } } } }, ['null null: a 1.0.0 1 direct package.json:3; p 1.0.0 1 direct optional package.json:6'])
  check('of npm 4, which told nothing of who asks for what', { 'package.json': { dependencies: { a: '1' } }, 'npm-shrinkwrap.json': { dependencies: { a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } } } } }, ['null null: a 1.0.0 1 direct package.json:3; b 2.0.0 (?) npm-shrinkwrap.json:6'], ['npm-shrinkwrap.json: Who asks for what is not told: npm 4 and before did not write it down.'])
  check('with what comes from git', { 'package.json': { dependencies: { a: 'o/a' } }, 'package-lock.json': { requires: true, dependencies: { a: { version: 'github:o/a#abc' } } } }, ['null null: a o/a direct package.json:3'])
  check('that lacks what is asked for', { 'package.json': app, 'package-lock.json': { packages: {} } }, ['app 1.0.0: a ^1.0.0 direct package.json:5; t * direct dev package.json:8'])
  check('that is none', { 'package.json': app, 'package-lock.json': '<<<<<<< HEAD' }, ['app 1.0.0: a ^1.0.0 direct package.json:5; t * direct dev package.json:8'], ['package-lock.json: This is no lockfile that can be read; versions are not known.'])
})

describe('yarn.lock', () => {
  const lock = '# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n\n\na@^1.0.0, a@^1.1.0:\n  version "1.2.0"\n  dependencies:\n    "@s/b" "^2.0.0"\n\n"@s/b@^2.0.0":\n  version "2.0.1"\n\nt@*:\n  version "3.0.0"\n  optionalDependencies:\n    a "^1.1.0"\n'
  check('of Yarn 1', { 'package.json': app, 'yarn.lock': lock }, ['app 1.0.0: a 1.2.0 ^1.0.0 direct package.json:5; @s/b 2.0.1 (a 1.2.0) yarn.lock:10; t 3.0.0 * direct dev package.json:8'])
  check('of Yarn 1, of a workspace', {
    'package.json': { workspaces: { packages: ['packages/*', '!packages/old', 'apps/**'] }, resolutions: { '**/c': '1.0.5' } },
    'yarn.lock': '# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.2.0"\n  dependencies:\n    c "^1.0.0"\n\nc@1.0.5:\n  version "1.0.5"\n\n"o@npm:c@^2.0.0":\n  version "2.0.0"\n\n"t@file:../t":\n  version "0.0.0"\n',
    'packages/x/package.json': { name: '@s/x', version: '0.1.0', dependencies: { a: '^1.0.0' }, devDependencies: { t: 'file:../t' } },
    'packages/old/package.json': { dependencies: { a: '^1.0.0' } },
    'apps/in/web/package.json': { dependencies: { '@s/x': '^0.1.0', o: 'npm:c@^2.0.0' }, peerDependencies: { a: '^1.0.0' } },
  }, [
    'apps/in/web/ null null: @s/x 0.1.0 ^0.1.0 direct apps/in/web/package.json:3; c 2.0.0 npm:c@^2.0.0 direct apps/in/web/package.json:4; a 1.2.0 (@s/x 0.1.0) yarn.lock:4; c 1.0.5 (a 1.2.0) yarn.lock:9; a ^1.0.0 direct apps/in/web/package.json:7',
    'null null: ',
    'packages/old/ null null: a ^1.0.0 direct packages/old/package.json:3',
    'packages/x/ @s/x 0.1.0: a 1.2.0 ^1.0.0 direct packages/x/package.json:5; c 1.0.5 (a 1.2.0) yarn.lock:9; t 0.0.0 file:../t direct dev packages/x/package.json:8',
  ])
  const berry = ['__metadata:', '  version: 8', '', '"a@npm:^1.0.0, a@npm:^1.1.0":', '  version: 1.2.0', '  resolution: "a@npm:1.2.0"', '  dependencies:', '    "@s/b": "npm:^2.0.0"', '    c: "npm:^1"', '  dependenciesMeta:', '    c:', '      optional: true', '  checksum: 10/abc', '  languageName: node', '',
    '"@s/b@npm:2.1.0":', '  version: 2.1.0', '  resolution: "@s/b@npm:2.1.0"', '', '"c@npm:^1":', '  version: 1.9.0', '  resolution: "c@npm:1.9.0"', '', '"old@npm:t@*":', '  version: 3.0.0', '  resolution: "t@npm:3.0.0"', '',
    '"app@workspace:.":', '  version: 0.0.0-use.local', '  resolution: "app@workspace:."', '  dependencies:', '    a: "npm:^1.0.0"', '', '"x@workspace:^, x@workspace:packages/x":', '  version: 0.0.0-use.local', '  resolution: "x@workspace:packages/x"', '  dependencies:', '    old: "npm:t@*"', ''].join('\n')
  check('of Yarn 2 and later, with resolutions, catalogs, aliases and a workspace', {
    'package.json': { name: 'app', dependencies: { a: 'catalog:', x: 'workspace:^' }, resolutions: { '@s/b@npm:^2.0.0': '2.1.0' } },
    'yarn.lock': berry,
    '.yarnrc.yml': 'nodeLinker: node-modules\ncatalog:\n  a: ^1.0.0\n',
    'packages/x/package.json': { name: 'x', version: '0.2.0', devDependencies: { old: 'npm:t@*' } },
  }, [
    'app null: a 1.2.0 ^1.0.0 direct package.json:4; x 0.2.0 workspace:^ direct package.json:5; @s/b 2.1.0 (a 1.2.0) yarn.lock:16; c 1.9.0 (a 1.2.0) optional yarn.lock:20',
    'packages/x/ x 0.2.0: t 3.0.0 npm:t@* direct dev packages/x/package.json:5',
  ])
  const extended = ['__metadata:', '  version: 8', '"a@npm:1":', '  version: 1.2.0', '  resolution: "a@npm:1.2.0"', '"e@npm:1":', '  version: 1.0.0', '  resolution: "e@npm:1.0.0"', '"own@npm:^1":', '  version: 1.1.0', '  resolution: "own@npm:1.1.0"', '  dependencies:', '    u: "npm:*"', '"u@npm:*":', '  version: 2.0.0', '  resolution: "u@npm:2.0.0"',
    '"u@patch:u@npm%3A*#~builtin":', '  version: 2.0.0', '  resolution: "u@patch:u@npm%3A2.0.0#~builtin"', '"app@workspace:.":', '  version: 0.0.0-use.local', '  resolution: "app@workspace:."', '  dependencies:', '    a: "npm:1"', ''].join('\n')
  check('of Yarn 2 and later, with corrections of the project and of Yarn itself', {
    'package.json': { name: 'app', dependencies: { a: '1' } }, 'yarn.lock': extended, '.yarnrc.yml': 'packageExtensions:\n  "a@<2":\n    dependencies:\n      e: "1"\n  a@2:\n    dependencies:\n      u: "*"\n',
  }, ['app null: a 1.2.0 1 direct package.json:4; own 1.1.0 (?) yarn.lock:9; u 2.0.0 (?) yarn.lock:14; e 1.0.0 (a 1.2.0) yarn.lock:6'],
  ['yarn.lock: Who asks for 2 of its packages is not told: Yarn has corrections of its own for what some packages ask for.'])
  check('of Yarn 1, with a folder of the project', {
    'package.json': { workspaces: ['w'] }, 'yarn.lock': '# yarn lockfile v1\n\n\n"l@link:./w/l":\n  version "0.0.0"\n\n"r@1.0.0":\n  version "1.0.0"\n',
    'w/package.json': { dependencies: { l: 'link:./l' } }, 'w/l/package.json': { name: 'l', dependencies: { r: '1.0.0' } },
  }, ['null null: ', 'w/l/ l null: r 1.0.0 direct w/l/package.json:4', 'w/ null null: l link:./l direct w/package.json:3; r 1.0.0 (l) yarn.lock:7'])
  check('in conflict', { 'package.json': { name: 'x' }, 'yarn.lock': '__metadata:\n  version: 6\n<<<<<<< HEAD\n' }, ['x null: '], ['yarn.lock: This is no lockfile that can be read; versions are not known.'])
})

describe('pnpm-lock.yaml', () => {
  const expected = (first: number, second: number) => [`app 1.0.0: a 1.2.0 ^1.0.0 direct package.json:5; @s/b 2.0.1 (a 1.2.0) pnpm-lock.yaml:${first}; t 3.0.0 * direct dev package.json:8; c 1.0.0 (t 3.0.0) dev pnpm-lock.yaml:${second}`]
  check('version 5', {
    'package.json': app,
    'pnpm-lock.yaml': ['lockfileVersion: 5.4', 'specifiers:', '  a: ^1.0.0', '  t: "*"', 'dependencies:', '  a: 1.2.0_c@1.0.0', 'devDependencies:', '  t: 3.0.0', 'packages:', '  /@s/b/2.0.1:', '    dev: false', '  /a/1.2.0_c@1.0.0:', '    resolution: {integrity: sha512-x}', '    dependencies:', "      '@s/b': 2.0.1", '    dev: false', '  /c/1.0.0:', '    dev: true', '  /t/3.0.0:', '    optionalDependencies:', '      c: 1.0.0', ''].join('\n'),
  }, expected(10, 17))
  check('version 6', {
    'package.json': app,
    'pnpm-lock.yaml': ["lockfileVersion: '6.0'", 'dependencies:', '  a:', '    specifier: ^1.0.0', '    version: 1.2.0(@x/c@1.0.0)', 'devDependencies:', '  t:', "    specifier: '*'", '    version: 3.0.0', 'packages:', "  /@s/b@2.0.1:", '    dev: false', '  /a@1.2.0(@x/c@1.0.0):', '    dependencies:', "      '@s/b': 2.0.1", '  /c@1.0.0:', '    dev: true', '  /t@3.0.0:', '    dependencies:', '      c: 1.0.0', ''].join('\n'),
  }, expected(11, 16))
  check('version 9, of a workspace', {
    'package.json': { name: 'root' },
    'pnpm-workspace.yaml': 'packages:\n- x\n- y\ncatalogs:\n  old:\n    a: ^1.0.0\n',
    'pnpm-lock.yaml': ["lockfileVersion: '9.0'", 'importers:', '  .: {}', '  x:', '    dependencies:', '      a:', "        specifier: 'catalog:old'", '        version: 1.2.0(c@1.0.0)', '      y:', "        specifier: 'workspace:*'", '        version: link:../y', '  y:', '    dependencies:', '      n:', '        specifier: npm:@s/b@2', "        version: '@s/b@2.0.1'", '    devDependencies:', '      g:', '        specifier: github:o/g', '        version: https://codeload.test/o/g/tar.gz/abc',
      'packages:', "  '@s/b@2.0.1':", '    resolution: {integrity: sha512-x}', '  a@1.2.0:', '    deprecated: |-', '      not: this', '  c@1.0.0:', '    resolution: {integrity: sha512-y}', '  g@https://codeload.test/o/g/tar.gz/abc:', '    version: 4.0.0', 'snapshots:', "  '@s/b@2.0.1': {}", '  a@1.2.0(c@1.0.0):', '    dependencies:', '      c: 1.0.0', '  c@1.0.0: {}', '  g@https://codeload.test/o/g/tar.gz/abc: {}', ''].join('\n'),
    'x/package.json': { dependencies: { a: 'catalog:old', y: 'workspace:*' } },
    'y/package.json': { name: 'y', version: '0.5.0', dependencies: { n: 'npm:@s/b@2' }, devDependencies: { g: 'github:o/g' } },
  }, [
    'root null: ',
    'x/ null null: a 1.2.0 ^1.0.0 direct x/package.json:3; y 0.5.0 workspace:* direct x/package.json:4; c 1.0.0 (a 1.2.0) pnpm-lock.yaml:27; @s/b 2.0.1 (y 0.5.0) pnpm-lock.yaml:22',
    'y/ y 0.5.0: @s/b 2.0.1 npm:@s/b@2 direct y/package.json:5; g 4.0.0 github:o/g direct dev y/package.json:8',
  ])
})

describe('bun.lock', () => {
  const lock = '{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": { "name": "app", "dependencies": { "@s/a": "^1.0.0", }, },\n    "w": { "name": "w", },\n  },\n  "packages": {\n    "@s/a": ["@s/a@1.2.0", "", { "dependencies": { "b": "^1", "c": "1" }, "peerDependencies": { "d": "*" }, "optionalPeers": ["d"] }, "sha512-,]"],\n    "@s/a/b": ["b@1.5.0", "", {}, "sha512-x"],\n    "@s/c": ["@s/c@9.0.0", "", {}, ""],\n    "b": ["b@2.0.0", "", {}, ""],\n    "c": ["c@1.0.0", "", { "dependencies": { "b": "*" } }, ""],\n    "d": ["d@1.0.0", "", {}, ""],\n    "w": ["w@workspace:w"],\n  },\n}\n'
  check('with what is nested, and commas at the ends', {
    'package.json': { name: 'app', workspaces: { packages: ['w'], catalog: { '@s/a': '^1.0.0' } }, dependencies: { '@s/a': 'catalog:' } }, 'bun.lock': lock, 'w/package.json': { name: 'w', dependencies: { b: '2' } },
  }, [
    'app null: @s/a 1.2.0 ^1.0.0 direct package.json:12; b 1.5.0 (@s/a 1.2.0) bun.lock:9; c 1.0.0 (@s/a 1.2.0) bun.lock:12; b 2.0.0 (c 1.0.0) bun.lock:11; d 1.0.0 (@s/a 1.2.0) optional bun.lock:13',
    'w/ w null: b 2.0.0 2 direct w/package.json:4',
  ])
})

describe('several lockfiles', () => {
  const files = { 'package-lock.json': { packages: { 'node_modules/a': { version: '1.0.0' } } }, 'yarn.lock': '# yarn lockfile v1\n\n\na@1:\n  version "1.0.1"\n' }
  check('npm comes first', { ...files, 'package.json': { dependencies: { a: '1' } } }, ['null null: a 1.0.0 1 direct package.json:3'], ['yarn.lock: This lockfile is not read, as package-lock.json counts.'])
  check('unless the project says otherwise', { ...files, 'package.json': { packageManager: 'yarn@1.22.22', dependencies: { a: '1' } } }, ['null null: a 1.0.1 1 direct package.json:4'], ['package-lock.json: This lockfile is not read, as yarn.lock counts.'])
})

describe('what is made to harm', () => {
  test.each<[string, Files]>([
    ['deep nesting', { 'package.json': app, 'package-lock.json': `${'{"dependencies":{"a":'.repeat(20_000)}1${'}}'.repeat(20_000)}` }],
    ['deep brackets', { 'package.json': '['.repeat(500_000) }],
    ['a hundred thousand packages', { 'package.json': { dependencies: { p0: '1' } }, 'package-lock.json': { packages: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`node_modules/p${at}`, { version: '1', dependencies: { [`p${at + 1}`]: '1' } }])) } }],
    ['a package within itself', { 'package.json': { dependencies: { a: '1' } }, 'package-lock.json': { packages: { 'node_modules/a': { version: '1', link: true, resolved: 'node_modules/a', dependencies: { a: '1' } } } } }],
    ['slashes', { 'package.json': { workspaces: ['/'.repeat(1_000_000), '*a'.repeat(50_000), '**/'.repeat(50_000)] }, 'yarn.lock': '# yarn lockfile v1\n' }],
    ['lines without keys', { 'package.json': app, 'pnpm-lock.yaml': `lockfileVersion: 9\npackages:\n  ${': #'.repeat(33_000)}\u2028:\n` }],
    ['lines of other separators', { 'package.json': app, 'yarn.lock': `# yarn lockfile v1\na@1:\n  ${'a'.repeat(300_000)} \u2028\n    ${'"'.repeat(300_000)}\u2028\n${'"'.repeat(300_001)}:\n` }],
    ['levels', { 'package.json': app, 'pnpm-lock.yaml': `lockfileVersion: 9\npackages:\n${Array.from({ length: 3_000 }, (_, at) => `${' '.repeat(at + 1)}a:`).join('\n')}\n` }],
    ['keys of Bun', { 'package.json': app, 'bun.lock': { packages: { [`${'a/'.repeat(500_000)}a`]: ['a@1', '', { dependencies: { a: '1', b: '2' } }] } } }],
    ['NUL', { 'package.json': '\0{}', 'yarn.lock': '# yarn lockfile v1\n\0\0:\n  version\n' }],
  ])('%s', (_, files) => expect(read(files)).toHaveLength(1))
})
