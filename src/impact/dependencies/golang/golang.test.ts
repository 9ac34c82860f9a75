import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { nameWithVersion } from '../shortest-paths.ts'
import { goProjects } from './projects.ts'

type Files = Record<string, string | null>

const read = (files: Files): Project[] => goProjects.read({ paths: Object.keys(files).filter(goProjects.reads).toSorted(), text: (path) => files[path] ?? null })

/** `web/ app: a v1.2.0 v1.2.0 direct go.mod:4; b v2.0.0 go.mod:5 > a`: what a module needs, and what that asks for. */
function shown({ folder, name, dependencies, graph }: Project): string {
  const modules = dependencies.map(({ range, direct, requires, at, ...named }) =>
    [nameWithVersion(named), range, direct ? 'direct' : '', `${at.path}:${at.line}`, ...(requires.length > 0 ? ['>', ...requires.map((place) => dependencies[place]?.name)] : [])].filter(Boolean).join(' '))
  return `${folder === '' ? '' : `${folder} `}${name}${graph === 'partial' ? ' (partial)' : ''}: ${modules.join('; ')}`
}

function check(name: string, files: Files, expected: readonly string[], gaps: readonly string[] = []): void {
  test(name, () => {
    const projects = read(files)
    expect(projects.map(shown)).toEqual(expected)
    expect(projects.flatMap((project) => project.gaps.map(({ path, reason }) => `${path}: ${reason}`))).toEqual(gaps)
  })
}

const mod = (...lines: string[]) => ['module m', 'go 1.21', ...lines].join('\n')
const leavesOut = 'A go.mod for Go 1.16 or older leaves out modules that only others need, and nothing is vendored: they are not known.'

describe('go.mod', () => {
  check('lists all that is needed', { 'go.mod': mod('require (', '\ta.org/a v1.2.0', '', '\ta.org/b/v2 v2.0.0-20200101000000-abcdef012345 // indirect', ')', 'require a.org/c v3.0.0+incompatible // indirect; why') }, [
    'm: a.org/a v1.2.0 v1.2.0 direct go.mod:4; a.org/b/v2 v2.0.0-20200101000000-abcdef012345 go.mod:6; a.org/c v3.0.0+incompatible go.mod:8',
  ])
  check('without anything', { 'go.mod': 'module example.com/m // Deprecated: no\r\n\r\ngo 1.16\r\n' }, ['example.com/m: '])
  check('in quotes, with comments and what is not known yet', { 'go.mod': '// a comment\nmodule "m"\ngo 1.30\nrequire `a` "v1.0.0" // indirectly\nretract [v1.0.0, v1.1.0] // wrong\nretract (\n\tv1.2.0\n)\ngodebug x=y\nignore ./z\n' }, ['m: a v1.0.0 v1.0.0 direct go.mod:4'])
  check('for Go 1.16', { 'go.mod': 'module m\ngo 1.16\nrequire a v1.0.0\n' }, ['m: a v1.0.0 v1.0.0 direct go.mod:3'], [`go.mod: ${leavesOut}`])
  check('for no Go that it tells', { 'go.mod': 'module m\nrequire a v1.0.0\n' }, ['m: a v1.0.0 v1.0.0 direct go.mod:2'], [`go.mod: ${leavesOut}`])
  check('twice the same module', { 'go.mod': mod('require a v1.9.0', 'require a v1.10.0') }, ['m: a v1.10.0 v1.10.0 direct go.mod:4'])
  check('without exact versions', { 'go.mod': mod('require a master', 'require b v1') }, ['m: a master direct go.mod:3; b v1 direct go.mod:4'], ['go.mod: No exact version is asked for: a, b.'])
  check('that excludes what it asks for', { 'go.mod': mod('require a v1.0.0', 'exclude (', 'a v1.0.0', 'a v1.1.0', ')') }, ['m: a v1.0.0 direct go.mod:3'], ['go.mod: The version that is asked for is excluded, so another one is taken which is not known: a.'])
  check('with tools', { 'go.mod': mod('tool a.org/x/tools/cmd/y', 'require (', 'a.org/x/tools v0.1.0 // indirect', 'a.org/x v1.0.0 // indirect', ')') }, ['m: a.org/x/tools v0.1.0 v0.1.0 direct go.mod:5; a.org/x v1.0.0 go.mod:6'])
  check('that is none', { 'go.mod': mod('require a v1.0.0', '<<<<<<< HEAD') }, ['null: '], ['go.mod: This is no go.mod that can be read: line 4 is none of it.'])
  check('too large to be read', { 'go.mod': null }, ['null: '])
  test('is read wherever it lies but in what is vendored', () => {
    const paths = ['go.mod', 'a/go.mod', 'go.work', 'a/vendor/modules.txt', 'vendor/a/go.mod', 'a/vendor/b/vendor/modules.txt', 'go.sum', 'xgo.mod', 'modules.txt']
    expect(paths.filter(goProjects.reads)).toEqual(['go.mod', 'a/go.mod', 'go.work', 'a/vendor/modules.txt'])
  })
})

describe('replace', () => {
  check('by another module, at one version or at any', { 'go.mod': mod('require (', 'a v1.0.0', 'b v1.0.0', 'c v1.0.0', ')', 'replace (', 'a => fork/a v1.0.1', 'b v1.0.0 => b v1.0.2', 'c v1.1.0 => d v9.0.0', ')') }, [
    'm: fork/a v1.0.1 v1.0.0 direct go.mod:4; b v1.0.2 v1.0.0 direct go.mod:5; c v1.0.0 v1.0.0 direct go.mod:6',
  ])
  check('by a folder of the tree', { 'x/go.mod': mod('require (', 'lib v0.0.0', 'a v1.0.0', ')', 'replace lib => ../lib/'), 'lib/go.mod': 'module lib\ngo 1.21\nrequire a v1.0.0\n' }, [
    'lib/ lib: a v1.0.0 v1.0.0 direct lib/go.mod:3', 'x/ m (partial): lib v0.0.0 direct x/go.mod:4 > a; a v1.0.0 v1.0.0 direct x/go.mod:5',
  ])
  check('by a folder of the tree that asks for newer ones', { 'x/go.mod': mod('require lib v0.0.0', 'require a v1.0.0 // indirect', 'replace lib => ../lib/'), 'lib/go.mod': 'module lib\ngo 1.21\nrequire a v1.1.0\n' }, [
    'lib/ lib: a v1.1.0 v1.1.0 direct lib/go.mod:3', 'x/ m (partial): lib v0.0.0 direct x/go.mod:3 > a; a v1.1.0 x/go.mod:4',
  ])
  check('by a folder that is not there', { 'go.mod': mod('require a v1.0.0', 'require b v1.0.0', 'replace a => ../../a', 'replace b => /b') }, ['m: a v1.0.0 direct go.mod:3; b v1.0.0 direct go.mod:4'], ['go.mod: Folders that are no modules of this tree are taken for: a, b.'])
  check('by itself', { 'go.mod': mod('require m v1.0.0', 'replace m => ./') }, ['m: m v1.0.0 direct go.mod:3'])
})

describe('vendor/modules.txt', () => {
  const vendored = '# a v1.0.0\n## explicit; go 1.17\na\na/x\n# b v1.2.0 => fork/b v1.2.1\nb\n# c v1.0.0\n## explicit\n# d v1.0.0 => e v1.0.0\n# f => ../f\n'
  check('tells what a go.mod of Go 1.16 leaves out', { 'go.mod': 'module m\ngo 1.16\nrequire a v1.0.0\nrequire c v1.0.0\nreplace b => fork/b v1.2.1\n', 'vendor/modules.txt': vendored }, [
    'm: a v1.0.0 v1.0.0 direct go.mod:3; c v1.0.0 v1.0.0 direct go.mod:4; fork/b v1.2.1 vendor/modules.txt:5',
  ])
  check('that does not fit', { 'go.mod': mod('require a v1.1.0'), 'vendor/modules.txt': '# a v1.0.0\n## explicit\na\n' }, ['m: a v1.1.0 v1.1.0 direct go.mod:3'], [
    'go.mod: The go.mod and vendor/modules.txt tell different versions, of which those of the go.mod stand here: a.',
  ])
  check('of a workspace', { 'go.work': 'go 1.22\nuse ./x\n', 'vendor/modules.txt': '## workspace\n# a v1.3.0\n## explicit\na\n# z v1.0.0\nz\n', 'x/go.mod': mod('require a v1.1.0') }, ['x/ m: a v1.3.0 v1.1.0 direct x/go.mod:3'])
})

describe('go.work', () => {
  const one = 'module one\ngo 1.21\nrequire a v1.9.0\nrequire two v0.1.0\nrequire c v1.0.0 // indirect\n'
  const two = 'module two\ngo 1.21\nrequire a v1.10.0\nrequire b v1.0.0\nreplace c => ../c\n'
  check('selects versions for all of its modules', { 'go.work': 'use (\n\t.\n\t./two\n)\nreplace b => b v1.0.9', 'go.mod': one, 'two/go.mod': two, 'c/go.mod': 'module c\n', 'three/go.mod': mod('require a v1.9.0') }, [
    'c/ c: ', 'one (partial): a v1.10.0 v1.9.0 direct go.mod:3; two v0.1.0 direct go.mod:4 > a; c go.mod:5', 'three/ m: a v1.9.0 v1.9.0 direct three/go.mod:3', 'two/ two: a v1.10.0 v1.10.0 direct two/go.mod:3; b v1.0.9 v1.0.0 direct two/go.mod:4',
  ])
  check('that is none', { 'go.work': '=======\n', 'go.mod': mod('require a v1.0.0') }, ['m: a v1.0.0 v1.0.0 direct go.mod:3'], ['go.work: This is no go.work that can be read: line 1 is none of it.'])
  check('that uses what is not there', { 'go.work': 'use ./gone\nuse ../out\n', 'go.mod': mod('require a v1.0.0') }, ['m: a v1.0.0 v1.0.0 direct go.mod:3'])
})

describe('what is made to harm', () => {
  test.each<[string, Files]>([
    ['a hundred thousand modules', { 'go.mod': mod(...Array.from({ length: 100_000 }, (_, at) => `require m${at} v1.0.${at}`)) }],
    ['many tools', { 'go.mod': mod(...Array.from({ length: 20_000 }, (_, at) => `require m${at} v1.0.0\ntool ${'a/'.repeat(at % 100 === 0 ? 4_000 : 1)}`)) }],
    ['modules that replace each other', { 'go.mod': mod('require a v1.0.0', 'replace a => b v1.0.0', 'replace b => a v1.0.0') }],
    ['a folder that asks for itself', { 'go.mod': mod('require m v1.0.0', 'require a v0.0.0', 'replace a => ./'), 'go.work': 'use .\nuse .\n' }],
    ['quotes and slashes without end', { 'go.mod': `module "${'\\"'.repeat(1_000_000)}\n${'/'.repeat(1_000_000)}` }],
    ['names of what every object has', { 'go.mod': mod('require __proto__ v1.0.0', 'replace constructor => __proto__ v1.0.0') }],
    ['NUL', { 'go.mod': '\0\0\nmodule m\0\n', 'vendor/modules.txt': '# \0 \0\n\0\n' }],
  ])('%s', (_, files) => expect(read(files)).toHaveLength(1))
})
