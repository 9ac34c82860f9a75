/**
 * What a responder asks on the day of a Log4Shell and of an event-stream, answered for the sample organisation by the whole server:
 * a library of its own that looks up what it logs, and a malicious package that was there for three weeks.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { findCopies, type CopyList } from '../intel/contract.ts'
import { flatmapStreamAdvisory, logLinesAdvisory } from '../repos/sample/advisories.ts'
import { logLines as logLinesHistory, lookupFixSubject, lookupSubject } from '../repos/sample/histories/log-lines.ts'
import { shadedPath, vendoredPath } from '../repos/sample/histories/warehouse.ts'
import { find, play } from '../repos/sample/play.ts'
import { findImpact, findReach, type Affected, type Impact, type Question } from './contract.ts'

let app: TestApp
const answers = new Map<Question, Promise<Impact>>()

beforeAll(async () => {
  app = await startApp({ sample: true })
})
afterAll(() => app.close())

/** Each question is asked once. */
function ask(question: Question): Promise<Impact> {
  const answer = answers.get(question) ?? app.call(findImpact, { body: question }, 'viewer')
  answers.set(question, answer)
  return answer
}

const logLines: Question = { osv: logLinesAdvisory }
const flatmapStream: Question = { osv: flatmapStreamAdvisory }
const eventStream: Question = { purl: 'pkg:npm/event-stream' }
/** Stands in the class and in every copy of it, whatever its names are. */
const fetching: Question = { query: 'lang:Java /case "http", "https"/' }
const commitOf = (subject: string): Question => ({ commit: { repo: 'acme/log-lines', oid: find(play(logLinesHistory), subject).id } })
const lookups = commitOf(lookupSubject)
const lookupFix = commitOf(lookupFixSubject)

const shown = ({ rev, path, line, kind, environment, owner, via }: Affected) =>
  `${rev} ${path}:${line} ${kind}${environment ? ` in ${environment}` : ''} by ${owner}${via.length > 0 ? `: ${via.join(' > ')}` : ''}`

const day = (time: string | undefined) => time?.slice(0, 10) ?? ''

/** The places of one repository that a question finds; none, where it is rightly absent. */
function check(name: string, question: Question, repo: string, ...expected: string[]): void {
  test(name, async () => {
    const { affected, complete } = await ask(question)
    expect(affected.filter((row) => row.repo === `acme/${repo}`).map(shown)).toEqual(expected)
    expect(complete).toBe(true)
  })
}

/** When the default branch used it, and when it ran where. */
function checkTimes(question: Question, repo: string, ...expected: string[]): void {
  test(`${repo}: since when, until when`, async () => {
    const { history: { mainlines, deployed } } = await ask(question)
    const told = [
      ...mainlines.map((span) => ({ ...span, where: `main at ${span.path}:${span.line}` })),
      ...deployed.map((span) => ({ ...span, where: span.environment })),
    ]
    const own = told.filter((span) => span.repo === `acme/${repo}`)
    expect(own.map(({ package: name, version, where, from, until }) => `${name} ${version} in ${where}: ${day(from.time)}..${day(until?.time)}`)).toEqual(expected)
  })
}

function checkReleases(name: string, question: Question, repo: string, expected: string): void {
  test(`${repo}: ${name}`, async () => {
    const { releases } = await ask(question)
    expect(releases.find((each) => each.repo === `acme/${repo}`)?.releases.map(({ tag, state }) => `${tag} ${state}`).join(', ')).toBe(expected)
  })
}

describe('a hole in a library of its own', () => {
  check('asked about by the commit that brought it: who uses the package in a version that it is in', lookups, 'payroll',
    'v1.1.0 pom.xml:15 direct in production by @acme/team-finance: com.acme:payroll 1.1.0 > com.acme:log-lines 2.3.0',
    'main pom.xml:15 direct by @acme/team-finance: com.acme:payroll 1.1.0 > com.acme:log-lines 2.3.0')
  check('the commit that mended it is in what uses a later version', lookupFix, 'returns',
    'main pom.xml:16 direct in staging by @acme/team-logistics: com.acme:returns 1.3.0 > com.acme:log-lines 2.4.1',
    'v1.3.0 pom.xml:16 direct by @acme/team-logistics: com.acme:returns 1.3.0 > com.acme:log-lines 2.4.1')
  check('fixed on main and in staging, not on the branch that production runs', logLines, 'returns',
    'v1.2.1 pom.xml:16 direct in production by @acme/team-logistics: com.acme:returns 1.2.1 > com.acme:log-lines 2.3.0',
    'release/1.2 pom.xml:16 direct by @acme/team-logistics: com.acme:returns 1.2.1 > com.acme:log-lines 2.3.0',
    'v1.1.0 pom.xml:16 direct by @acme/team-logistics: com.acme:returns 1.1.0 > com.acme:log-lines 2.3.0',
    'v1.2.0 pom.xml:16 direct by @acme/team-logistics: com.acme:returns 1.2.0 > com.acme:log-lines 2.3.0')
  check('only through another package, which the lockfile does not name', logLines, 'search',
    ...['main gradle.lockfile:5 transitive in production', 'v1.1.0 gradle.lockfile:5 transitive', 'v1.2.0 gradle.lockfile:5 transitive'].map((place) => `${place} by @acme/team-platform: search > com.acme:log-lines 2.3.0`))
  check('declared, and imported by no line', logLines, 'payroll',
    'v1.1.0 pom.xml:15 direct in production by @acme/team-finance: com.acme:payroll 1.1.0 > com.acme:log-lines 2.3.0',
    'main pom.xml:15 direct by @acme/team-finance: com.acme:payroll 1.1.0 > com.acme:log-lines 2.3.0')
  check('its own releases, as its second artifact uses the first', logLines, 'log-lines',
    ...['2.0.0', '2.2.0', '2.3.0', '2.4.0'].map((version) => `v${version} access/pom.xml:13 direct by @acme/team-platform: com.acme:access-lines ${version} > com.acme:log-lines ${version}`))
  check('older releases, then the fixed one', logLines, 'suppliers')
  check('never had it', logLines, 'ledger')
  check('has a copy, which no manifest tells', logLines, 'warehouse')

  checkTimes(logLines, 'returns',
    'com.acme:log-lines 2.3.0 in main at pom.xml:16: 2026-03-03..2026-10-01',
    'com.acme:log-lines 2.3.0 in production: 2026-03-05..',
    'com.acme:log-lines 2.3.0 in staging: 2026-07-08..2026-10-01')
  checkTimes(logLines, 'search', 'com.acme:log-lines 2.3.0 in main at gradle.lockfile:5: 2026-03-17..', 'com.acme:log-lines 2.3.0 in production: 2026-03-18..')
  checkTimes(logLines, 'payroll', 'com.acme:log-lines 2.3.0 in main at pom.xml:15: 2026-04-08..', 'com.acme:log-lines 2.3.0 in production: 2026-04-14..')
  checkTimes(logLines, 'suppliers')

  checkReleases('which have it, and which the fix', logLines, 'returns', 'v1.0.0 before, v1.1.0 affected, v1.2.0 affected, v1.2.1 affected, v1.3.0 fixed')
  checkReleases('which have it, and which the fix', logLines, 'search', 'v1.0.0 before, v1.1.0 affected, v1.2.0 affected')
  checkReleases('which have it, and which the fix', logLines, 'log-lines', 'v1.0.0 before, v1.1.0 before, v2.0.0 affected, v2.2.0 affected, v2.3.0 affected, v2.4.0 affected, v2.4.1 fixed')
  checkReleases('which contain the commit that brought it', lookups, 'log-lines', 'v1.0.0 before, v1.1.0 before, v2.0.0 affected, v2.2.0 affected, v2.3.0 affected, v2.4.0 affected, v2.4.1 affected')
  checkReleases('which contain the commit that mended it', lookupFix, 'log-lines', 'v1.0.0 before, v1.1.0 before, v2.0.0 before, v2.2.0 before, v2.3.0 before, v2.4.0 before, v2.4.1 affected')

  test('who is to be told', async () => {
    const { totals, around } = await ask(logLines)
    expect(totals).toMatchObject({ environments: 1, repositories: 4, services: 4, owners: 3, dependents: 2 })
    expect(around.nodes.map(({ id }) => id)).toEqual(['service:newsletter', 'service:payroll', 'service:returns', 'service:search', 'service:warehouse', 'api:search-api', 'api:returns-api'])
  })

  test.each([
    ['acme/returns', 'v1.2.1', true, 'referenced', ['src/main/java/com/acme/returns/ReturnsHandler.java:17']],
    ['acme/payroll', 'main', true, 'not_imported', []],
    ['acme/search', 'main', false, 'unknown', []],
  ])('whether code of %s at %s, which asks for it %s, calls it: %s', async (repo, rev, direct, state, places) => {
    const { symbols } = logLinesAdvisory.affected[0].ecosystem_specific.imports[0]
    const reach = await app.call(findReach, { body: { repo, rev, direct, purl: 'pkg:maven/com.acme/log-lines@2.3.0', symbols } }, 'viewer')
    expect([reach.state, reach.places.map(({ path, line }) => `${path}:${line}`), reach.complete]).toEqual([state, places, true])
  })
})

describe('copies of its code', () => {
  /** `repo@rev path share/exact`, in tens of percent. */
  const print = ({ copies }: CopyList) => copies.map(({ repo, rev, path, share, exact }) => `${repo}@${rev} ${path} ${Math.round(share * 10)}/${Math.round(exact * 10)}`)
  const copiesOf = (asked: object) => app.call(findCopies, { body: { repo: 'acme/log-lines', rev: 'v2.4.0', path: 'lines/src/main/java/com/acme/loglines/LookupResolver.java', ...asked } }, 'viewer')

  test('word for word, and under other names', async () => {
    const found = await copiesOf({ minimum: 0.5 })
    expect(print(found)).toEqual([`acme/warehouse@main ${vendoredPath} 10/10`, `acme/warehouse@main ${shadedPath} 8/5`])
    expect(found.complete).toBe(true)
  })
  test('in releases, too', async () => {
    expect(print(await copiesOf({ minimum: 0.5, revs: 'tracked' }))).toEqual([`acme/warehouse@main ${vendoredPath} 10/10`, `acme/warehouse@v1.1.0 ${vendoredPath} 10/10`, `acme/warehouse@main ${shadedPath} 8/5`])
  })
  check('what every copy has, where it runs', fetching, 'warehouse',
    `main ${shadedPath}:41 code in halls by @acme/team-logistics`,
    `main ${vendoredPath}:41 code in halls by @acme/team-platform`,
    `v1.1.0 ${vendoredPath}:41 code by @acme/team-platform`,
    `v1.2.0 ${shadedPath}:41 code by @acme/team-logistics`,
    `v1.2.0 ${vendoredPath}:41 code by @acme/team-platform`)
})

describe('a malicious package that was there for three weeks', () => {
  check('in one release, through others', flatmapStream, 'newsletter',
    'v1.1.0 package-lock.json:35 transitive by @acme/team-storefront: @acme/newsletter 1.1.0 > ps-tree 1.1.0 > event-stream 3.3.6',
    'v1.1.0 package-lock.json:49 transitive by @acme/team-storefront: @acme/newsletter 1.1.0 > ps-tree 1.1.0 > event-stream 3.3.6 > flatmap-stream 0.1.1')
  check('never had it', flatmapStream, 'storefront')
  checkTimes(flatmapStream, 'newsletter',
    'flatmap-stream 0.1.1 in main at package-lock.json:49: 2025-05-05..2025-05-26',
    'event-stream 3.3.6 in main at package-lock.json:35: 2025-05-05..2025-05-26',
    'flatmap-stream 0.1.1 in production: 2025-05-07..2025-05-27',
    'event-stream 3.3.6 in production: 2025-05-07..2025-05-27')
  checkReleases('which had it', flatmapStream, 'newsletter', 'v1.0.0 before, v1.1.0 affected, v1.1.1 fixed, v1.2.0 fixed')
  test('nothing that runs has it', async () => {
    const { affected, totals } = await ask(flatmapStream)
    expect([affected.filter(({ environment }) => environment !== null), totals.environments]).toEqual([[], 0])
  })
  test('the release of event-stream that runs is another', async () => {
    const { affected } = await ask(eventStream)
    expect(affected.filter(({ environment }) => environment !== null).map(shown)).toEqual([
      'main package-lock.json:35 transitive in production by @acme/team-storefront: @acme/newsletter 1.2.0 > ps-tree 1.2.0 > event-stream 3.3.4',
    ])
  })
})

test('lines of the library lead to their copies, renamed ones too, with who owns them', async () => {
  const { affected, complete, ledger } = await ask({ lines: { repo: 'acme/log-lines', rev: 'v2.4.0', path: 'lines/src/main/java/com/acme/loglines/LookupResolver.java', from: 1, to: 57 } })
  const copies = affected.filter(({ repo, at }) => repo === 'acme/warehouse' && at === 'default').map(({ path, text, owner }) => `${path} ${text} by ${owner}`)
  expect(copies).toEqual([`${shadedPath} 76 % of the lines by @acme/team-logistics`, `${vendoredPath} 100 % of the lines by @acme/team-platform`])
  expect([complete, ledger.gaps]).toEqual([true, []])
})
