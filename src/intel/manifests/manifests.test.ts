import { describe, expect, test } from 'vitest'
import { treeOf } from '../trees.fixture.ts'
import { readManifests } from './manifests.ts'
import type { Manifest } from './manifest.ts'

/** `ecosystem folder name: dependencies; prefix→path …; name=folder …`, what there is of it. */
function print({ ecosystem, folder, name, dependencies, modules, local }: Manifest): string {
  const parts = [dependencies.join(' '), modules.map(({ prefix, path }) => `${prefix}→${path}`).join(' '), local.map((each) => `${each.name}=${each.folder}`).join(' ')]
  return `${ecosystem} ${folder}${folder === '' ? '' : ' '}${name ?? '-'}: ${parts.filter(Boolean).join('; ')}`.replace(/: $/, '')
}

function check(path: string, text: string, expected: string): void {
  test(`${path} ${text.replace(/\s+/g, ' ').slice(0, 60)}`, async () => {
    const manifests = await readManifests(treeOf('acme/kit', { [path]: text }))
    expect(manifests.map(print).join('\n')).toBe(expected)
  })
}

describe('npm', () => {
  check('package.json', '{"name": "@acme/tax", "main": "dist/index.js", "dependencies": {"rates": "1"}, "devDependencies": {"vitest": "1"}}', 'npm @acme/tax: rates vitest; .→dist/index.js')
  check('web/package.json', '{"name": "web", "exports": {".": {"types": "./a.d.ts", "default": ["./a.js"]}, "./x/*": "./src/x/*.js"}}', 'npm web/ web: .→./a.d.ts .→./a.js ./x/*→./src/x/*.js')
  check('package.json', '{"name": "a", "imports": {"#b": {"default": "./b.js"}}}', 'npm a: #b→./b.js')
  check('package.json', '{"name": "a", "exports": "./a.js", "dependencies": {"b": "file:../b"}}', 'npm a: b; .→./a.js; b=../b')
  check('package.json', '{"private": true, "workspaces": ["packages/*"]}', 'npm -')
  check('package.json', '{"name": 7, "dependencies": ["x"], "exports": {"a": {"b": 1}}, "main": null}', 'npm -')
  check('package.json', '{"name": "half', '')
  check('node_modules/x/package.json', '{"name": "x"}', '')
  check('package.json', `{"exports": ${'{"a":'.repeat(2000)}"x"${'}'.repeat(2000)}}`, 'npm -')
})

describe('Go', () => {
  check('go.mod', 'module github.com/acme/kit // ours\n\ngo 1.22\n\nrequire (\n\tgithub.com/acme/env v1.2.0\n\tgolang.org/x/sys v0.1.0 // indirect\n)\nrequire example.com/b v2.0.0+incompatible\n', 'go github.com/acme/kit: github.com/acme/env golang.org/x/sys example.com/b')
  check('cmd/go.mod', 'module "acme.test/cmd"\nreplace acme.test/kit => ../kit\nreplace (\n\ta v1 => b v2\n\tc v1.0.0 => ./c\n)\n', 'go cmd/ acme.test/cmd: acme.test/kit=../kit c=./c')
  check('go.mod', '<<<<<<< HEAD\n', '')
})

describe('JVM', () => {
  check('pom.xml', '<?xml version="1.0"?><project><parent><groupId>com.acme</groupId></parent><artifactId>tax</artifactId><dependencies><dependency><groupId>org.x</groupId><artifactId>y</artifactId></dependency></dependencies></project>', 'maven com.acme:tax: org.x:y')
  check('pom.xml', '<!DOCTYPE p [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><project><groupId>&c;</groupId><artifactId>x</artifactId></project>', 'maven &c;:x')
  check('pom.xml', '<project><dependencies>', 'maven -')
  check('tax/build.gradle.kts', 'group = "com.acme"\ndependencies {\n  implementation("com.acme:rates:1.0")\n  testImplementation(\'junit:junit:4\')\n}', 'maven tax/ com.acme:tax: com.acme:rates junit:junit')
  check('build.sbt', 'ThisBuild / organization := "com.acme"\nlazy val root = (project in file(".")).settings(name := "tax", libraryDependencies += "org.x" %% "y" % "1")', 'maven com.acme:tax: org.x:y')
})

describe('Python', () => {
  check('pyproject.toml', '[project]\nname = "Acme.Tax"\ndependencies = ["acme_rates>=1; python_version > \'3\'", "Requests[socks]"]\n[tool.setuptools.packages.find]\nwhere = ["src"]', 'pypi acme-tax: acme-rates requests; →src')
  check('pyproject.toml', '[tool.poetry]\nname = "tax"\npackages = [{ include = "tax", from = "lib" }]\n[tool.poetry.dependencies]\npython = "^3"\nrates = "1"', 'pypi tax: python rates; →lib')
  check('setup.cfg', '[metadata]\nname = tax\n[options]\npackage_dir =\n    = src\ninstall_requires =\n    rates>=1\n    six\n', 'pypi tax: rates six; →src')
  check('setup.py', 'setup(name="tax", package_dir={"": "src"}, install_requires=["rates", \'six>1\'])', 'pypi tax: rates six; →src')
  check('requirements.txt', '# pinned\nrates==1.0\n-r other.txt\n', 'pypi -: rates')
  check('pyproject.toml', '[project\nname=', '')
})

describe('Cargo, Ruby, PHP', () => {
  check('Cargo.toml', '[package]\nname = "acme-tax"\n[dependencies]\nacme-rates = { path = "../rates" }\nserde = "1"\njson = { package = "serde_json", version = "1" }', 'cargo acme_tax: acme_rates serde serde_json; →src/lib.rs →src/main.rs; acme_rates=../rates')
  check('Cargo.toml', '[package]\nname = "rg"\n[[bin]]\npath = "core/main.rs"\n[[test]]\nname = "all"\npath = "tests/tests.rs"', 'cargo rg: →src/lib.rs →src/main.rs →core/main.rs →tests/tests.rs')
  check('Cargo.toml', '[workspace]\nmembers = ["a"]', 'cargo -: →src/lib.rs →src/main.rs')
  check('tax.gemspec', 'Gem::Specification.new do |s|\n s.name = "acme-tax"\n s.add_dependency "acme-rates", "~> 1"\n s.add_development_dependency(\'rspec\')\nend', 'rubygems acme-tax: acme-rates rspec; →lib')
  check('Gemfile', 'source "https://x"\ngem "rails"\ngem \'tax\', path: "../tax"\n', 'rubygems -: rails tax; tax=../tax')
  check('composer.json', '{"name": "acme/tax", "require": {"acme/rates": "1"}, "autoload": {"psr-4": {"Acme\\\\Tax\\\\": ["src/", "lib/"]}}}', 'composer acme/tax: acme/rates; Acme\\Tax\\→src/ Acme\\Tax\\→lib/')
})

describe('what a careless expression would take minutes for', () => {
  const hostile: [string, string][] = [
    ['go.mod', 'require (\n'.repeat(20_000)],
    ['setup.py', `setup(${'install_requires = ['.repeat(12_000)}`],
    ['setup.cfg', 'package_dir =\n'.repeat(15_000)],
    ['Gemfile', '\n'.repeat(200_000)],
    ['build.gradle', '"a:b'.repeat(50_000)],
    ['pom.xml', '<a>'.repeat(80_000)],
    ['Cargo.toml', 'a.'.repeat(100_000)],
    ['x.gemspec', '.add_dependency ('.repeat(15_000)],
  ]
  test.each(hostile)('%s, over and over, is read to its end', async (path, text) => {
    expect(await readManifests(treeOf('a', { [path]: text }))).toBeDefined()
  })
})
