import { describe, expect, test } from 'vitest'
import type { Ecosystem } from '../dependencies/project.ts'
import { affects, readOsv } from './osv.ts'
import { parsePurl, purlOf } from './purl.ts'
import { inRange, parseRange } from './range.ts'
import { compareVersions } from './versions.ts'

describe('versions in order', () => {
  const check = (ecosystem: Ecosystem, line: string) => test(`${ecosystem}: ${line}`, () => {
    const groups = line.split(' < ').map((group) => group.split(' = '))
    for (const [i, left] of groups.entries()) for (const [j, right] of groups.entries()) for (const a of left) for (const b of right) expect([a, b, Math.sign(compareVersions(ecosystem, a, b) ?? NaN)]).toEqual([a, b, Math.sign(i - j)])
  })
  check('npm', '1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-beta < 1.0.0 = 1.0.0+build < 1.0.10 < 1.2.0')
  check('golang', 'v0.0.0-20170915032832-14c0d48ead0c < v0.1.0 < v1.0.0 = v1.0.0+incompatible < v1.10.0')
  check('pypi', '1.0.dev1 < 1.0a1 < 1.0rc1 < 1.0 = 1.0.0 < 1.0.post1 < 1!0.1')
  check('maven', '2.0-alpha1 < 2.0-beta9 < 2.0-rc2 < 2.0-SNAPSHOT < 2.0 = 2.0.0 = 2.0-ga < 2.0-sp < 2.1 < 2.10')
  check('gem', '1.0.a = 1.a = 1.0.0.a.0 < 1.0.alpha < 1.0.b2 < 1.0.p5 < 1.0-1 = 1.0.pre.1 < 1.0.rc1 < 1.0.rc2 < 1.0.rc10 < 1.0 = 1.0.0 < 1.0.1 < 1.10')
  check('nuget', '1.0.0-1 < 1.0.0-alpha = 1.0.0-ALPHA < 1.0.0-alpha.1 < 1.0.0-alpha.2 < 1.0.0-alpha.10 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-preview1 < 1.0 = 1.0.0.0 = 1.0.0+build < 1.0.0.1 < 1.0.2')
  check('composer', '1.0.0-dev < 1.0.0-alpha1 < 1.0.0-beta2-dev < 1.0.0-beta2 < 1.0.0-RC1 < v1.0.0 = 1.0 = 1-stable < 1.0.0-patch1 = 1-p1 < 1.0.1 < 2010-01-02 = 2010.01.02')
  test.each<[Ecosystem, string]>([['npm', 'latest'], ['npm', 'git+ssh://x'], ['pypi', 'x'], ['gem', ''], ['composer', 'dev-main'], ['nuget', '1.0.0.0.0'], ['npm', '1'.repeat(5000)], ['maven', 'a-'.repeat(5000)]])('%s: %s is none', (ecosystem, version) => expect(compareVersions(ecosystem, version, '1.0.0')).toBeNull())
})

describe('ranges', () => {
  const check = (ecosystem: Ecosystem, range: string, inside: string, outside: string) => test(`${ecosystem} ${range}`, () => {
    const parsed = parseRange(ecosystem, range)
    if ('issue' in parsed) throw new Error(parsed.issue)
    expect(inside.split(' ').filter(Boolean).filter((version) => inRange(parsed, version) !== true)).toEqual([])
    expect(outside.split(' ').filter(Boolean).filter((version) => inRange(parsed, version) !== false)).toEqual([])
  })
  check('npm', '>=2.0.0 <2.17.1', '2.0.0 2.17.0 2.1.0-beta', '1.9.9 2.17.1 3.0.0')
  check('npm', '>= 2.0.0, < 2.17.1', '2.17.0', '2.17.1')
  check('npm', '^3.3.6', '3.3.6 3.9.0', '3.3.5 4.0.0')
  check('npm', '3.3.6 || 4.0.0', '3.3.6 4.0.0', '3.3.7')
  check('npm', '>=9', '9.0.0 10.1.0', '8.9.9')
  check('npm', '>= 1.2 < 2', '1.2.0 1.9.0', '1.1.9 2.0.0')
  check('cargo', '~1.2', '1.2.9', '1.3.0')
  check('maven', '[2.0-beta9,2.15.0)', '2.0-beta9 2.0 2.14.1', '2.0-alpha1 2.15.0')
  check('maven', '(,1.0],[1.2,)', '0.9 1.0 1.2 9', '1.1')
  check('maven', '[1.0]', '1.0 1.0.0', '1.0.1')
  check('pypi', '>=1.0,<2,!=1.5', '1.0 1.4', '1.5 2.0 0.9')
  check('golang', 'vers:golang/>=v1.0.0|<v1.2.0|v1.5.0', 'v1.1.0 v1.5.0', 'v1.2.0 v1.4.0')
  test.each<[Ecosystem, string]>([['npm', ''], ['npm', 'latest'], ['npm', '>='], ['npm', '>=x.y'], ['maven', '[1.0'], ['maven', '[1,2,3]'], ['npm', '>'.repeat(2000)], ['npm', '=> 1']])('%s %j is refused', (ecosystem, range) => expect(parseRange(ecosystem, range)).toHaveProperty('issue'))
  test('a version that is none is in no range, nor out of it', () => {
    const range = parseRange('npm', '<2.0.0')
    expect('issue' in range ? range : inRange(range, 'git+ssh://x')).toBeNull()
  })
})

describe('package URLs', () => {
  test.each<[string, Ecosystem, string, string | null]>([
    ['pkg:npm/event-stream@3.3.6', 'npm', 'event-stream', '3.3.6'],
    ['pkg:npm/%40shop/http@2.1.0', 'npm', '@shop/http', '2.1.0'],
    ['pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1', 'maven', 'org.apache.logging.log4j:log4j-core', '2.14.1'],
    ['pkg:golang/golang.org/x/net@v0.1.0', 'golang', 'golang.org/x/net', 'v0.1.0'],
    ['pkg:pypi/flask-login', 'pypi', 'flask-login', null],
    ['pkg:composer/symfony/http-kernel@v6.0.0', 'composer', 'symfony/http-kernel', 'v6.0.0'],
  ])('%s', (purl, ecosystem, name, version) => {
    expect(parsePurl(purl)).toEqual({ ecosystem, name, version })
    expect(purlOf({ ecosystem, name, version })).toBe(purl)
  })
  test.each(['', 'event-stream', 'pkg:', 'pkg:npm', 'pkg:deb/debian/curl', 'pkg:npm/%'])('%j is refused', (text) => expect(parsePurl(text)).toHaveProperty('issue'))
  test('names as the registry compares them', () => expect(parsePurl('pkg:pypi/Flask_Login')).toMatchObject({ name: 'flask-login' }))
  test('a name that no registry takes is printed all the same', () => expect(purlOf({ ecosystem: 'npm', name: '', version: null })).toBe('pkg:npm/'))
})

describe('advisories', () => {
  const record = (affected: unknown) => ({ id: 'X-1', affected: [affected] })
  const log4j = (ranges: unknown, versions: unknown = []) => record({ package: { ecosystem: 'Maven', name: 'org.apache.logging.log4j:log4j-core' }, ranges, versions })
  const check = (name: string, source: unknown, expected: Record<string, boolean | null>) => test(name, () => {
    const [first] = readOsv(source).records[0]?.packages ?? []
    for (const [version, answer] of Object.entries(expected)) expect([version, first && affects(first, version)]).toEqual([version, answer])
  })
  check('introduced and fixed', log4j([{ type: 'ECOSYSTEM', events: [{ introduced: '2.0-beta9' }, { fixed: '2.15.0' }] }]), { '1.2.17': false, '2.0-beta9': true, '2.14.1': true, '2.15.0': false })
  check('from the beginning', log4j([{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { last_affected: '2.3' }] }]), { '0.1': true, '2.3': true, '2.3.1': false })
  check('twice', log4j([{ type: 'ECOSYSTEM', events: [{ fixed: '2.12.2' }, { introduced: '2.13' }, { introduced: '2.0' }, { fixed: '2.15' }] }]), { '2.1': true, '2.12.2': false, '2.14': true, '2.15': false })
  check('by its versions', log4j([], ['2.1', '2.2']), { '2.1': true, '2.3': false })
  check('that says nothing', log4j([]), { '2.1': null })
  check('as the API answers', { vulns: [log4j([], ['2.1'])] }, { '2.1': true })
  check('one a line', `${JSON.stringify(log4j([], ['2.1']))}\n\n`, { '2.1': true })
  test('withdrawn ones are left out, and what is none is told', () => {
    const { records, issues } = readOsv([{ id: 'A', withdrawn: '2024-01-01T00:00:00Z' }, { name: 'x' }, 7, { id: 'B', affected: [{ package: { ecosystem: 'Debian:11', name: 'curl' } }] }])
    expect([records.map(({ id, unread }) => `${id} ${unread.join()}`), issues.length]).toEqual([['B Debian:11 curl'], 2])
  })
  test.each(['', 'nonsense', '{', '[[[[', null, 7])('%j holds no record', (source) => expect(readOsv(source).records).toEqual([]))
})
