import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { readWith, shownFolder, shownGaps, shownPackages, type Files } from '../testing.ts'
import { isCompatible } from './msbuild/frameworks.ts'
import { nugetProjects } from './projects.ts'
import { normalized, versionFor } from './versions.ts'

const read = (files: Files): Project[] => readWith(nugetProjects, files)

/** `src/ shop: a 1.2.0 1.2 direct src/shop.csproj:4; b 2.0.0 (a 1.2.0) dev src/packages.lock.json:9`: what a project uses, through what. */
const shown = (project: Project) => `${shownFolder(project)}${project.name}${project.version === null ? '' : ` ${project.version}`} (${project.graph}): ${shownPackages(project)}`

const unlocked = 'There is no packages.lock.json: what its packages ask for themselves is not known.'

function check(name: string, files: Files, expected: readonly string[], gaps: readonly string[] = []): void {
  test(name, () => {
    const projects = read(files)
    expect(projects.map(shown)).toEqual(expected)
    expect(shownGaps(projects).filter((gap) => !gap.endsWith(unlocked))).toEqual(gaps)
  })
}

/** A project of .NET; each line is a line of the file. */
const sdk = (...lines: string[]) => ['<Project Sdk="Microsoft.NET.Sdk">', ...lines, '</Project>'].join('\n')
const items = (...lines: string[]) => sdk('<ItemGroup>', ...lines, '</ItemGroup>')
const reference = (name: string, rest = '') => `<PackageReference Include="${name}" ${rest}/>`
const unclear = 'Some of what it asks for hangs on conditions that cannot be told from the tree; it is told of as if they held.'

describe('a project file alone', () => {
  check('tells versions', { 'src/Shop.csproj': items(reference('Newtonsoft.Json', 'Version="13.0.3"'), '<PackageReference Include="B"><Version>[2.0]</Version></PackageReference>', reference('C;D', 'Version="1.*"'), reference('E')) }, [
    'src/ shop (none): newtonsoft.json 13.0.3 13.0.3 direct src/Shop.csproj:3; b 2.0.0 [2.0] direct src/Shop.csproj:4; c 1.* direct src/Shop.csproj:5; d 1.* direct src/Shop.csproj:5; e direct src/Shop.csproj:6',
  ])
  check('tells what is for its development', {
    'a.csproj': items(reference('A', 'Version="1.0" PrivateAssets="All"'), reference('B', 'Version="1.0" IncludeAssets="build; analyzers"'), reference('C', 'Version="1.0" ExcludeAssets="runtime"'), reference('D', 'Version="1.0" PrivateAssets="contentfiles"'), '<DotNetCliToolReference Include="T" Version="1.0" />'),
  }, ['a (none): d 1.0.0 1.0 direct a.csproj:6; a 1.0.0 1.0 direct dev a.csproj:3; b 1.0.0 1.0 direct dev a.csproj:4; c 1.0.0 1.0 direct dev a.csproj:5; t 1.0.0 1.0 direct dev a.csproj:7'])
  check('with properties, its own name and version', {
    'a.fsproj': sdk('<PropertyGroup><V Condition="\'$(V)\' == \'\'">1.2</V><PackageId>Shop.Core</PackageId><VersionPrefix>2.0</VersionPrefix><VersionSuffix>rc.1</VersionSuffix></PropertyGroup>', '<ItemGroup>', reference('A', 'Version="$(V).3"'), reference('B', 'Version="$(Configuration)"'), '</ItemGroup>'),
  }, ['shop.core 2.0-rc.1 (none): a 1.2.3 1.2.3 direct a.fsproj:4; b $(Configuration) direct a.fsproj:5'])
  check('with what is changed and taken away', { 'a.csproj': items(reference('A', 'Version="1.0.0"'), reference('B', 'Version="1.0.0"'), '<PackageReference Update="a" Version="1.1.0" />', '<PackageReference Remove="B" />', '<PackageReference Update="C" Version="1.0.0" />') }, ['a (none): a 1.1.0 1.1.0 direct a.csproj:3'])
  check('of before .NET Core, with a namespace', { 'a.vbproj': '\ufeff<?xml version="1.0"?>\r\n<Project ToolsVersion="15.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">\r\n<Import Project="$(MSBuildExtensionsPath)\\x.props" />\r\n<ItemGroup>\r\n<PackageReference Include="A" Version="1.0.0" />\r\n</ItemGroup>\r\n</Project>' }, ['a (none): a 1.0.0 1.0.0 direct a.vbproj:5'])
  check('that is none', { 'a.csproj': '<Project><<<<<<< HEAD', 'b.csproj': '<html/>' }, ['a (none): ', 'b (none): '], ['a.csproj: This is no project that can be read: it is not XML, or of another kind.', 'b.csproj: This is no project that can be read: it is not XML, or of another kind.'])
  check('built with what comes from outside', {
    'src/a.csproj': '<Project Sdk="Microsoft.NET.Sdk;Own.Sdk/1.0">\n<Sdk Name="Other.Sdk" Version="2.0.0" />\n<Import Project="Sdk.props" Sdk="Shared.Sdk" />\n<Sdk Name="Lost.Sdk" />\n</Project>', 'global.json': { sdk: {}, 'msbuild-sdks': { 'shared.sdk': '3.0.0' } },
  }, ['src/ a (none): own.sdk 1.0.0 1.0 direct dev src/a.csproj:1; other.sdk 2.0.0 2.0.0 direct dev src/a.csproj:2; lost.sdk direct dev src/a.csproj:4; shared.sdk 3.0.0 3.0.0 direct dev global.json:4'],
  ['src/a.csproj: It is built with own.sdk, other.sdk, lost.sdk, shared.sdk, which may ask for more packages.'])
  check('with tools beside it', { '.config/dotnet-tools.json': { version: 1, tools: { 'Dotnet-EF': { version: '8.0', commands: ['x'] }, odd: 7 } }, 'x/dotnet-tools.json': '[]' }, ['null (none): dotnet-ef 8.0.0 8.0 direct dev .config/dotnet-tools.json:4; odd direct dev .config/dotnet-tools.json:1', 'x/ null (none): '], ['x/dotnet-tools.json: This is no list of tools that can be read.'])
})

describe('conditions', () => {
  const conditional = (condition: string) => sdk('<PropertyGroup><TargetFramework>net8.0-windows</TargetFramework><Empty></Empty></PropertyGroup>', `<ItemGroup Condition="${condition}">`, reference('A', 'Version="1.0.0"'), '</ItemGroup>')
  const verdict = (condition: string) => {
    const [project] = read({ 'a.csproj': conditional(condition) })
    return project?.dependencies.length === 0 ? 'no' : project?.gaps.some(({ reason }) => reason === unclear) ? 'perhaps' : 'yes'
  }
  test.each([
    [`'$(TargetFramework)' == 'NET8.0-windows'`, 'yes'], [`'$(TargetFramework)' != 'net8.0-windows'`, 'no'], [`$(TargetFramework.StartsWith('net4'))`, 'no'], [`!$(TargetFramework.StartsWith('net4')) And '$(Nothing)' == ''`, 'yes'],
    [`'$(Empty)' == '' or Exists('x')`, 'yes'], [`Exists('x') and '$(Empty)' == 'x'`, 'no'], [`Exists('x')`, 'perhaps'], [`'$(Configuration)' == 'Debug'`, 'perhaps'], [`('$(Empty)' == 'x' or ('1' == '1'))`, 'yes'], [`2 &gt; 10`, 'no'],
    [`'$(TargetFrameworkIdentifier)' == '.NETCoreApp' and '$(TargetFrameworkVersion)' == 'v8.0'`, 'yes'], [`$([MSBuild]::IsTargetFrameworkCompatible('$(TargetFramework)', 'net6.0'))`, 'yes'], [`$([MSBuild]::VersionGreaterThan('1', '2'))`, 'perhaps'],
    [`((((((((((((((((((((((('1' == '1')))))))))))))))))))))))`, 'perhaps'], [`'`, 'perhaps'], [`$(`, 'perhaps'], [`'1' ==`, 'perhaps'], [`'@(Compile)' == ''`, 'perhaps'], ['', 'yes'],
  ])('%s → %s', (condition, expected) => expect(verdict(condition)).toBe(expected))

  check('of each target framework', {
    'a.csproj': sdk('<PropertyGroup><TargetFrameworks>net8.0;net472</TargetFrameworks></PropertyGroup>', '<PropertyGroup Condition="\'$(TargetFramework)\' == \'net8.0\'"><V>8.0.1</V></PropertyGroup>', '<Choose><When Condition="\'$(TargetFramework)\' == \'net472\'"><ItemGroup>', reference('Old', 'Version="1.0.0"'), '</ItemGroup></When>', '<Otherwise><ItemGroup>', reference('New', 'Version="$(V)"'), '</ItemGroup></Otherwise></Choose>'),
  }, ['a (none): new 8.0.1 8.0.1 direct a.csproj:8; old 1.0.0 1.0.0 direct a.csproj:5'])
  check('that cannot be told, for two versions', { 'a.csproj': items(reference('A', 'Version="1.0.0" Condition="Exists(\'x\')"'), reference('A', 'Version="2.0.0" Condition="!Exists(\'x\')"')) }, ['a (none): a 1.0.0 1.0.0 direct a.csproj:3; a 2.0.0 2.0.0 direct a.csproj:4'], [`a.csproj: ${unclear}`])
  check('that cannot be told, for a property', { 'a.csproj': sdk('<PropertyGroup><V>1.0.0</V><V Condition="Exists(\'x\')">2.0.0</V></PropertyGroup>', '<ItemGroup>', reference('A', 'Version="$(V)"'), '</ItemGroup>') }, ['a (none): a $(V) direct a.csproj:4'])
})

describe('files that several projects share', () => {
  check('above them, the nearest, and what that imports', {
    'Directory.Build.props': sdk('<PropertyGroup><V>1.0.0</V><W>1.0.0</W></PropertyGroup>'),
    'src/Directory.Build.props': sdk(`<Import Project="$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))" />`, '<Import Project="$(MSBuildThisFileDirectory)..\\build\\More.props" />', '<PropertyGroup><W>2.0.0</W></PropertyGroup>'),
    'build/more.props': items(reference('M', 'Version="$(V)"')),
    'src/Directory.Build.targets': items(reference('T', 'Version="$(W)" Condition="$(MSBuildProjectName.EndsWith(\'.Tests\'))"')),
    'src/a/a.csproj': sdk('<Import Project="missing.props" />'), 'src/b/b.Tests.csproj': sdk('<Import Project="none.props" Condition="Exists(\'none.props\')" />'),
  }, ['src/a/ a (none): m 1.0.0 1.0.0 direct build/more.props:3', 'src/b/ b.tests (none): m 1.0.0 1.0.0 direct build/more.props:3; t 2.0.0 2.0.0 direct src/Directory.Build.targets:3'], ['src/a/a.csproj: It imports 1 files that are not in the tree.'])
  check('with the versions of all packages', {
    'Directory.Packages.props': items('<PackageVersion Include="A" Version="1.0.0" />', '<PackageVersion Include="B" Version="1.0.0" />', '<PackageVersion Update="B" Version="1.1.0" />', '<GlobalPackageReference Include="G" Version="3.0.0" />'),
    'a.csproj': items(reference('a'), reference('B', 'VersionOverride="2.0.0"'), reference('C')),
  }, ['a (none): a 1.0.0 1.0.0 direct a.csproj:3; b 2.0.0 2.0.0 direct a.csproj:4; c direct a.csproj:5; g 3.0.0 3.0.0 direct dev Directory.Packages.props:6'])
})

describe('projects that refer to each other', () => {
  const to = (path: string, rest = '') => `<ProjectReference Include="${path}" ${rest}/>`
  check('bring their packages: its own count first, then the highest', {
    'app/App.csproj': items(to('..\\LIB\\Lib.csproj'), to('../gen/Gen.csproj', 'ReferenceOutputAssembly="false"'), to('../gone/Gone.csproj'), reference('A', 'Version="1.0.0"')),
    'lib/Lib.csproj': items(to('../base/Base.csproj'), reference('A', 'Version="9.0.0"'), reference('B', 'Version="1.0.0"'), reference('X', 'Version="1.0.0" PrivateAssets="all"')),
    'base/Base.csproj': items(to('../lib/Lib.csproj'), reference('B', 'Version="1.10.0"'), reference('F', 'Version="1.*"')),
    'gen/Gen.csproj': items(reference('G', 'Version="4.0.0"')),
  }, [
    'app/ app (partial): a 1.0.0 1.0.0 direct app/App.csproj:6; lib direct app/App.csproj:3; b 1.10.0 (lib) base/Base.csproj:4; base (lib) base/Base.csproj:1; f (base) base/Base.csproj:5; gen direct dev app/App.csproj:4; g 4.0.0 (gen) dev gen/Gen.csproj:3',
    'base/ base (partial): b 1.10.0 1.10.0 direct base/Base.csproj:4; f 1.* direct base/Base.csproj:5; lib direct base/Base.csproj:3; a 9.0.0 (lib) lib/Lib.csproj:4',
    'gen/ gen (none): g 4.0.0 4.0.0 direct gen/Gen.csproj:3',
    'lib/ lib (partial): a 9.0.0 9.0.0 direct lib/Lib.csproj:4; b 1.0.0 1.0.0 direct lib/Lib.csproj:5; base direct lib/Lib.csproj:3; f (base) base/Base.csproj:5; x 1.0.0 1.0.0 direct dev lib/Lib.csproj:6',
  ], ['app/App.csproj: It refers to 1 projects that are not in the tree.'])
})

describe('packages.lock.json', () => {
  const lock = {
    version: 1,
    dependencies: {
      'net8.0': {
        A: { type: 'Direct', requested: '[1.0.0, )', resolved: '1.0.0', dependencies: { B: '1.0.0' } }, T: { type: 'Direct', requested: '[2.0.0, )', resolved: '2.0.0' },
        B: { type: 'Transitive', resolved: '1.5.0.0' }, lib: { type: 'Project', dependencies: { c: '[1.0.0, )' } }, C: { type: 'CentralTransitive', requested: '[3.0.0, )', resolved: '3.0.0' },
      },
      'net8.0/linux-x64': { 'runtime.B': { type: 'Transitive', resolved: '1.5.0', dependencies: { B: '1.0.0' } }, A: { type: 'Direct', resolved: '1.0.0', dependencies: { 'runtime.B': '1.0.0' } } },
      net472: { A: { type: 'Direct', requested: '[1.0.0, )', resolved: '1.0.0', dependencies: { B: '1.0.0' } }, B: { type: 'Transitive', resolved: '1.4.0' } },
    },
  }
  check('with a project, several frameworks and a runtime', { 'a/a.csproj': items(reference('A', 'Version="1.0"'), reference('T', 'Version="2.0.0" PrivateAssets="all"'), '<ProjectReference Include="../lib/Lib.csproj" />'), 'a/packages.lock.json': lock, 'lib/Lib.csproj': sdk() }, [
    'a/ a (whole): a 1.0.0 1.0 direct a/a.csproj:3; lib direct a/a.csproj:5; b 1.5.0 (a 1.0.0) a/packages.lock.json:18; runtime.b 1.5.0 (a 1.0.0) a/packages.lock.json:35; b 1.4.0 (a 1.0.0) a/packages.lock.json:18; c 3.0.0 (lib) a/packages.lock.json:28; t 2.0.0 2.0.0 direct dev a/a.csproj:4',
    'lib/ lib (none): ',
  ])
  check('named by the project, and alone', { 'a.csproj': sdk(), 'packages.a.lock.json': { dependencies: { net: { A: { type: 'Direct', requested: '[1.0.0, )', resolved: '1.0.0' } } } }, 'b/packages.lock.json': { dependencies: { net: { lib: { type: 'Project' } } } } }, [
    'a (whole): a 1.0.0 [1.0.0, ) direct packages.a.lock.json:4', 'b/ null (partial): lib (?) b/packages.lock.json:4',
  ], ['b/packages.lock.json: No project that is read uses this lockfile: it is of another kind of project, or was left behind.', 'b/packages.lock.json: Who asks for 1 of its packages is not told.'])
  check('that is none', { 'a.csproj': items(reference('A', 'Version="1.0.0"')), 'packages.lock.json': '{}' }, ['a (none): a 1.0.0 1.0.0 direct a.csproj:3'], ['packages.lock.json: This is no lockfile that can be read.'])
})

describe('packages.config', () => {
  const config = '<?xml version="1.0" encoding="utf-8"?>\n<packages>\n  <package id="jQuery" version="3.7.1.0" targetFramework="net48" />\n  <package id="B" version="1.0" allowedVersions="[1,2)" developmentDependency="true" />\n  <package />\n</packages>'
  check('of a project', { 'a.csproj': sdk(), 'Packages.config': config }, ['a (none): jquery 3.7.1 3.7.1.0 direct Packages.config:3; b 1.0.0 [1,2) direct dev Packages.config:4'])
  check('of a project that refers to another one', { 'a.csproj': items('<ProjectReference Include="b/b.csproj" />'), 'packages.config': config, 'b/b.csproj': items(reference('C', 'Version="1.0.0"')) }, [
    'a (partial): jquery 3.7.1 3.7.1.0 direct packages.config:3; b 1.0.0 [1,2) direct dev packages.config:4; b direct a.csproj:3; c 1.0.0 (b) b/b.csproj:3', 'b/ b (none): c 1.0.0 1.0.0 direct b/b.csproj:3',
  ])
  check('of a website', { 'web/packages.config': config, 'x/packages.config': '<a>' }, ['web/ null (none): jquery 3.7.1 3.7.1.0 direct web/packages.config:3; b 1.0.0 [1,2) direct dev web/packages.config:4', 'x/ null (none): '], ['x/packages.config: This is no packages.config that can be read.'])
})

describe('Paket', () => {
  const lock = ['STORAGE: NONE', 'RESTRICTION: || (== net8.0)', 'NUGET', '  remote: https://x.test/index.json', '    A (1.2) - restriction: >= net6.0', '      B (>= 1.0) - restriction: == net8.0', '      C (>= 1.0)', '    B (1.5.0.0)', 'GITHUB', '  remote: o/r', '    src/x.fs (abc)', '', 'GROUP Build', 'NUGET', '  remote: https://x.test/index.json', '    A (2.0-rc.1)', '    O (1.0)', ''].join('\r\n')
  check('with groups, and files of its own', {
    'paket.lock': lock, 'paket.dependencies': 'source https://x.test\nstorage: none\nnuget A >= 1.0 < 2.0 framework: net8.0 # why\nnuget C prerelease\n// nuget D\ngroup Build\n  source https://x.test\n  nuget A ~> 2.0 copy_local:false\n',
    'src/a/a.fsproj': items(reference('X', 'Version="1.0.0"')), 'src/a/paket.references': 'A\nFile:x.fs\nC redist: true\n\n',
    'src/b/b.fsproj': sdk(), 'src/b/paket.references': 'C\n', 'src/b/b.fsproj.paket.references': 'group Build\n  a\n  exclude: B\n',
  }, [
    'src/a/ a (partial): x 1.0.0 1.0.0 direct src/a/a.fsproj:3; a 1.2.0 direct src/a/paket.references:1; b 1.5.0 (a 1.2.0) paket.lock:8; c direct src/a/paket.references:3',
    'src/b/ b (partial): a 2.0.0-rc.1 direct src/b/b.fsproj.paket.references:2',
    'null (partial): a 1.2.0 >= 1.0 < 2.0 direct paket.dependencies:3; a 2.0.0-rc.1 ~> 2.0 direct paket.dependencies:8; o 1.0.0 (?) paket.lock:17; b 1.5.0 (a 1.2.0) paket.lock:8; c direct paket.dependencies:4',
  ], ['paket.lock: Who asks for 1 of its packages is not told.'])
})

describe('versions', () => {
  test.each([['1', '1.0.0'], ['1.02', '1.2.0'], ['1.0.0.0', '1.0.0'], ['1.0.0.1', '1.0.0.1'], ['1.0-rc.1+5', '1.0.0-rc.1'], ['x', 'x']])('%s is written %s', (version, expected) => expect(normalized(version)).toBe(expected))
  test.each([['1.0', '1.0.0'], ['[1.0]', '1.0.0'], ['[1.0, )', '1.0.0'], [' 1.0-rc ', '1.0.0-rc'], ['(1.0, )', null], ['[1.0,2.0)', null], ['1.*', null], ['*-*', null], ['(,1.0]', null], ['[10.*, )', null], ['', null]])('%s gets %s', (range, expected) => expect(versionFor(range)).toBe(expected))
  test.each([['net8.0', 'net6.0', true], ['net6.0', 'net8.0', false], ['net472', 'net48', false], ['net48', 'net472', true], ['net8.0', 'netstandard2.0', true], ['net472', 'netstandard2.0', null], ['netstandard2.0', 'net8.0', false], ['netcoreapp3.1', 'net5.0', false], ['x', 'net5.0', null]])(
    '%s takes %s: %s', (target, candidate, expected) => expect(isCompatible(target, candidate)).toBe(expected))
})

describe('what is made to harm', () => {
  const many = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => line(at))
  test.each<[string, Files]>([
    ['properties that double', { 'a.csproj': sdk('<PropertyGroup><A>aaaaaaaa</A>', ...many(60, () => '<A>$(A)$(A)</A>'), '</PropertyGroup>', '<ItemGroup><PackageReference Include="A" Version="$(A)" /></ItemGroup>') }],
    ['imports in a circle', { 'a.csproj': sdk('<Import Project="b.props" />'), 'b.props': sdk('<Import Project="c.props" />'), 'c.props': sdk('<Import Project="b.props" />', '<Import Project="a.csproj" />') }],
    ['imports without end', { 'a.csproj': sdk('<Import Project="0.props" />'), ...Object.fromEntries(many(20_000, (at) => `${at}.props`).map((name, at) => [name, sdk(`<Import Project="${at + 1}.props" />`)])) }],
    ['brackets', { 'a.csproj': sdk(`<ItemGroup Condition="${'('.repeat(1_900)}"><PackageReference Include="A" Version="${'$('.repeat(2_000)}" /></ItemGroup>`) }],
    ['entities', { 'a.csproj': '<!DOCTYPE a [<!ENTITY x "1"><!ENTITY y SYSTEM "file:///etc/passwd">]><Project><ItemGroup><PackageReference Include="A" Version="&x;&y;" /></ItemGroup></Project>' }],
    ['a line without end', { 'a.csproj': sdk(), 'paket.references': `${'a '.repeat(300_000)}\n`, 'paket.lock': `NUGET\n    ${' '.repeat(300_000)}\u2028 a (1)\n    a (1)\n      ${'('.repeat(300_000)}\n` }],
    ['NUL', { 'a.csproj': '\0<Project/>', 'packages.lock.json': '{"dependencies":{"\\u0000":{"\\u0000":{"resolved":"\\u0000"}}}}' }],
    ['a lockfile of wrong types', { 'a.csproj': sdk(), 'packages.lock.json': { dependencies: { net: { A: 7, B: [], C: { type: {}, resolved: 7, dependencies: 'x' } }, x: null } } }],
  ])('%s', (_, files) => expect(read(files)).toHaveLength(1))

  test('many projects that share much, and refer to each other', () => {
    const files = Object.fromEntries(many(300, (at) => `p${at}/p${at}.csproj`).map((path, at) => [path, items(`<ProjectReference Include="../p${at + 1}/p${at + 1}.csproj" />`, reference(`A${at}`, 'Version="1.0.0"'))]))
    const projects = read({ ...files, 'Directory.Build.props': items(...many(4_000, (at) => `<Compile Include="${at}.cs" />`)) })
    expect(projects).toHaveLength(300)
    expect(projects[0]?.gaps.map(({ reason }) => reason)).toContain('There is more in the tree than is looked at; what this project asks for may be incomplete.')
  })
})
