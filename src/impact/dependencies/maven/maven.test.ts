import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { nameWithVersion } from '../shortest-paths.ts'
import { mavenProjects } from './projects.ts'

type Files = Record<string, string>

const read = (files: Files): Project[] => mavenProjects.read({ paths: Object.keys(files).toSorted(), text: (path) => files[path] ?? null })

/** `web/ g:web 1.0: g:a 1.2 1.2 pom.xml:4; (g:b 2.0 dev lib/pom.xml:5) > g:c`: in brackets what comes through others. */
function shown({ folder, name, version, dependencies }: Project): string {
  const packages = dependencies.map(({ range, scope, direct, requires, at, ...named }) => {
    const told = [nameWithVersion(named), range, scope === 'runtime' ? '' : scope, `${at.path}:${at.line}`].filter(Boolean).join(' ')
    return [direct ? told : `(${told})`, ...(requires.length > 0 ? ['>', ...requires.map((place) => dependencies[place]?.name)] : [])].join(' ')
  })
  return `${folder === '' ? '' : `${folder} `}${name} ${version}: ${packages.join('; ')}`
}

/** Only what the project in the first folder is told of. */
function check(name: string, files: Files, expected: string, gaps: readonly string[] = []): void {
  test(name, () => {
    const wanted = Object.keys(files)[0] ?? ''
    const project = read(files).find(({ folder }) => `${folder}pom.xml` === wanted)
    expect(project && shown(project)).toBe(expected)
    expect(project?.gaps.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(gaps)
  })
}

/** `g:a:1` and `g:b:: <scope>test</scope>` as elements. */
function element(tag: string, written: string): string {
  const [coordinates = '', ...more] = written.split(' ')
  const [group, artifact, version] = coordinates.split(':')
  return `<${tag}><groupId>${group}</groupId><artifactId>${artifact}</artifactId>${version ? `<version>${version}</version>` : ''}${more.join(' ')}</${tag}>`
}

const dependencies = (...written: string[]) => `<dependencies>\n${written.map((each) => element('dependency', each)).join('\n')}\n</dependencies>`
const managed = (...written: string[]) => `<dependencyManagement>${dependencies(...written)}</dependencyManagement>`
const parent = (written: string) => element('parent', written)
const pom = (coordinates: string, ...sections: string[]) => {
  const [group, artifact, version] = coordinates.split(':')
  return `<project>${group ? `<groupId>${group}</groupId>` : ''}<artifactId>${artifact}</artifactId>${version ? `<version>${version}</version>` : ''}\n${sections.join('\n')}\n</project>`
}
const properties = (...pairs: string[]) => `<properties>${pairs.map((pair) => `<${pair.split('=')[0]}>${pair.split('=')[1]}</${pair.split('=')[0]}>`).join('')}</properties>`
const asBom = '<type>pom</type><scope>import</scope>'

describe('a pom.xml alone', () => {
  check('with scopes', { 'pom.xml': pom('g:app:1.0', dependencies('a:a:1', 'a:b:1 <scope>test</scope>', 'a:c:1 <scope>provided</scope>', 'a:d:1 <optional>true</optional>', 'a:e:1 <scope>runtime</scope>', 'a:f:1 <scope>system</scope>')) },
    'g:app 1.0: a:a 1 1 pom.xml:3; a:b 1 1 dev pom.xml:4; a:c 1 1 optional pom.xml:5; a:d 1 1 optional pom.xml:6; a:e 1 1 pom.xml:7; a:f 1 1 optional pom.xml:8')
  check('with properties', { 'pom.xml': pom('g:app:1.0', properties('a.version=2.${minor}', 'minor=7'), dependencies('${project.groupId}:lib:${project.version}', 'a:a:${a.version}', 'a:b:${version}')) },
    'g:app 1.0: g:lib 1.0 1.0 pom.xml:4; a:a 2.7 2.7 pom.xml:5; a:b 1.0 1.0 pom.xml:6')
  check('with properties that are not set', { 'pom.xml': pom('g:app:1.0', dependencies('a:a:${a.version}', '${who}:b:1', 'a:c:${env.C}')) }, 'g:app 1.0: a:a ${a.version} pom.xml:3; a:c ${env.C} pom.xml:5', [
    'pom.xml: The tree alone does not tell versions of a:a, a:c.', 'pom.xml: Properties that are not set in this tree name ${who}:b.',
  ])
  check('with what is managed', { 'pom.xml': pom('g:app:1.0', managed('a:a:1 <scope>test</scope>', 'a:b:2', '${project.groupId}:c:3', 'a:d:4 <classifier>x</classifier>'), dependencies('a:a', 'a:b:9', 'g:c', 'a:d')) },
    'g:app 1.0: a:a 1 dev pom.xml:9; a:b 9 9 pom.xml:10; g:c 3 pom.xml:11; a:d pom.xml:12', ['pom.xml: The tree alone does not tell versions of a:d.'])
  check('with ranges', { 'pom.xml': pom('g:app:1.0', dependencies('a:a:[1.0,2.0)', 'a:b:[1.5]', 'a:c:LATEST', 'a:d:[1,2),[3,4)')) }, 'g:app 1.0: a:a [1.0,2.0) pom.xml:3; a:b 1.5 [1.5] pom.xml:4; a:c LATEST pom.xml:5; a:d [1,2),[3,4) pom.xml:6')
  check('with one package in several forms', { 'pom.xml': pom('g:app:1.0', dependencies('a:a:1 <type>test-jar</type><scope>test</scope>', 'a:a:1')) }, 'g:app 1.0: a:a 1 1 pom.xml:3')
  check('with one package twice', { 'pom.xml': pom('g:app:1.0', dependencies('a:a:1', 'a:a:2')) }, 'g:app 1.0: a:a 2 2 pom.xml:4')
  check('without anything', { 'pom.xml': pom('g:app:1.0') }, 'g:app 1.0: ')
  check('that is none', { 'pom.xml': '<project><artifactId>a</artifactId>\n<<<<<<< HEAD\n</project>' }, 'null null: ', ['pom.xml: This is no pom.xml that can be read.'])
  check('of something else', { 'pom.xml': '<beans/>' }, 'null null: ', ['pom.xml: This is no pom.xml that can be read.'])
})

describe('profiles', () => {
  const profile = (id: string, activation: string, ...sections: string[]) => `<profile><id>${id}</id><activation>${activation}</activation>${sections.join('')}</profile>`
  const byDefault = '<activeByDefault>true</activeByDefault>'
  check('that are active by default', { 'pom.xml': pom('g:app:1.0', dependencies('a:a:${v}'), `<profiles>${profile('x', byDefault, properties('v=1'), dependencies('a:b:1'))}${profile('y', '<property><name>y</name></property>', dependencies('a:c:1'))}</profiles>`) },
    'g:app 1.0: a:a 1 1 pom.xml:3; a:b 1 1 pom.xml:6')
  check('that are active unless something is set, instead', { 'pom.xml': pom('g:app:1.0', `<profiles>${profile('x', byDefault, dependencies('a:a:1'))}${profile('y', '<property><name>!y</name></property>', dependencies('a:b:1'))}</profiles>`) }, 'g:app 1.0: a:b 1 1 pom.xml:5')
  check('that set a property on some machines', { 'pom.xml': pom('g:app:1.0', properties('v=1', 'w=1'), dependencies('a:a:${v}', 'a:b:${w}'), `<profiles>${profile('x', '<jdk>[9,)</jdk>', properties('v=2'))}</profiles>`) }, 'g:app 1.0: a:a ${v} pom.xml:4; a:b 1 1 pom.xml:5', ['pom.xml: The tree alone does not tell versions of a:a.'])
  check('that hold on some machines', { 'pom.xml': pom('g:app:1.0', `<profiles>${profile('x', '<jdk>[9,)</jdk>', dependencies('a:a:1'))}${profile('y', '<os><family>mac</family></os>')}</profiles>`) }, 'g:app 1.0: ', ['pom.xml: Profiles that hold on some machines only are left out, with their dependencies: x.'])
})

describe('parents', () => {
  const root = pom('g:root:1.0', properties('v=1', 'w=1'), managed('a:m:3', 'a:n:${w}'), dependencies('a:a:${v}'))
  check('bring dependencies, what is managed, and properties that are set anew', { 'web/pom.xml': pom(':web', parent('g:root:1.0'), properties('v=2', 'w=5'), dependencies('a:m', 'a:n')), 'pom.xml': root },
    'web/ g:web 1.0: a:m 3 web/pom.xml:5; a:n 5 web/pom.xml:6; a:a 2 2 pom.xml:8')
  check('of parents', { 'x/y/pom.xml': pom(':y', parent('g:x:1.0'), dependencies('a:m')), 'x/pom.xml': pom(':x', parent('g:root:1.0')), 'pom.xml': root }, 'x/y/ g:y 1.0: a:m 3 x/y/pom.xml:4; a:a 1 1 pom.xml:8')
  check('elsewhere', { 'web/pom.xml': pom('g:web', parent('g:root:1.0 <relativePath>../build/parent</relativePath>'), dependencies('a:m')), 'build/parent/pom.xml': root, 'pom.xml': pom('g:other:1.0') }, 'web/ g:web 1.0: a:m 3 web/pom.xml:4; a:a 1 1 build/parent/pom.xml:8')
  check('that are found by name', { 'web/pom.xml': pom('g:web', parent('g:root:1.0 <relativePath/>'), dependencies('a:m')), 'build/pom.xml': root }, 'web/ g:web 1.0: a:m 3 web/pom.xml:4; a:a 1 1 build/pom.xml:8')
  check('with a version from a property', { 'web/pom.xml': pom(':web', parent('g:root:${revision}'), dependencies('g:lib:${project.version}')), 'pom.xml': pom('g:root:${revision}', properties('revision=3-SNAPSHOT')) }, 'web/ g:web 3-SNAPSHOT: g:lib 3-SNAPSHOT 3-SNAPSHOT web/pom.xml:4')
  check('outside of the tree', { 'web/pom.xml': pom(':web:2.0', parent('org.x:boot:3.1'), dependencies('a:a', 'a:b:1')), 'pom.xml': root }, 'web/ org.x:web 2.0: a:a web/pom.xml:4; a:b 1 1 web/pom.xml:5', [
    'web/pom.xml: The parent org.x:boot:3.1 is not in this tree: what it declares and manages is not known.', 'web/pom.xml: The tree alone does not tell versions of a:a.',
  ])
  check('in another version', { 'web/pom.xml': pom(':web', parent('g:root:0.9')), 'pom.xml': root }, 'web/ g:web 0.9: ', ['web/pom.xml: The parent g:root:0.9 is not in this tree: what it declares and manages is not known.'])
})

describe('BOMs', () => {
  check('of the tree, behind what is managed outright', { 'pom.xml': pom('g:app:1.0', managed(`g:bom:1.0 ${asBom}`, 'a:b:9'), dependencies('a:a', 'a:b', 'a:c')), 'bom/pom.xml': pom('g:bom:1.0', properties('v=4'), managed('a:a:${v}', 'a:b:1', `g:inner:1 ${asBom}`)), 'inner/pom.xml': pom('g:inner:1', managed('a:c:7')) },
    'g:app 1.0: a:a 4 pom.xml:7; a:b 9 pom.xml:8; a:c 7 pom.xml:9')
  check('of which the first counts', { 'pom.xml': pom('g:app:1.0', managed(`g:one:1 ${asBom}`, `g:two:1 ${asBom}`), dependencies('a:a')), 'one/pom.xml': pom('g:one:1', managed('a:a:1')), 'two/pom.xml': pom('g:two:1', managed('a:a:2')) }, 'g:app 1.0: a:a 1 pom.xml:7')
  check('outside of the tree', { 'pom.xml': pom('g:app:1.0', managed(`g:bom:1.0 ${asBom}`), dependencies('a:a')) }, 'g:app 1.0: a:a pom.xml:6', ['pom.xml: The tree alone does not tell versions of a:a; it lacks the BOMs g:bom:1.0.'])
  check('that are not needed', { 'pom.xml': pom('g:app:1.0', managed(`g:bom:1.0 ${asBom}`), dependencies('a:a:1')) }, 'g:app 1.0: a:a 1 1 pom.xml:6')
})

describe('what comes through modules of the tree', () => {
  const lib = pom('g:lib:1.0', dependencies('a:a:1', 'a:t:1 <scope>test</scope>', 'a:o:1 <optional>true</optional>', 'a:p:1 <scope>provided</scope>', 'a:r:1 <scope>runtime</scope>'))
  check('is not what they test with', { 'pom.xml': pom('g:app:1.0', dependencies('g:lib:1.0')), 'lib/pom.xml': lib }, 'g:app 1.0: g:lib 1.0 1.0 pom.xml:3 > a:a a:r; (a:a 1 lib/pom.xml:3); (a:r 1 lib/pom.xml:7)')
  check('for tests alone', { 'pom.xml': pom('g:app:1.0', dependencies('g:lib:1.0 <scope>test</scope>')), 'lib/pom.xml': lib }, 'g:app 1.0: g:lib 1.0 1.0 dev pom.xml:3 > a:a a:r; (a:a 1 dev lib/pom.xml:3); (a:r 1 dev lib/pom.xml:7)')
  check('has the version that the project declares or manages', { 'pom.xml': pom('g:app:1.0', managed('a:r:3'), dependencies('g:lib:1.0', 'a:a:2')), 'lib/pom.xml': lib }, 'g:app 1.0: g:lib 1.0 1.0 pom.xml:6 > a:a a:r; a:a 2 2 pom.xml:7; (a:r 3 lib/pom.xml:7)')
  check('may be brought by others before in another version', { 'pom.xml': pom('g:app:1.0', dependencies('x:x:1', 'g:lib:1.0')), 'lib/pom.xml': lib }, 'g:app 1.0: x:x 1 1 pom.xml:3; g:lib 1.0 1.0 pom.xml:4 > a:a a:r; (a:a lib/pom.xml:3); (a:r lib/pom.xml:7)')
  check('unless it is excluded', { 'pom.xml': pom('g:app:1.0', dependencies(`g:lib:1.0 <exclusions>${element('exclusion', 'a:a')}</exclusions>`)), 'lib/pom.xml': lib }, 'g:app 1.0: g:lib 1.0 1.0 pom.xml:3 > a:r; (a:r 1 lib/pom.xml:7)')
  check('unless it is excluded by properties', { 'pom.xml': pom('a:app:1.0', managed(`g:lib:1.0 <exclusions>${element('exclusion', '${project.groupId}:r')}</exclusions>`), dependencies('g:lib')), 'lib/pom.xml': lib }, 'a:app 1.0: g:lib 1.0 pom.xml:6 > a:a; (a:a 1 lib/pom.xml:3)')
  check('or all is excluded', { 'pom.xml': pom('g:app:1.0', dependencies(`g:lib:1.0 <exclusions>${element('exclusion', '*:*')}</exclusions>`)), 'lib/pom.xml': lib }, 'g:app 1.0: g:lib 1.0 1.0 pom.xml:3')
  check('in a circle', { 'pom.xml': pom('g:app:1.0', dependencies('g:lib:1.0')), 'lib/pom.xml': pom('g:lib:1.0', dependencies('g:app:1.0', 'g:other:1')), 'other/pom.xml': pom('g:other:1', dependencies('g:lib:1.0')) }, 'g:app 1.0: g:lib 1.0 1.0 pom.xml:3 > g:other; (g:other 1 lib/pom.xml:4) > g:lib')
})

describe('what is made to harm', () => {
  const many = (count: number, make: (at: number) => string) => Array.from({ length: count }, (_, at) => make(at))
  const all = (count: number, make: (at: number) => [string, string]): Files => Object.fromEntries(Array.from({ length: count }, (_, at) => make(at)))
  test.each<[string, Files, number]>([
    ['a property of itself', { 'pom.xml': pom('g:a:${v}', properties('v=${w}', 'w=${v}'), dependencies('a:a:${v}')) }, 1],
    ['properties that grow', { 'pom.xml': pom('g:a:1', properties('v0=xxxxxxxxxx', ...many(40, (at) => `v${at + 1}=\${v${at}}\${v${at}}`)), dependencies('a:a:${v40}', `a:b:${'${v3}'.repeat(50_000)}`)) }, 1],
    ['properties of properties', { 'pom.xml': pom('g:a:1', properties(...many(50_000, (at) => `v${at}=\${v${at + 1}}`)), dependencies('a:a:${v0}')) }, 1],
    ['parents in a circle', { 'a/pom.xml': pom('g:a:1', parent('g:b:1 <relativePath>../b</relativePath>')), 'b/pom.xml': pom('g:b:1', parent('g:a:1 <relativePath>../a</relativePath>')) }, 2],
    ['a parent that it is itself', { 'pom.xml': pom('g:a:1', parent('g:a:1 <relativePath>pom.xml</relativePath>')) }, 1],
    ['parents of parents', all(3_000, (at) => [`p${at}/pom.xml`, pom(`g:p${at}:1`, parent(`g:p${at + 1}:1`))]), 3_000],
    ['BOMs that import each other', { 'pom.xml': pom('g:a:1', managed(`g:b:1 ${asBom}`, `g:a:1 ${asBom}`), dependencies('x:x')), 'b/pom.xml': pom('g:b:1', managed(`g:a:1 ${asBom}`)) }, 2],
    ['BOMs of BOMs', all(5_000, (at) => [`p${String(at).padStart(5, '0')}/pom.xml`, pom(`g:p${at}:1`, managed(`g:p${at - 1}:1 ${asBom}`), dependencies('x:x'))]), 5_000],
    ['BOMs that all import all', all(150, (at) => [`p${at}/pom.xml`, pom(`g:p${at}:1`, managed(...many(150, (other) => `g:p${other}:1 ${asBom}`)), dependencies(...many(20, (place) => `x:x${place}`)))]), 150],
    ['modules that all need all', all(200, (at) => [`p${at}/pom.xml`, pom(`g:p${at}:1`, dependencies(...many(200, (other) => `g:p${other}:1`)))]), 200],
    ['modules that inherit much', { 'pom.xml': pom('g:root:1', managed(...many(1_000, (at) => `x:m${at}:1`)), dependencies(...many(1_000, (at) => `x:x${at}:1`))), ...all(500, (at) => [`p${at}/pom.xml`, pom(`g:p${at}:1`, parent('g:root:1'))]) }, 501],
    ['a thousand of the same name', all(1_000, (at) => [`p${at}/pom.xml`, pom('g:a:1', dependencies('g:a:2'))]), 1_000],
    ['deep XML', { 'pom.xml': '<project>'.repeat(100_000) }, 1],
    ['entities', { 'pom.xml': `<!DOCTYPE p [<!ENTITY a "1"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>${pom('g:a:1', dependencies('a:&c;:&b;'))}` }, 1],
    ['names of what every object has', { 'pom.xml': pom('g:a:1', properties('constructor=1'), dependencies('__proto__:a:${__proto__}', 'a:b:${constructor}', 'a:c:${toString}')) }, 1],
  ])('%s', (_, files, count) => expect(read(files)).toHaveLength(count))
})
