import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeIndex } from '../src/intel/scip/scip.fixture.ts'
import { makeRepository } from '../src/repos/git/testing.ts'
import { openShell, type Served, type Shell } from './support/shell.ts'
import { describeWith } from './support/need.ts'
import { freshPostgres } from './support/databases.ts'

/** For a machine that is busy with other tests; nothing here waits for time to pass. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let shell: Shell
let server: Served

/** The sample organisation beside a repository with a file above the limit, and one with a file that acts on terminals. */
beforeAll(async () => {
  shell = openShell()
  await makeRepository(shell.path('code', 'big.git'), [{ files: [['big.txt', 'needle in a big file\n'.repeat(60_000)], ['small.txt', 'a small needle\n']] }])
  await makeRepository(shell.path('code', 'odd.git'), [{ files: [['odd.txt', 'windows line ünïcode\r\nescape \u001b[31m here\n']] }])
  writeFileSync(shell.path('index.scip'), encodeIndex({ documents: [{ path: 'odd.txt', occurrences: [{ range: [0, 0, 7], symbol: 's npm odd 1 odd.', roles: 1 }] }] }))
  server = await shell.serve('data', { FIREBREAK_MAX_FILE_BYTES: '1000000' })
  const added = await shell.run('firebreak repos sample && firebreak repos add code', { data: 'data' })
  expect(added).toMatchObject({ exit: 0, out: expect.stringMatching(/acme\/pricing {2}ready, \d+ files[^]*big {2}ready, 2 files/) })
})
afterAll(() => shell.close())

type Told = { exit?: number; out?: string | RegExp; err?: string | RegExp; not?: RegExp; input?: string; env?: Record<string, string>; data?: string }

/** Runs a line of shell beside the server and looks for words in what it says. Several rows run at once. */
function check(line: string, { exit = 0, out = '', err = '', not, ...options }: Told): void {
  test.concurrent(`${line} ⇒ ${exit}${out ? ` ${out}` : ''}${err ? ` ! ${err}` : ''}`, async () => {
    const ran = await shell.run(line, { data: 'data', ...options })
    const saying = (words: string | RegExp) => (typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words))
    expect(ran).toMatchObject({ exit, out: saying(out), err: saying(err) })
    expect(ran.err).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
    if (not) expect(ran.out).not.toMatch(not)
  })
}

describe('help and bad use', () => {
  check('firebreak', { out: /incident show +Show an incident/ })
  check('firebreak help', { out: 'Exit codes: 0 done, 1 failed, 2 bad use, 3 done but incomplete' })
  check('firebreak repos', { out: /repos add[^]*repos remove/, not: /incident/ })
  check('firebreak search --help', { out: /--pattern-type TYPE.*\(keyword, standard, literal, regexp, structural\)/ })
  check('firebreak help incident new', { out: 'Usage: firebreak incident new TITLE' })
  check('firebreak version', { out: /^Firebreak \d+\.\d+\.\d+ on Node \d+/ })
  check('firebreak serch', { exit: 2, err: 'Did you mean search?' })
  check('firebreak repos lst', { exit: 2, err: 'Did you mean repos list?' })
  check('firebreak incident new', { exit: 2, err: 'Use it like this: firebreak incident new TITLE' })
  check('firebreak search --patern-type literal x', { exit: 2, err: 'Did you mean --pattern-type?' })
  check('firebreak search --pattern-type glob x', { exit: 2, err: 'one of keyword, standard, literal, regexp' })
  check('firebreak search --count many x', { exit: 2, err: '--count is a number' })
  check('firebreak report 1 --json --format md', { exit: 2, err: 'do not go together' })
  check('firebreak serch --json', { exit: 2, err: /^\{"code":"cli.bad_use","message":/ })
})

describe('finding the server', () => {
  check('firebreak token', { out: /^http:\/\/127\.0\.0\.1:\d+\ntoken from .*admin-token$/m, not: /fbk_/ })
  check('firebreak repos list', { exit: 1, data: 'nothing', err: /does not answer on http:\/\/127\.0\.0\.1:9 .*npm start/ })
  check('firebreak repos list', { exit: 1, env: { FIREBREAK_TOKEN: 'fbk_wrong' }, err: /does not know this API token \(FIREBREAK_TOKEN\)/ })
  check('firebreak repos list', { exit: 1, env: { FIREBREAK_URL: 'https://firebreak.example.com' }, err: 'Set FIREBREAK_TOKEN' })
  check('firebreak repos list', { exit: 1, env: { FIREBREAK_URL: 'nonsense' }, err: 'FIREBREAK_URL is no address' })
})

describe('repositories', () => {
  check('firebreak repos list', { out: /acme\/pricing +ready +\d+ files +sample\n/ })
  check('firebreak repos list --json', { out: '"name": "acme/ledger"' })
  check('firebreak repos status', { out: /^\d\d repositories: \d\d ready, 0 under way, 0 failed; [\d,]+ files/ })
  check('firebreak repos status acme/checkout', { out: /State +ready\n[^]*Commit +[0-9a-f]{40}/ })
  check('firebreak repos status checkout', { exit: 1, err: 'Did you mean acme/checkout?' })
  check('firebreak repos fetch big --json', { out: '"name": "big"' })
  check('firebreak repos add nonsense --no-wait', { exit: 1, err: 'nonsense: ' })
  check('mkdir -p empty && firebreak repos add empty', { exit: 1, err: 'no git repository' })
})

describe('search', () => {
  check('firebreak search repo:^acme/pricing$ rateFor', { out: /^acme\/pricing src\/tax\/regional\.ts:\d+:.*rateFor/m, err: /\d+ results? in 1 repository, \d+ files/ })
  check("firebreak search 'repo:^acme/ rates\\[[a-z]+\\]\\.rate' --pattern-type regexp", { out: 'acme/pricing src/tax/regional.ts:' })
  check('firebreak search --count 1 repo:^acme/ rate', { exit: 3, err: 'count:all looks everywhere' })
  check('firebreak search repo:^big$ needle', { exit: 3, out: 'big small.txt:1:a small needle', err: /Not complete[^]*big: 1 file above the size limit \(big\.txt\)/ })
  check('firebreak search repo:^acme/ no_such_words_anywhere', { out: /^$/, err: /No results in \d+ repositories/ })
  check('firebreak search type:repo pricing', { out: /^acme\/pricing$/m })
  check('firebreak search repo:^odd$ ünïcode', { out: /^odd odd\.txt:1:windows line ünïcode$/m })
  check("firebreak search 'repo:^acme/pricing$ type:symbol ^rateFor$' --pattern-type regexp", { out: /^acme\/pricing src\/tax\/regional\.ts:\d+:rateFor function$/m })
  check("firebreak search 'repo:^acme/pricing$ lang:ts export function $F($$$A): $T { $$$B }' --pattern-type structural", { out: /^acme\/pricing src\/\S+\.ts:\d+:export function /m })
  check("firebreak search 'repo:^acme/pricing$ lang:ts export function $F($$$A): $T { $$$B }' --pattern-type structural --json", { out: /"chunkMatches":\[\{"content":"export function / })
  check("firebreak search 'lang:ts function (' --pattern-type structural", { exit: 1, err: /In TypeScript, the pattern does not parse/ })
  check('firebreak search type:repo acme/ --count 1', { out: /^acme\/checkout\n$/, err: /There is more: add --cursor \S+/ })
  check(`firebreak search type:repo acme/ --count 1 --cursor $(firebreak search type:repo acme/ --count 1 --json | sed -n 's/.*"cursor":"\\([^"]*\\)".*/\\1/p')`, { out: /^acme\/go-kit\n$/ })
  check('firebreak search x --cursor none', { exit: 1, err: 'The cursor is not one that a search gave' })
  check("firebreak search '/[/'", { exit: 1, err: /This query cannot run/ })
  check("firebreak search '/[/' --json", { exit: 1, out: /^\{"type":"progress"/ })
  check('firebreak search -- -file:test repo:^big$ small', { exit: 3, out: 'big small.txt:1' })
  check('{ firebreak search count:all e; echo "exit $?" >&2; } | head -n 1', { out: /^[^\n]+\n$/, err: /^(?!.*EPIPE)[^]*exit 0/ })

  if (existsSync('/dev/full')) check('firebreak search repo:^acme/ rateFor >/dev/full', { exit: 1, err: 'the answer cannot be written' })

  test('--json gives a match a line as the stream has it, then the end with its ledger', async () => {
    const { exit, out } = await shell.run('firebreak search --json repo:^big$ needle', { data: 'data' })
    const lines = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(exit).toBe(3)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({ type: 'content', repository: 'big', path: 'small.txt', lineMatches: [{ line: 'a small needle', lineNumber: 0, offsetAndLengths: [[8, 6]] }] })
    expect(lines[1]).toMatchObject({ type: 'progress', done: true, matchCount: 1, coverage: { complete: false, gaps: 1, rows: [{ repository: 'big', skipped: [{ reason: 'too_large', examples: ['big.txt'] }] }] } })
  })
})

const pythonTrace = 'Traceback (most recent call last):\n  File "/srv/notifications/vat.py", line 18, in vat_line\n    row = regional_rates()[order["region"]]\nKeyError: \'XI\'\n'

describe('precise indexes', () => {
  const uploading = 'firebreak scip upload index.scip --repo odd --root "" --commit'
  const head = '$(git --git-dir code/odd.git rev-parse HEAD)'
  check(`${uploading} ${head} && firebreak scip list odd`, { out: /^odd at [0-9a-f]{10} {2}1 document, 1 symbol by scip-test\n[^]*\d+ {2}odd {2}\. +[0-9a-f]{10} {2}scip-test {2}\S+ \S+ {2}1 document\n/ })
  check(`${uploading} ${'1'.repeat(40)} --json`, { out: '"state": "completed"' })
  check('head -c 50 index.scip > cut.scip && firebreak scip upload cut.scip --repo odd --root cut --commit ' + head, { exit: 1, err: 'failed: The index is cut short' })
  check(`${uploading} main`, { exit: 1, err: 'give the full id of a commit' })
  check('firebreak scip upload nothing.scip --repo odd', { exit: 2, err: 'say --commit OID' })
  check('firebreak scip auto odd', { out: /^odd {2}off {2}indexers run within / })
  check('firebreak scip auto none on', { exit: 1, err: 'There is no such repository' })
  check('firebreak scip auto odd perhaps', { exit: 2, err: 'Say on or off, not perhaps' })
  check('firebreak scip remove 999', { exit: 1, err: 'There is no such upload' })
  check('firebreak scip remove odd', { exit: 2, err: 'ID is a number' })
})

describe('deployments', () => {
  const told = 'firebreak deploy --repo odd --commit HEAD'
  check(`${told} --service told --at 2024-03-01T10:00:00Z --version v1 && firebreak deployments odd --service told`, {
    out: /^told \(odd at [0-9a-f]{10}\) runs in production since 2024-03-01 10:00:00Z\.\ntold {2}production {2}[0-9a-f]{10} {2}v1 {2}since 2024-03-01 10:00:00Z {2}odd {2}told by .+ {2}the first\n$/,
  })
  check(`${told} --service gone --at 2024-03-01T10:00:00Z && ${told} --service gone --removed && firebreak deployments --service gone && firebreak deployments --service gone --at 2024-03-02T00:00:00Z && firebreak deployments --service gone --history`, {
    out: /\ngone does not run in production since .+\ngone {2}production {2}[0-9a-f]{10} .+ the first\ngone {2}production {2}removed .+\ngone {2}production {2}[0-9a-f]{10} [^\n]+\n$/, err: 'Nothing is known to run',
  })
  check(`firebreak deploy --repo odd --commit ${'1'.repeat(40)} --service early`, { out: 'The commit is fetched when it has been pushed.' })
  check(`${told} --json --service json`, { out: /"environment": "production"[^]*"known": true|"known": true[^]*"environment": "production"/ })
  check(`${told} --at yesterday`, { exit: 1, err: 'at: give a time such as' })
  check('firebreak deploy --repo none --commit main', { exit: 1, err: 'There is no such repository' })
  check('firebreak deploy --repo odd', { exit: 2, err: 'This folder is in no git checkout, so say --commit OID' })
})

describe('impact', () => {
  const isRead = async () => Promise.all(['impact --purl pkg:npm/zod', 'impact --purl pkg:maven/com.acme/log-lines', 'services'].map(async (asked) => expect((await shell.run(`firebreak ${asked}`, { data: 'data' })).exit).toBe(0)))
  beforeAll(() => vi.waitFor(isRead, { timeout: 110_000, interval: 1_000 }))

  const osv = 'firebreak repos sample --advisory ACME-2026-0001 | firebreak impact --osv -'
  check(osv, { out: /^acme\/payroll@v1\.1\.0 +pom\.xml:15 +direct +payroll in production .*ACME-2026-0001[^]*\nacme\/returns has it in v1\.1\.0, v1\.2\.0, v1\.2\.1\nacme\/returns has the fix in v1\.3\.0\n/, err: /13 places in 4 repositories/ })
  check(`${osv} --format openvex`, { out: /"status": "not_affected",\s+"justification": "vulnerable_code_not_in_execute_path"/ })
  check('firebreak repos sample --advisory none', { exit: 1, err: 'The sample organisation has no advisory none; there are ACME-2026-0001, ACME-2025-0001.' })
  check('firebreak reach acme/payroll pkg:maven/com.acme/log-lines', { out: /^not imported {2}No line of code imports it\./, err: 'Searched: repo:^acme\\/payroll$' })
  check('firebreak services pricing', { out: /^service:checkout +calls +service:pricing +inferred +acme\/checkout \.env\.example:\d+$/m, err: /\d+ edges in \d+ repositories/ })
  check('firebreak deps --direct acme/payroll', { out: /^pkg:maven\/com\.acme\/log-lines@2\.3\.0 +runtime +direct +pom\.xml:15/m, err: /\d+ packages? at [0-9a-f]{10}/ })
  check('firebreak copies acme/log-lines@v2.4.0 lines/src/main/java/com/acme/loglines/LookupResolver.java', { exit: 3, out: /^100 % +acme\/warehouse@main third_party/, err: 'big: One file has not been read' })
  check(`echo '{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:npm/left-pad@1.0.0"}]}' | firebreak sbom upload - --repo acme/ledger --name image && firebreak sbom list acme/ledger`, { out: /^image {2}CycloneDX, 1 package at acme\/ledger [0-9a-f]{10}\nsbom_\w+ +acme\/ledger@[0-9a-f]{10} +image +CycloneDX +1 package/m })
  check('echo no | firebreak sbom upload - --repo acme/payroll', { exit: 2, err: 'This is no bill of materials in JSON.' })
  check('firebreak suspects --repo acme/log-lines --fix v2.4.1~1', { out: /%: brought \d+ lines? that it mends, in / })
})

describe('suspects', () => {
  const asked = 'firebreak repos sample --trace pricing-compose | firebreak suspects --repo acme/pricing'
  check(asked, { out: /^[0-9a-f]{10} \d{4}-\d\d-\d\d .+\n(?: {2}.+\n)+/, err: /\d+ changes weighed/ })
  check(`${asked} --json --limit 1`, { out: /^\[\n? *\{\n? *"oid": "[0-9a-f]{40}",\s+"score": -?[\d.]+,\s+"list": "(?:changed|latent)"/ })
  check(`${asked} --before 1999-01-01`, { err: '0 changes weighed' })
  check(`${asked} --limit none`, { exit: 2, err: '--limit is a number from 1 to 200' })
  check('firebreak suspects', { exit: 2, err: '--repo REPO' })
  check('firebreak suspects --repo acme/none', { exit: 1, input: 'x', err: 'There is no such repository' })
})

describe('log lines', () => {
  check('firebreak logline --repo acme/pricing', { input: 'not written by any statement\n', err: 'One line of 1 can have been written by no statement' })
  check('firebreak logline --repo acme/pricing --json', { input: 'not written by any statement\n', out: /^\[\s*null\s*\]$/m })
  check('firebreak logline', { input: 'not written by any statement\n', err: /No statement of the \d+ repositories that were looked into can have written these lines/ })
})

describe('traces', () => {
  check('firebreak repos sample --trace pricing-compose | firebreak trace', { out: /^→ rateFor {2}acme\/pricing@\S+ src\/tax\/regional\.ts:9 {2}certain as can be$/m })
  check('firebreak repos sample --trace pricing-compose | firebreak trace --rev v2.6.1 --repo pricing', { out: 'acme/pricing@v2.6.1 src/tax/regional.ts:9' })
  check('firebreak repos sample --trace nonsense', { exit: 1, err: 'there are pricing-compose' })
  check('firebreak trace', { input: pythonTrace, out: /KeyError: 'XI' {2}\(python\)\n→ vat_line/ })
  check('firebreak trace missing.log', { exit: 1, err: 'missing.log cannot be read: there is no such file.' })
  check('firebreak trace .', { exit: 1, err: 'it is a folder' })
  check('firebreak trace', { input: '\n', exit: 1, err: 'There is no text' })
  check('firebreak trace', { input: 'all is well', err: 'No stack trace was found' })
  check('firebreak trace --json', { input: 'all is well', out: /^\[\]$/m })
  check('head -c 17000000 /dev/zero | tr "\\0" x | firebreak trace', { exit: 1, err: 'longer than 16 million characters' })

  test('--json has exactly the promised shape, one element for each exception', async () => {
    const { traces } = (await server.get('/repos/sample/traces')) as { traces: { id: string; text: string }[] }
    const chained = traces.find(({ id }) => id === 'ledger-caused-by')
    const { out } = await shell.run('firebreak trace --json', { data: 'data', input: chained?.text ?? '' })
    const found = JSON.parse(out) as { language: string; exception: string; frames: Record<string, unknown>[] }[]
    expect(found.map(({ language, exception }) => `${language} ${exception.split(':')[0]}`)).toEqual(['java com.acme.ledger.entries.PostingException', 'java java.lang.NullPointerException'])
    for (const element of found) {
      expect(Object.keys(element)).toEqual(['language', 'exception', 'frames'])
      for (const frame of element.frames) expect(Object.keys(frame)).toEqual(['raw', 'function', 'file', 'line', 'column', 'inApp', 'repo', 'rev', 'path', 'resolvedLine', 'confidence'])
    }
    expect(found[1]?.frames[0]).toMatchObject({ inApp: true, repo: 'acme/ledger', path: 'src/main/java/com/acme/ledger/tax/VatSplit.java', resolvedLine: 14 })
    expect(found[1]?.frames.at(-1)).toMatchObject({ inApp: false, repo: null, rev: null, path: null, resolvedLine: null, confidence: null })
  })
})

describe('incidents and reports', () => {
  test('from declaring to the report', async () => {
    const say = async (line: string, input = '') => {
      const { exit, out, err } = await shell.run(line, { data: 'data', input })
      expect({ exit, err }).toMatchObject({ exit: 0 })
      return out
    }
    expect(await say('firebreak incident new Mails are not sent --severity sev2 --signal -', pythonTrace)).toMatch(/^INC-1 {2}SEV2 {2}declared {2}Mails are not sent\n[^]*\/incidents\/1\n$/)
    expect(await say('firebreak incident list --state open')).toMatch(/^INC-1 +SEV2 +declared +.* +Mails are not sent$/m)
    expect(await say('firebreak incident show INC-1')).toMatch(/Timeline[^]*Declared SEV2: Mails are not sent\n.*Signal: KeyError: 'XI' at acme\/notifications notifications\/vat\.py:18/)
    expect(JSON.parse(await say('firebreak incident show 1 --json'))).toMatchObject({ number: 1, severity: 'sev2', signals: [{ text: pythonTrace }] })
    expect(await say('firebreak report 1')).toMatch(/^# INC-1 Mails are not sent/)
    expect(JSON.parse(await say('firebreak report 1 --json'))).toMatchObject({ incident: { number: 1 } })
    expect(await say('firebreak report 1 --format csv')).toContain('acme/notifications')
    expect(await say('firebreak report 1 --format pdf --output report.pdf')).toBe('')
    expect(readFileSync(shell.path('report.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  })
  check('firebreak incident show 99', { exit: 1, err: 'There is no such incident' })
  check('firebreak report 99', { exit: 1, err: 'There is no such incident' })
  check('firebreak incident new x --severity sev9', { exit: 2, err: 'one of sev1, sev2, sev3, sev4' })
})

/** The lines of a backup without those that tell when and how it was made. */
const rowsOf = (file: string) => gunzipSync(readFileSync(shell.path(file))).toString().trim().split('\n').slice(1, -1)

describe('backup and restore', () => {
  let notebook: { id: string }
  let incident: { id: string; notebookId: string }
  let personal: { token: string }
  const sam = { email: 'sam@example.com', password: 'correct horse battery' }

  beforeAll(async () => {
    personal = (await server.post('/tokens', { name: 'chat bot' })) as typeof personal
    const { url } = (await server.post('/invitations', { role: 'responder' })) as { url: string }
    await server.post('/sign-in/link', { token: url.split('#token=')[1], name: 'Sam', ...sam })
    notebook = (await server.post('/notebooks', { title: 'What we know', blocks: [{ id: 'b1', type: 'markdown', text: 'ünïcode 👩‍🚒' }] })) as typeof notebook
    await server.post(`/notebooks/${notebook.id}`, { baseVersion: 1, title: 'What we know now', blocks: [] }, 'PUT')
    incident = (await server.post('/incidents', { title: 'Carts', signal: pythonTrace })) as typeof incident
    await server.post(`/incidents/${incident.id}/evidence`, { what: { kind: 'search', query: 'regional_rates' }, note: 'the same fault' })
    const { exit } = await shell.run('firebreak backup full.backup', { data: 'data' })
    expect(exit).toBe(0)
  })

  const seen = async (of: Served) => ({
    incidents: await of.get('/incidents'),
    incident: await of.get(`/incidents/${incident.id}`),
    itsNotebook: await of.get(`/notebooks/${incident.notebookId}`),
    notebook: await of.get(`/notebooks/${notebook.id}`),
    versions: await of.get(`/notebooks/${notebook.id}/versions`),
    people: await of.get('/people'),
    report: await of.get(`/incidents/${incident.id}/report`),
    repositories: ((await of.get('/repos')) as { repos: Record<string, unknown>[] }).repos.map(({ id, number, name, source, head, archived }) => ({ id, number, name, source, head, archived })),
  })

  test('the file is for its owner alone', () => expect(statSync(shell.path('full.backup')).mode & 0o777).toBe(0o600))

  test('a server that was just started takes it over whole, and clones', async () => {
    const fresh = await shell.serve('fresh')
    const restored = await shell.run('firebreak restore full.backup --json', { data: 'fresh' })
    expect(restored).toMatchObject({ exit: 0, err: '' })
    const { signInUrl } = JSON.parse(restored.out) as { signInUrl: string }
    const token = readFileSync(shell.path('fresh', 'admin-token'), 'utf8').trim()
    const send = async (path: string, init: RequestInit = {}) => (await fetch(`${fresh.url}/api/v1${path}`, { ...init, headers: { 'content-type': 'application/json', ...init.headers } })).json() as Promise<unknown>
    const asOwner: Served = { ...fresh, get: (path) => send(path, { headers: { authorization: `token ${token}` } }) }
    const cloned = async () => ((await asOwner.get('/repos')) as { repos: { index: { state: string } }[] }).repos.every(({ index }) => index.state === 'ready')
    await expect.poll(cloned, { timeout: 60_000 }).toBe(true)
    expect(await seen(asOwner)).toEqual(await seen(server))
    expect(await send('/me', { headers: { authorization: `token ${personal.token}` } })).toMatchObject({ role: 'owner' })
    expect(await send('/sign-in', { method: 'POST', body: JSON.stringify(sam) })).toMatchObject({ name: 'Sam', role: 'responder' })
    expect(await send('/sign-in/link', { method: 'POST', body: JSON.stringify({ token: signInUrl.split('#token=')[1] }) })).toMatchObject({ role: 'owner' })
    await fresh.stop()
    expect(existsSync(shell.path('fresh', 'server.json'))).toBe(false)
  })

  test('an empty folder without a server takes it over too, and gives the same backup again', async () => {
    expect(await shell.run('firebreak restore full.backup && firebreak backup again.backup', { data: 'offline' })).toMatchObject({ exit: 0, out: expect.stringMatching(/^Restored the backup of .*: 2 accounts, \d\d repositories, 3 notebooks, 2 incidents\nStart it with npm start/) })
    expect(rowsOf('again.backup')).toEqual(rowsOf('full.backup'))
  })

  test('a Firebreak that holds anything is left as it is', async () => {
    const before = await seen(server)
    expect(await shell.run('firebreak restore full.backup', { data: 'data' })).toMatchObject({ exit: 1, err: expect.stringContaining('is not empty') })
    expect(await seen(server)).toEqual(before)
  })

  describe('what is damaged restores nothing and says why', () => {
    type Lines = string[]
    const packed = (change: (lines: Lines) => Lines) => (file: Buffer) => gzipSync(`${change(gunzipSync(file).toString().trim().split('\n')).join('\n')}\n`)
    const changedText = (from: string | RegExp, to: string) => packed((lines) => lines.map((line) => line.replace(from, to)))
    const damages: [string, (file: Buffer) => Uint8Array, string][] = [
      ['nothing at all', () => Buffer.alloc(0), 'is not a backup'],
      ['a text', () => Buffer.from('hello'), 'is not a backup'],
      ['gzip of something else', () => gzipSync('hello\n'), 'is not a backup'],
      ['its first half', (file) => file.subarray(0, file.length / 2), 'cut off'],
      ['all but its last byte', (file) => file.subarray(0, -1), 'cut off'],
      ['a byte that fell over', (file) => file.map((byte, at) => (at === file.length >> 1 ? byte ^ 255 : byte)), 'damaged'],
      ['a changed title', changedText('What we know now', 'What we knew then'), 'checksum'],
      ['a line less', packed((lines) => lines.toSpliced(3, 1)), 'checksum'],
      ['no end', packed((lines) => lines.slice(0, -1)), 'cut off'],
      ['more behind the end', packed((lines) => [...lines, '{}']), 'more in it'],
      ['a line that is no row', packed((lines) => lines.toSpliced(2, 0, '{"table":1}')), 'no row'],
      ['a table of another slice', packed((lines) => lines.toSpliced(2, 0, '{"table":"jobs","row":{}}')), 'rows of jobs do not belong'],
      ['a column that is not there', packed((lines) => lines.toSpliced(1, 0, '{"table":"auth_people","row":{"is_root":1}}')), 'no column is_root'],
      ['a newer format', changedText('"version":1,"app"', '"version":2,"app"'), 'newer Firebreak'],
      ['a newer schema', changedText('"steps":[', '"steps":["zz_0009_later",'), 'newer Firebreak'],
    ]

    test(damages.map(([what]) => what).join('; '), async () => {
      const full = readFileSync(shell.path('full.backup'))
      const target = await shell.serve('damaged')
      const before = await target.get('/people')
      for (const [what, damage, words] of damages) {
        const response = await fetch(`${target.url}/api/v1/restore`, { method: 'POST', headers: { authorization: `token ${target.token}` }, body: Buffer.from(damage(full)) })
        expect({ what, status: response.status, text: await response.text() }).toEqual({ what, status: 400, text: expect.stringContaining(words) })
      }
      shell.write('half.backup', full.subarray(0, full.length / 2))
      expect(await shell.run('firebreak restore half.backup', { data: 'damaged' })).toMatchObject({ exit: 1, err: expect.stringContaining('cut off') })
      expect(await target.get('/people')).toEqual(before)
      expect(await shell.run('firebreak restore full.backup', { data: 'damaged' })).toMatchObject({ exit: 0 })
      await target.stop()
    })
  })

  test('where there is nothing to back up, and where the file cannot be written, one is told so', async () => {
    expect(await shell.run('firebreak backup x.backup', { data: 'nothing' })).toMatchObject({ exit: 1, err: expect.stringContaining('There is nothing to back up') })
    expect(await shell.run('firebreak backup no/such/folder', { data: 'data' })).toMatchObject({ exit: 1, err: expect.stringContaining('there is no such folder') })
    expect(await shell.run('firebreak restore missing.backup', { data: 'data' })).toMatchObject({ exit: 1, err: expect.stringContaining('there is no such file') })
  })

  describeWith('postgres', 'and PostgreSQL', () => {
    test('there and back again gives the same rows', async () => {
      const env = { DATABASE_URL: await freshPostgres() }
      expect(await shell.run('firebreak restore full.backup && firebreak backup postgres.backup', { data: 'postgres', env })).toMatchObject({ exit: 0, err: '' })
      expect(rowsOf('postgres.backup').toSorted()).toEqual(rowsOf('full.backup').toSorted())
      expect(await shell.run('firebreak restore postgres.backup && firebreak backup back.backup', { data: 'back' })).toMatchObject({ exit: 0, err: '' })
      expect(rowsOf('back.backup')).toEqual(rowsOf('full.backup'))
    })
  })
})
