import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { pypiProjects } from './projects.ts'
import { parseRequirement } from './requirement.ts'
import { checksOf, readWith, type Files } from '../testing.ts'

const read = (files: Files): Project[] => readWith(pypiProjects, files)
const check = checksOf(pypiProjects)

const lines = (...texts: string[]) => `${texts.join('\n')}\n`

describe('requirements', () => {
  test.each<[string, string | null]>([
    ['Flask_Login', 'flask-login'], ['a.b__c >=1.0,<2', 'a-b-c >=1.0,<2'], ['a[x,Y_z]==1.0', 'a[x,y-z] ==1.0 =1.0'], ['a (>=1.0)', 'a >=1.0'], ['a===1.0+local.1 ; python_version < "3"', 'a ===1.0+local.1 =1.0+local.1'],
    ['a==1.*', 'a ==1.*'], ['a @ https://example.com/a-2.0-py3-none-any.whl', 'a https://example.com/a-2.0-py3-none-any.whl =2.0'], ['a @ git+https://example.com/a@main ; x', 'a git+https://example.com/a@main'], ['a;os_name=="nt"', 'a'],
    ['-a', null], ['a b', null], ['', null], ['a =1', null],
  ])('%s', (text, expected) => {
    const read = parseRequirement(text)
    expect(read && [`${read.name}${read.extras.length > 0 ? `[${read.extras.join()}]` : ''}`, read.range, read.version && `=${read.version}`].filter(Boolean).join(' ')).toBe(expected)
  })
})

describe('pyproject.toml', () => {
  const standard = lines('[project]', 'name = "app"', 'version = "1.0"', 'dependencies = [', '  "A_b>=1", # why', '  "c==2.0",', ']', '[project.optional-dependencies]', 'x = ["d"]', '[dependency-groups]', 'dev = ["e", { include-group = "f" }]', 'f = ["c"]', '[build-system]', 'requires = ["hatchling"]')
  check('tells ranges, extras and groups', { 'pyproject.toml': standard }, ['app 1.0: c 2.0 ==2.0 direct pyproject.toml:6; a-b >=1 direct pyproject.toml:5; d direct optional pyproject.toml:9; hatchling direct dev pyproject.toml:14; e direct dev pyproject.toml:11; c direct dev pyproject.toml:12'])
  check('of Poetry', { 'pyproject.toml': lines('[tool.poetry]', 'name = "app"', 'version = "1.0"', '[tool.poetry.dependencies]', 'python = "^3.9"', 'a = "^1.2"', 'b = { version = "2.0", optional = true, extras = ["x"] }', 'c = { git = "https://example.com/c" }', 'd = [{ version = "1", python = "<3" }, { version = "2" }]', '[tool.poetry.group.test.dependencies]', 'e = "*"', '[tool.poetry.dev-dependencies]', 'f = "==1.0"') }, [
    'app 1.0: f 1.0 ==1.0 direct dev pyproject.toml:13; a ^1.2 direct pyproject.toml:6; b 2.0 direct optional pyproject.toml:7; c git:https://example.com/c direct pyproject.toml:8; d 1 direct pyproject.toml:9; d 2 direct pyproject.toml:9; e * direct dev pyproject.toml:11',
  ])
  check('with groups of uv, PDM and Hatch', { 'pyproject.toml': lines('[tool.uv]', 'dev-dependencies = ["a"]', '[tool.pdm.dev-dependencies]', 'x = ["b", "-e file:///x"]', '[tool.hatch.envs.test]', 'dependencies = ["c"]') }, ['null null: a direct dev pyproject.toml:2; b direct dev pyproject.toml:4; c direct dev pyproject.toml:6'])
  check('with settings of tools alone is no project', { 'pyproject.toml': lines('[tool.black]', 'line-length = 100') }, [])
  check('that is computed when it is built', { 'pyproject.toml': lines('[project]', 'name = "app"', 'dynamic = ["dependencies"]') }, ['app null: '], ['pyproject.toml: What it asks for is computed when it is built, and so not known.'])
  check('that takes requirements files', { 'pyproject.toml': lines('[project]', 'name = "app"', 'dynamic = ["dependencies"]', '[tool.setuptools.dynamic]', 'dependencies = { file = ["requirements.txt", "gone.txt"] }'), 'requirements.txt': 'a>=1\n' }, [
    'app null: a >=1 direct requirements.txt:1', 'null null: a >=1 direct requirements.txt:1',
  ], ['pyproject.toml: What it asks for stands in gone.txt, which was not read.'])
  check('that is none', { 'pyproject.toml': '[x' }, ['null null: '], ['pyproject.toml: This is no pyproject.toml that can be read: it is not TOML.'])
  check('with wrong types', { 'pyproject.toml': lines('dependency-groups = 7', '[project]', 'name = 7', 'dependencies = ["a", 7, "not a requirement", ["b"]]', 'optional-dependencies = []', '[tool]', 'poetry = []', 'uv.dev-dependencies = "x"') }, ['null null: a direct pyproject.toml:4'])
  check('named like what every object has', { 'pyproject.toml': lines('[project]', 'dependencies = ["constructor"]', '[tool.poetry.dependencies]', '__proto__ = "1"', '[dependency-groups]', 'constructor = ["a"]') }, ['null null: constructor direct pyproject.toml:2; a direct dev pyproject.toml:6; -proto- 1 direct pyproject.toml:4'])
})

describe('setup.cfg and setup.py', () => {
  check('tell what is written out', {
    'setup.cfg': lines('[metadata]', 'name = app', 'version = attr: app.__version__', '[options]', 'install_requires =', '    a>=1  # why', '    # nothing', '', '    b; python_version < "3"', 'tests_require = t; u', '[options.extras_require]', 'docs =', '  d'),
    'setup.py': lines('from setuptools import setup', "VERSION = '2' '.0'", 'base = ["c==1.0",', '  "d",]', 'setup(', '  version=VERSION,', '  install_requires=base + ["e"], # "f"', '  extras_require={"x": ("g",)},', ')'),
  }, ['app 2.0: c 1.0 ==1.0 direct setup.py:3; a >=1 direct setup.cfg:6; b direct setup.cfg:9; d direct setup.py:4; t direct dev setup.cfg:10; u direct dev setup.cfg:10; e direct setup.py:7; g direct optional setup.py:8'])
  check('that compute it', { 'setup.py': lines('reqs = ["b"]', 'reqs += open("requirements.txt").read().split()', 'extras = {"a": ["a"]}', 'extras[name] = sum(extras.values(), [])', 'setuptools.setup(name=f"app{1}", install_requires=reqs, extras_require=extras, tests_require=tests() + ["t"])') }, ['null null: b direct setup.py:1; a direct optional setup.py:3; t direct dev setup.py:5'], [
    'setup.py: It is computed, and so not known whole, what it asks for: install_requires, extras_require, tests_require.',
  ])
  check('that put versions into it', { 'setup.py': lines("setup(install_requires=[f'a[x]>={version}', 'b ==' + version, 'c~=%s' % version, 'd>={}'.format(version), 'e' '>=1', 'f' + '>=2'], tests_require=[f'{name}>=1'])") }, ['null null: a direct setup.py:1; b direct setup.py:1; c direct setup.py:1; d direct setup.py:1; e >=1 direct setup.py:1; f >=2 direct setup.py:1'], [
    'setup.py: It is computed, and so not known whole, what it asks for: tests_require.',
  ])
  check('that put extras together', { 'setup.py': lines('extras = {}', 'extras["a"] = ["a"]', 'extras["b"] = [', '  "b",', ']', 'extras["all"] = extras["a"] + extras["b"] + ["c"]', 'setup(install_requires=["d"] + extras["b"], extras_require=extras)') }, ['null null: d direct setup.py:7; b direct setup.py:4; a direct optional setup.py:2; c direct optional setup.py:6'])
  check('that hand over what was put together elsewhere', { 'setup.py': 'setup(**config)\n' }, ['null null: '], ['setup.py: It is computed, and so not known whole, what it asks for: install_requires.'])
  check('that say nothing of a project', { 'setup.cfg': '[flake8]\nmax-line-length = 100\n', 'x/setup.py': 'def setup(app):\n  pass\n' }, [])
  check('beside a whole pyproject.toml do not count', { 'pyproject.toml': lines('[project]', 'name = "app"'), 'setup.py': 'setup(install_requires=["a"])' }, ['app null: '])
})

describe('uv.lock', () => {
  const lock = lines(
    'version = 1', '[[package]]', 'name = "a"', 'version = "1.0"', 'dependencies = [{ name = "b" }]', '[package.optional-dependencies]', 'x = [{ name = "n", version = "2.0", marker = "sys_platform" }]',
    '[[package]]', 'name = "app"', 'source = { editable = "." }', 'dependencies = [{ name = "a", extra = ["x"] }, { name = "n", version = "1.0", marker = "y" }, { name = "n", version = "2.0" }]', '[package.dev-dependencies]', 'dev = [{ name = "lib" }]',
    '[[package]]', 'name = "b"', 'version = "2.0"', '[[package]]', 'name = "lib"', 'version = "0.1"', 'source = { editable = "libs/lib" }', 'dependencies = [{ name = "b" }]',
    '[[package]]', 'name = "n"', 'version = "1.0"', '[[package]]', 'name = "n"', 'version = "2.0"')
  check('of a workspace, with extras and versions that differ by platform', {
    'uv.lock': lock, 'pyproject.toml': lines('[project]', 'name = "app"', 'dependencies = ["a[x]", "n>=1"]', '[dependency-groups]', 'dev = ["lib"]'), 'libs/lib/pyproject.toml': lines('[project]', 'name = "lib"', 'dependencies = ["b"]'), 'libs/other/pyproject.toml': lines('[project]', 'name = "other"', 'dependencies = ["b"]'),
  }, [
    'libs/lib/ lib null: b 2.0 direct libs/lib/pyproject.toml:3', 'libs/other/ other null: b direct libs/other/pyproject.toml:3',
    'app null: a 1.0 direct pyproject.toml:3; n 1.0 >=1 direct pyproject.toml:3; n 2.0 >=1 direct pyproject.toml:3; b 2.0 (a 1.0) uv.lock:14; lib 0.1 direct dev pyproject.toml:5',
  ])
  check('of a workspace counts before that of a member', { 'uv.lock': `${lock}[manifest]\nmembers = ["app", "lib"]\n`, 'libs/lib/uv.lock': 'version = 1\n', 'libs/lib/pyproject.toml': lines('[project]', 'name = "lib"', 'dependencies = ["b"]') }, ['libs/lib/ lib null: b 2.0 direct libs/lib/pyproject.toml:3'], [
    'libs/lib/uv.lock: This lockfile is not read, as uv.lock counts.',
  ])
  check('that is none', { 'uv.lock': '[[package]]', 'pyproject.toml': lines('[project]', 'name = "app"', 'dependencies = ["a"]') }, ['app null: a direct pyproject.toml:3'], ['uv.lock: This is no uv.lock that can be read; versions are not known.'])
  check('alone', { 'uv.lock': lock }, ['null null: a 1.0 (?) uv.lock:2; app (?) uv.lock:8; b 2.0 (?) uv.lock:14; lib 0.1 (?) uv.lock:17; n 1.0 (?) uv.lock:22; n 2.0 (?) uv.lock:25'])
})

describe('poetry.lock', () => {
  const lock = lines('[[package]]', 'name = "A"', 'version = "1.0"', '[package.dependencies]', 'B_b = { version = ">=1", optional = true }', 'c = [{ version = "<2", markers = "x" }, { version = ">=2", markers = "y" }]', '[package.extras]', 'x = ["b-b (>=1)"]', '[[package]]', 'name = "b-b"', 'version = "1.0"', '[[package]]', 'name = "c"', 'version = "1.9"', '[[package]]', 'name = "c"', 'version = "2.1"', '[[package]]', 'name = "d"', 'version = "3"', '[package.dependencies]', 'a = {version = "*", extras = ["x"]}', '[metadata]', 'lock-version = "2.1"')
  const manifest = (extra: string) => lines('[tool.poetry]', 'name = "app"', '[tool.poetry.dependencies]', extra)
  check('without extras', { 'poetry.lock': lock, 'pyproject.toml': manifest('a = "^1"') }, ['app null: a 1.0 ^1 direct pyproject.toml:4; c 1.9 (a 1.0) poetry.lock:12; c 2.1 (a 1.0) poetry.lock:15'])
  check('with extras', { 'poetry.lock': lock, 'pyproject.toml': manifest('a = { version = "^1", extras = ["x"] }') }, ['app null: a 1.0 ^1 direct pyproject.toml:4; c 1.9 (a 1.0) poetry.lock:12; c 2.1 (a 1.0) poetry.lock:15; b-b 1.0 (a 1.0) poetry.lock:9'])
  check('with extras that others ask for, under [project]', { 'poetry.lock': lock, 'pyproject.toml': lines('[project]', 'name = "app"', 'dependencies = ["d"]', '[tool.poetry.dependencies]', 'd = { source = "x" }') }, ['app null: d 3 direct pyproject.toml:3; a 1.0 (d 3) poetry.lock:1; c 1.9 (a 1.0) poetry.lock:12; c 2.1 (a 1.0) poetry.lock:15; b-b 1.0 (a 1.0) poetry.lock:9'])
  check('of Poetry, beside one that was made for others', { 'poetry.lock': lock, 'uv.lock': 'version = 1\n', 'pyproject.toml': manifest('d = "3"') }, ['app null: d 3 3 direct pyproject.toml:4; a 1.0 (d 3) poetry.lock:1; c 1.9 (a 1.0) poetry.lock:12; c 2.1 (a 1.0) poetry.lock:15; b-b 1.0 (a 1.0) poetry.lock:9'], ['uv.lock: This lockfile is not read, as poetry.lock counts.'])
})

describe('pdm.lock and pylock.toml', () => {
  check('pdm.lock has packages with extras once more', { 'pyproject.toml': lines('[project]', 'name = "app"', 'dependencies = ["a[x]>=1"]'), 'pdm.lock': lines('[metadata]', '[[package]]', 'name = "a"', 'version = "1.0"', 'dependencies = ["b>=1; x"]', '[[package]]', 'name = "a"', 'version = "1.0"', 'extras = ["x"]', 'dependencies = ["a==1.0", "c"]', '[[package]]', 'name = "b"', 'version = "1.1"', '[[package]]', 'name = "c"', 'version = "2"') }, [
    'app null: a 1.0 >=1 direct pyproject.toml:3; b 1.1 (a 1.0) pdm.lock:11; c 2 (a 1.0) pdm.lock:14',
  ])
  const pylock = lines('lock-version = "1.0"', '[[packages]]', 'name = "a"', 'version = "1.0"', '[[packages]]', 'name = "b"', 'version = "2.0"', 'marker = "\'dev\' in dependency_groups"')
  check('pylock.toml need not tell who asks', { 'pyproject.toml': lines('[project]', 'name = "app"', 'dependencies = ["a>=1"]'), 'pylock.toml': pylock }, ['app null: a 1.0 >=1 direct pyproject.toml:3; b 2.0 (?) dev pylock.toml:5'])
  check('pylock.*.toml stand alone', { 'pylock.ci.toml': pylock, 'pylock.x.y.toml': pylock }, ['null null: a 1.0 (?) pylock.ci.toml:2; b 2.0 (?) dev pylock.ci.toml:5'])
})

describe('Pipfile', () => {
  check('with its lockfile', { 'Pipfile': lines('[packages]', 'A = "*"', 'b = {version = "==1.0", extras = ["x"]}', '[dev-packages]', 'c = "*"'), 'Pipfile.lock': JSON.stringify({ _meta: {}, default: { a: { version: '==1.2' }, b: { version: '==1.0' }, z: { version: '==9' } }, develop: { a: { version: '==1.2' }, c: { version: '==3' }, y: { git: 'x' } } }, null, 1) }, [
    'null null: a 1.2 * direct Pipfile:2; b 1.0 ==1.0 direct Pipfile:3; c 3 * direct dev Pipfile:5; z 9 (?) Pipfile.lock:10; y (?) dev Pipfile.lock:21',
  ])
  check('alone', { 'Pipfile': lines('[packages]', 'a = "*"', 'b = "==1.0"') }, ['null null: b 1.0 ==1.0 direct Pipfile:3; a * direct Pipfile:2'])
  check('that is none', { 'Pipfile': '[', 'Pipfile.lock': '{}' }, ['null null: '], ['Pipfile: This is no Pipfile that can be read: it is not TOML.', 'Pipfile.lock: This is no Pipfile.lock that can be read; versions are not known.'])
})

describe('requirements files', () => {
  test('are known by their names', () => {
    const paths = ['requirements.txt', 'requirements-dev.txt', 'dev_requirements.in', 'x/requirements/base.txt', 'requirements/a/b.txt', 'requirements/a/b/c.txt', 'constraints.txt', 'robots.txt', 'requirements.md', 'venv/lib/site-packages/requirements.txt']
    expect(paths.filter(pypiProjects.reads)).toEqual(paths.slice(0, 5).concat('constraints.txt'))
  })
  check('with everything that pip takes', { 'requirements.txt': lines('# comment', '--index-url https://example.com/simple', '-c constraints.txt', 'A==1.0 --hash=sha256:00 \\', '    --hash=sha256:11', 'b[x]>=2 ; python_version < "3" # why', 'c', '-e git+https://example.com/d@v1#egg=D_d', './e-1.5-py3-none-any.whl', '-e .', 'https://example.com/f.tar.gz', '-r', 'not one', '$x'), 'constraints.txt': 'c==3.0\nz==1\n' }, [
    'null null: a 1.0 ==1.0 direct requirements.txt:4; c 3.0 direct requirements.txt:7; e 1.5 ./e-1.5-py3-none-any.whl direct requirements.txt:9; b >=2 direct requirements.txt:6; d-d git+https://example.com/d@v1#egg=D_d direct requirements.txt:8',
  ], ['requirements.txt: It includes what was not read: .', 'requirements.txt: Asked for without a name that can be told: https://example.com/f.tar.gz.', 'requirements.txt: Lines that are no requirements: 13, 14.'])
  check('of one folder are one project', { 'requirements.txt': 'a==1.0\n', 'requirements/dev.txt': '-r ../requirements.txt\na==1.0\nb==2.0\n', 'docs/requirements.txt': '-r ../requirements/dev.txt\nc\n', 'docs/empty-requirements.txt': '# nothing\n' }, [
    'docs/ null null: b 2.0 ==2.0 direct dev requirements/dev.txt:3; c direct docs/requirements.txt:2'.replace('docs/ null null: ', 'docs/ null null: a 1.0 ==1.0 direct requirements.txt:1; '), 'null null: a 1.0 ==1.0 direct requirements.txt:1; b 2.0 ==2.0 direct dev requirements/dev.txt:3',
  ])
  const compiled = lines('# This file is autogenerated by pip-compile', 'a==1.0 \\', '    --hash=sha256:00', '    # via -r requirements/main.in', 'b==2.0', '    # via', '    #   -c constraints.txt', '    #   a', '    #   d (pyproject.toml)', 'c==3.0  # via a, b', '# The following packages are considered to be unsafe', 'pip==1 # via -r requirements/main.in')
  check('that were compiled tell who asks', { 'requirements/main.txt': compiled, 'requirements/main.in': 'a>=1 # why\npip\n' }, [
    'null null: a 1.0 >=1 direct requirements/main.in:1; b 2.0 ==2.0 direct requirements/main.txt:5; pip 1 direct requirements/main.in:2; c 3.0 (a 1.0) requirements/main.txt:10',
  ])
  check('that were compiled without telling', { 'requirements.txt': 'a==1.0\nb==2.0\n', 'requirements.in': 'a\n' }, ['null null: a 1.0 direct requirements.in:1; b 2.0 (?) requirements.txt:2'])
})

describe('what is made to harm', () => {
  const many = (count: number, text: (at: number) => string) => Array.from({ length: count }, (_, at) => text(at)).join('')
  test.each<[string, Files]>([
    ['files that include each other', { 'requirements.txt': '-r requirements.txt\n-r requirements-b.txt\n-c requirements.txt\na\n', 'requirements-b.txt': '-r requirements.txt\n' }],
    ['many entries of two files', { 'requirements.txt': many(20_000, (at) => `p${at}==1 # via -r other-requirements.in\n`), 'other-requirements.in': many(20_000, (at) => `p${20_000 - at}\n`) }],
    ['a file that many others include', { 'requirements.txt': many(1_000, (at) => `p${at}\n`), ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`x${at}/requirements.txt`, '-r ../requirements.txt\n-c ../requirements.txt\n'])) }],
    ['lines without end', { 'requirements.txt': `a==1 ${'\\\n'.repeat(500_000)}${'# '.repeat(500_000)}\n${'a-'.repeat(500_000)}\n${'./'.repeat(500_000)}\n${' -'.repeat(500_000)}` }],
    ['a hundred thousand packages', { 'requirements.txt': many(100_000, (at) => `p${at}==1 # via p${at + 1}, -r x\n`) }],
    ['a package of many versions', { 'uv.lock': `version = 1\n${many(20_000, (at) => `[[package]]\nname = "a"\nversion = "${at}"\ndependencies = [{ name = "a" }]\n`)}`, 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["a"]\n' }],
    ['extras that ask for themselves', { 'poetry.lock': '[[package]]\nname = "a"\nversion = "1"\n[package.extras]\nx = ["a[x]"]\n[package.dependencies]\na = { extras = ["x"] }\n', 'pyproject.toml': '[project]\nname = "x"\ndependencies = ["a[x]"]\n' }],
    ['lists of lists of lists', { 'setup.py': `${many(60, (at) => `v${at} = v${at + 1} + v${at + 1} + [v${at + 1}]\n`)}v60 = ["a"]\nsetup(install_requires=v0)\n` }],
    ['elements of each other', { 'setup.py': `${many(2_000, (at) => `e = {}\\ne["${at}"] = e["${at + 1}"] + e["${at + 1}"] + e["0"]\n`.replace('e = {}\\n', at === 0 ? 'e = {}\n' : ''))}setup(extras_require=e)\n` }],
    ['brackets and quotes without end', { 'setup.py': `setup(install_requires=${'['.repeat(300_000)}"""${'\\"'.repeat(300_000)}` }],
    ['a section without end', { 'setup.cfg': `[options]\ninstall_requires =\n${'  a\n'.repeat(100_000)}[${'['.repeat(300_000)}` }],
    ['NUL', { 'pyproject.toml': '\0', 'Pipfile.lock': '\0{}' }],
    ['names of what every object has', { 'Pipfile.lock': '{"_meta": {}, "default": {"__proto__": {"version": "==1"}, "constructor": 7}}' }],
  ])('%s', (_, files) => expect(read(files).length).toBeGreaterThan(0))
})
