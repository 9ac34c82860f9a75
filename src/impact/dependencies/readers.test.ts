import { describe, expect, test } from 'vitest'
import { pick, seeded, type Random } from '../../../test/support/random.ts'
import type { ManifestFiles, Project, ProjectReader } from './project.ts'
import { readers } from './readers.ts'

type Files = ReadonlyMap<string, string>

const lines = (...texts: string[]) => `${texts.join('\n')}\n`

/** By ecosystem: a small tree, which is then broken in many ways. What no reader asks for is left out. */
const trees: Record<string, Record<string, string>> = {
  npm: {
    'package.json': JSON.stringify({ name: 'app', version: '1.0.0', workspaces: ['x'], dependencies: { a: '^1' }, devDependencies: { t: '*' }, resolutions: { b: '2' } }, null, 1),
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': { version: '1.2.0', dependencies: { b: '2' } }, 'node_modules/b': { version: '2.0.0' }, x: { name: 'x' } } }, null, 1),
    'x/package.json': JSON.stringify({ name: 'x', dependencies: { a: 'workspace:*' } }), 'y/package.json': '{"dependencies": {"a": "1"}}', 'y/yarn.lock': lines('# yarn lockfile v1', 'a@1:', '  version "1.0.0"', '  dependencies:', '    b "2"'),
    'z/package.json': '{"dependencies": {"a": "1"}}', 'z/pnpm-lock.yaml': lines("lockfileVersion: '9.0'", 'importers:', '  .:', '    dependencies:', '      a:', '        specifier: 1', '        version: 1.0.0', 'packages:', '  a@1.0.0:', '    resolution: {}', 'snapshots:', '  a@1.0.0: {}'),
  },
  golang: { 'go.mod': lines('module m', 'go 1.21', 'require (', '\ta.org/a v1.0.0', '\tb v1.0.0 // indirect', ')', 'replace b => ./b'), 'b/go.mod': 'module b\n', 'go.work': 'use (\n.\n./b\n)\n', 'vendor/modules.txt': '# a.org/a v1.0.0\n## explicit\na.org/a\n' },
  maven: {
    'pom.xml': '<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>p</artifactId><version>1</version><packaging>pom</packaging><modules><module>m</module></modules>\n<properties><v>2</v></properties><dependencyManagement><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${v}</version></dependency></dependencies></dependencyManagement></project>',
    'm/pom.xml': '<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>m</artifactId>\n<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><scope>test</scope></dependency></dependencies></project>',
    'build.gradle': lines('plugins { id "java" }', 'dependencies {', '  implementation "g:a:1.0"', '  testImplementation(libs.b)', '}'), 'gradle/libs.versions.toml': lines('[versions]', 'b = "2"', '[libraries]', 'b = { module = "g:b", version.ref = "b" }'), 'settings.gradle': "include ':m'\n", 'gradle.lockfile': 'g:a:1.0=runtimeClasspath\nempty=\n',
  },
  composer: { 'composer.json': '{"name": "v/app", "require": {"php": ">=8", "v/a": "^1"}, "require-dev": {"v/t": "*"}}', 'composer.lock': '{"packages": [{"name": "v/a", "version": "1.2.0", "require": {"v/b": "*"}}, {"name": "v/b", "version": "v2.0"}], "packages-dev": [{"name": "v/t", "version": "3"}]}' },
  nuget: {
    'app/app.csproj': '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>\n<ItemGroup><PackageReference Include="A" Version="1.0" /><PackageReference Include="B" /><ProjectReference Include="..\\lib\\lib.csproj" /></ItemGroup></Project>',
    'lib/lib.csproj': '<Project Sdk="Microsoft.NET.Sdk"></Project>', 'Directory.Packages.props': '<Project><ItemGroup><PackageVersion Include="B" Version="2.0" /></ItemGroup></Project>',
    'app/packages.lock.json': '{"version": 1, "dependencies": {"net8.0": {"A": {"type": "Direct", "requested": "[1.0, )", "resolved": "1.0.0", "dependencies": {"C": "1.0"}}, "C": {"type": "Transitive", "resolved": "1.0.0"}}}}',
  },
  cargo: { 'Cargo.toml': lines('[workspace]', 'members = ["x"]', 'workspace.dependencies.a = "1"', '[package]', 'name = "app"', 'version = "1.0.0"', '[dependencies]', 'a = { version = "1", optional = true }', 'x.path = "x"', '[features]', 'default = ["a"]'), 'x/Cargo.toml': lines('[package]', 'name = "x"', '[dev-dependencies]', 'a = "1"'), 'Cargo.lock': lines('version = 4', '[[package]]', 'name = "a"', 'version = "1.2.0"', 'source = "registry+x"', '[[package]]', 'name = "app"', 'version = "1.0.0"', 'dependencies = ["a", "x"]', '[[package]]', 'name = "x"', 'version = "0.1.0"', 'dependencies = ["a 1.2.0"]') },
  pypi: {
    'pyproject.toml': lines('[project]', 'name = "app"', 'dependencies = ["a[x]>=1; os_name", "b==2"]', '[dependency-groups]', 'dev = ["c", {include-group = "d"}]', '[tool.uv]', 'dev-dependencies = ["e"]'),
    'uv.lock': lines('version = 1', '[[package]]', 'name = "app"', 'source = { editable = "." }', 'dependencies = [{ name = "a", extra = ["x"] }]', '[[package]]', 'name = "a"', 'version = "1.0"', '[package.optional-dependencies]', 'x = [{ name = "b" }]', '[[package]]', 'name = "b"', 'version = "2"'),
    'p/pyproject.toml': lines('[tool.poetry]', 'name = "p"', '[tool.poetry.dependencies]', 'a = "^1"'), 'p/poetry.lock': lines('[[package]]', 'name = "a"', 'version = "1"', '[package.dependencies]', 'b = { version = "*", optional = true }', '[package.extras]', 'x = ["b (>=1)"]', '[metadata]'),
    's/setup.py': lines('from setuptools import setup', 'extras = {"t": ["t"]}', 'extras["u"] = extras["t"] + [f"u>={v}"]', 'setup(name="s", install_requires=["a", \'b\'], extras_require=extras)'), 's/setup.cfg': lines('[options]', 'install_requires =', '  a>=1', '  b'),
    'requirements.txt': lines('-r requirements/dev.txt', '-c constraints.txt', 'a==1.0 \\', '  --hash=x', '    # via', '    #   -r requirements.in', 'b # via a', '-e git+https://example.com/c#egg=c'), 'requirements/dev.txt': 'd\n', 'constraints.txt': 'b==3\n', 'f/Pipfile': '[packages]\na = "*"\n', 'f/Pipfile.lock': '{"_meta": {}, "default": {"a": {"version": "==1"}}, "develop": {}}', 'g/pdm.lock': lines('[metadata]', '[[package]]', 'name = "a"', 'version = "1"', 'extras = ["x"]', 'dependencies = ["a==1"]'),
  },
  gem: { Gemfile: lines("source 'x'", 'group :test do', "  gem 'a', '~> 1', require: false", 'end', '%w[b c].each { |x| gem x }', 'gemspec'), 'app.gemspec': lines('Gem::Specification.new do |s|', "  s.name = 'app'", "  s.add_dependency 'd', ['>= 1', '< 2']", 'end'), 'Gemfile.lock': lines('PATH', '  remote: .', '  specs:', '    app (1.0)', '      d (>= 1, < 2)', '', 'GEM', '  specs:', '    a (1.1)', '      b', '    b (2.0-java)', '    d (1.5)', '', 'DEPENDENCIES', '  a (~> 1)', '  app!') },
}

const pieces = ['"', "'", '[', ']', '{', '}', '(', ')', '<', '>', '<!--', '${v}', '\n', '\0', '#', '=', '"""', '[[package]]\n', ' do ', '\nend\n', '\\', ',', ':', '*', '../', '/', '  ', '\ud800', '__proto__', 'constructor', '999999999999999999999', 'null']

/** As a merge gone wrong, a cut transfer, or somebody with bad intent would leave it. */
function broken(text: string, random: Random): string {
  const at = random(text.length + 1)
  const from = random(text.length + 1)
  const ways = [
    () => text.slice(0, at) + pick(random, pieces).repeat(1 + random(3)) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + random(20)),
    () => text.slice(0, at) + text.slice(from, from + random(60)) + text.slice(at),
    () => text.slice(0, at),
  ]
  return pick(random, ways)()
}

const filesOf = (reader: ProjectReader, texts: Files): ManifestFiles & { paths: string[] } => ({ paths: [...texts.keys()].filter(reader.reads).toSorted(), text: (path) => texts.get(path) ?? null })

/** What breaks the promises that are made of every project. */
function objections(projects: readonly Project[], reader: ProjectReader, texts: Files): string[] {
  const { paths } = filesOf(reader, texts)
  const isLine = (path: string, line: number) => Number.isInteger(line) && line >= 1 && line <= (texts.get(path) ?? '').split('\n').length
  return projects.flatMap(({ ecosystem, folder, files, dependencies, gaps }) => [
    ...(ecosystem === reader.ecosystem ? [] : [`${ecosystem} is another ecosystem`]),
    ...(folder === '' || folder.endsWith('/') ? [] : [`${folder} is no folder`]),
    ...files.filter((file) => !paths.includes(file)).map((file) => `${file} is no file of the tree`),
    ...dependencies.flatMap(({ name, at, requires }) => [
      ...(isLine(at.path, at.line) ? [] : [`${name} stands nowhere: ${at.path}:${at.line}`]),
      ...requires.filter((place) => dependencies[place] === undefined).map((place) => `${name} asks for what is not there: ${place}`),
    ]),
    ...gaps.filter(({ reason }) => !reason.endsWith('.') || reason.length > maxReason).map(({ reason }) => `no sentence: ${reason}`),
  ])
}

const maxReason = 1_000

describe.each(readers.map((reader) => [reader.ecosystem, readers.indexOf(reader), reader] as const))('%s, reader %i,', (ecosystem, _, reader) => {
  const whole: Files = new Map(Object.entries(trees[ecosystem] ?? {}))

  test('keeps its promises for a whole tree, each time alike', () => {
    const projects = reader.read(filesOf(reader, whole))
    expect(projects.some(({ dependencies }) => dependencies.some(({ version }) => version !== null))).toBe(true)
    expect(objections(projects, reader, whole)).toEqual([])
    expect(reader.read(filesOf(reader, whole))).toEqual(projects)
  })

  test('reads files that are absent, binary or too large as if they were empty of all', () => {
    expect(objections(reader.read({ ...filesOf(reader, whole), text: () => null }), reader, whole)).toEqual([])
  })

  test.each([1, 2, 3])('keeps its promises for broken files, seed %i', (seed) => {
    const random = seeded(seed)
    for (let round = 0; round < 300; round++) {
      const texts = new Map(whole)
      for (let times = 1 + random(4); times > 0; times--) {
        const path = pick(random, [...texts.keys()])
        texts.set(path, broken(texts.get(path) ?? '', random))
      }
      expect(objections(reader.read(filesOf(reader, texts)), reader, texts)).toEqual([])
    }
  })
})
