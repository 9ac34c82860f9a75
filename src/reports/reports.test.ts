import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { describeWith, find } from '../../test/support/need.ts'
import { Problem } from '../platform/errors.ts'
import { addNote, declareIncident, judgeChange, pinEvidence, removeEvidence, setHoles, trackHoles, updateIncident, type Incident } from '../incidents/contract.ts'
import { layOut } from './pdf-document.ts'
import { commitsFound, getReport } from './contract.ts'
import { toPdf } from './pdf.ts'
import type { ReportFormat } from './reports.ts'

let server: TestApp
let incident: Incident

const hostile = 'Tax | wrong <script>alert(1)</script> `x` 日本語 🔥 \u202eevil שלום'

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    web: [{ files: [['src/tax.ts', 'export const rate = a || b // =HYPERLINK("x")\nconst other = "| rate \\| `tick` |"\n'], ['src/deep/more.ts', 'rate()\n'], ['CODEOWNERS', '* @all\n/src/deep/ @deep @org/team\n'], ['pic.bin', Buffer.from([0])]] }],
    billing: [{ files: [['=cmd.ts', '=rate()\n']] }],
  })
  incident = await server.call(declareIncident, { body: { title: hostile, severity: 'sev1', signal: 'TypeError: rate is not a function\n    at f (/app/web/src/deep/more.ts:1:1)' } })
  const params = { id: incident.id }
  const pin = (what: Parameters<typeof server.call<typeof pinEvidence>>[1]['body']['what'], note = '') => server.call(pinEvidence, { params, body: { what, note } })
  await pin({ kind: 'search', query: 'rate' }, 'every | use')
  await pin({ kind: 'search', query: 'nowhere_to_be_found count:1' })
  await pin({ kind: 'file', repo: 'web', path: 'src/tax.ts', lines: { start: 2, end: 2 } })
  await pin({ kind: 'commit', repo: 'billing', rev: 'main' })
  const { id: answer } = await pin({ kind: 'impact', question: { query: 'repo:billing rate' } })
  const { holes } = await server.call(trackHoles, { params, body: { evidence: answer } })
  await server.call(setHoles, { params, body: { holes: holes.map(({ id }) => id), state: 'accepted', reason: '=risk | of `@x`' } })
  const { id: evidence } = await pin({ kind: 'search', query: 'taken_off' })
  await server.call(removeEvidence, { params: { ...params, evidence } })
  await server.call(updateIncident, { params, body: { summary: 'First.\n\n- second', services: ['=billing'], status: 'mitigated', exitCriteria: [{ id: 'c', text: 'No | more', met: true }] } })
  await server.call(judgeChange, { params, body: { repo: 'web', rev: 'main', verdict: 'cleared' } })
  await server.call(judgeChange, { params, body: { repo: 'billing', rev: 'main', verdict: 'culprit', rank: 2 } })
  await server.call(addNote, { params, body: { text: 'Earlier', at: '2026-01-01T00:00:00Z' } })
})
afterAll(() => server.close())

async function download(format: ReportFormat): Promise<{ bytes: Buffer; headers: Headers }> {
  const response = await server.send(`GET /api/v1/incidents/${incident.id}/report/download?format=${format}`, { as: 'viewer' })
  expect(response.status).toBe(200)
  return { bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers }
}

describe('the report', () => {
  test('names every place once, with all that points to it and who owns it', async () => {
    const { impact, evidence, signals } = await server.call(getReport, { params: { id: incident.id } })
    expect(evidence).toHaveLength(5)
    const [search, , file, , answer] = evidence.map(({ id }) => id)
    expect(impact.places.map(({ repository, path, line, owners, sources }) => [`${repository} ${path}:${line}`, owners.join(' '), sources])).toEqual([
      ['billing =cmd.ts:1', '', [search, answer]],
      ['web src/deep/more.ts:1', '@deep @org/team', [search, 'signal']],
      ['web src/tax.ts:1', '@all', [search]],
      ['web src/tax.ts:2', '@all', [search, file]],
    ])
    expect(impact.repositories).toEqual([{ repository: 'billing', files: 1, lines: 1, owners: [] }, { repository: 'web', files: 2, lines: 3, owners: ['@all', '@deep', '@org/team'] }])
    expect(signals[0]?.headline).toContain('at web src/deep/more.ts:1')
  })

  test('names the culprit first, in every form', async () => {
    const { verdicts } = await server.call(getReport, { params: { id: incident.id } })
    expect(verdicts.map(({ verdict, repository, rank }) => [verdict, repository, rank])).toEqual([['culprit', 'billing', 2], ['cleared', 'web', null]])
    expect((await download('md')).bytes.toString()).toMatch(/## Cause\n\n- Culprit: `billing [0-9a-f]{12}` [^\n]+\n- Cleared: `web /)
    expect((await download('csv')).bytes.toString()).toMatch(/\nculprit,billing,,[0-9a-f]{40},/)
  })

  test('names the holes, and how each was closed, in every form', async () => {
    const { holes } = await server.call(getReport, { params: { id: incident.id } })
    expect(holes.map(({ repository, path, line, state, reason }) => `${repository} ${path}:${line} ${state} ${reason}`)).toEqual(['billing =cmd.ts:1 accepted =risk | of `@x`'])
    expect((await download('md')).bytes.toString()).toMatch(/## Holes\n\n1 of 1 closed: 1 risk accepted\.\n\n- \[x\] `billing@main =cmd\.ts:1` `=rate\(\)` \(owners: not known\): risk accepted \(=risk \\\| of \\`@x\\`\) — /)
    expect((await download('csv')).bytes.toString()).toMatch(/\nhole,billing,main,[0-9a-f]{40},'=cmd\.ts,1,'=rate\(\),,\w+,risk accepted \(=risk \| of `@x`\),,,/)
  })

  test('never says that nothing was found without saying what was searched', async () => {
    const bare = await server.call(declareIncident, { body: { title: 'Bare' } })
    const { coverage } = await server.call(getReport, { params: { id: bare.id } })
    expect(coverage).toMatchObject({ searches: 0, complete: false, statement: 'No search was pinned, so this report makes no statement about code that it does not name.' })
    await server.call(pinEvidence, { params: { id: bare.id }, body: { what: { kind: 'search', query: 'nowhere_to_be_found' } } })
    const searched = await server.call(getReport, { params: { id: bare.id } })
    expect(searched.coverage).toMatchObject({ complete: true, statement: '1 search over 2 repositories. Everything that was asked for was searched.' })
    const response = await server.send(`GET /api/v1/incidents/${bare.id}/report/download?format=md`)
    expect(await response.text()).toContain('No place was pinned or located. 1 search over 2 repositories.')
  })
})

describe('commits that a search found', () => {
  const incidentWith = async () => {
    const { id } = await server.call(declareIncident, { body: { title: 'Who did it' } })
    await server.call(pinEvidence, { params: { id }, body: { what: { kind: 'search', query: 'type:commit repo:web' } } })
    return id
  }

  test('are evidence, and no impacted places', async () => {
    const { impact, evidence, coverage } = await server.call(getReport, { params: { id: await incidentWith() } })
    expect(impact).toMatchObject({ repositories: [], places: [] })
    expect(evidence.flatMap(commitsFound).map(({ repository, text }) => `${repository} ${text}`)).toEqual(['web step'])
    expect(coverage.rows).toMatchObject([{ repository: 'web', commits: 1 }])
  })

  test('stand below it in what is handed over', async () => {
    const file = async (format: ReportFormat) => (await server.send(`GET /api/v1/incidents/${await incidentWith()}/report/download?format=${format}`)).text()
    expect(await file('md')).toMatch(/^- Search `type:commit repo:web` \(keyword\): 1 commit, ledger complete — .*\n {2}- `web [0-9a-f]{12}` step$/m)
    expect(await file('md')).toMatch(/\| searched \| 1 commit \| nothing \|/)
    expect(await file('csv')).toMatch(/^commit,web,HEAD,[0-9a-f]{40},,,step,,\w+,,,,\r$/m)
  })
})

describe('the same state of an incident', () => {
  for (const format of ['md', 'csv', 'json', 'pdf'] as const) {
    test(`gives the same bytes as ${format}, whenever it is asked for`, async () => {
      const { bytes: first, headers } = await download(format)
      server.clock.pass(60_000)
      expect((await download(format)).bytes.equals(first)).toBe(true)
      expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''INC-${incident.number}%20report.${format}`)
    })
  }

  test('gives the same PDF in another process, in another zone and language', async () => {
    const { bytes: json } = await download('json')
    const file = server.path('report.json')
    writeFileSync(file, json)
    const program = `const { layOut } = await import(${JSON.stringify(join(import.meta.dirname, 'pdf-document.ts'))}); const { digest, ...report } = JSON.parse((await import('node:fs')).readFileSync(${JSON.stringify(file)}, 'utf8')); process.stdout.write(await layOut(report))`
    const elsewhere = execFileSync(process.execPath, ['--input-type=module', '-e', program], { env: { ...process.env, TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' }, maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] })
    const { digest: _, ...report } = JSON.parse(json.toString()) as Parameters<typeof layOut>[0] & { digest: string }
    expect(elsewhere.equals(await layOut(report))).toBe(true)
    expect(elsewhere.equals((await download('pdf')).bytes)).toBe(true)
  })
})

describe('as Markdown', () => {
  test('is what it says, line by line', async () => {
    const text = (await download('md')).bytes.toString()
    const lines = text.split('\n')
    expect(lines[0]).toBe(`# INC-${incident.number} Tax \\| wrong \\<script\\>alert(1)\\</script\\> \\\`x\\\` 日本語 🔥 U+202Eevil שלום`)
    expect(text).toContain('First.\n\n\\- second')
    expect(lines).toContain('| web | 2 | 3 | @all, @deep, @org/team |')
    expect(lines.some((line) => /^- `src\/tax\.ts:2` at `[0-9a-f]{12}`: `` const other = "\| rate \\\| `tick` \|" `` \(owners: @all\)$/.test(line))).toBe(true)
    expect(text).toMatch(/^- .* — Signal: TypeError: .*\n  - `web@[0-9a-f]{10} src\/deep\/more\.ts:1` f, likely$/m)
    expect(lines).toContain('- [x] No \\| more')
    expect(text).toContain('Search `nowhere_to_be_found count:1`\n\n| Repository |')
    expect(text.indexOf('2026-01-01 00:00:00 UTC — Earlier')).toBeLessThan(text.indexOf('Declared SEV1'))
    expect(text).not.toContain('taken_off` (keyword)')
    expect(text).not.toMatch(/(?<!\\)<script|\u202e/)
  })
})

describe('as CSV', () => {
  test('opens in a spreadsheet with nothing to run', async () => {
    const text = (await download('csv')).bytes.toString()
    const lines = text.split('\r\n')
    expect(lines[0]).toBe('\ufeffkind,repository,revision,commit,path,line,text,owners,sources,state,files searched,commits searched,left out')
    expect(lines.filter((line) => line.startsWith('place,'))).toHaveLength(4)
    expect(lines.find((line) => line.startsWith('place,billing'))).toMatch(/^place,billing,HEAD,[0-9a-f]{40},'=cmd\.ts,1,'=rate\(\),,/)
    expect(lines.filter((line) => line.startsWith('coverage,'))).toHaveLength(5)
    expect(lines.at(-2)).toBe('statement,,,,,,"2 searches over 2 repositories, 1 question about impact over 1 repository. Everything that was asked for was searched.",,,complete,,,')
    expect(text).not.toMatch(/(^|,)"?[=+@]/m)
  })
})

describe('as JSON', () => {
  test('carries everything and a digest of it', async () => {
    const report = JSON.parse((await download('json')).bytes.toString()) as Record<string, unknown>
    expect(report['digest']).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(report).toMatchObject({ incident: { title: hostile }, coverage: { complete: true } })
  })
})

describeWith('pdftotext', 'as PDF', () => {
  test('can be read, and what its font lacks stands there by numbers', async () => {
    const { bytes } = await download('pdf')
    const file = server.path('report.pdf')
    writeFileSync(file, bytes)
    const text = execFileSync(find('pdftotext') ?? '', ['-layout', file, '-'], { encoding: 'utf8' })
    for (const part of [`INC-${incident.number} Tax | wrong <script>`, '[U+65E5 U+672C U+8A9E] [U+1F525] U+202Eevil', 'src/tax.ts', '@deep', 'Status declared -> mitigated', '2 searches over 2 repositories', 'Characters that the font of this file lacks']) {
      expect(text.replace(/\u200b/g, '').replace(/\s+/g, ' ')).toContain(part)
    }
  })

  test('of a long incident is laid out without holding others up', async () => {
    const many = await server.call(declareIncident, { body: { title: 'Long' } })
    for (let i = 0; i < 6; i++) await server.call(addNote, { params: { id: many.id }, body: { text: `${i} `.repeat(1000) } })
    const pdfs = Array.from({ length: 3 }, () => server.send(`GET /api/v1/incidents/${many.id}/report/download?format=pdf`))
    expect((await server.send('GET /healthz')).status).toBe(200)
    const sizes = await Promise.all(pdfs.map(async (pdf) => (await (await pdf).arrayBuffer()).byteLength))
    expect(new Set(sizes).size).toBe(1)
  })
})

test('too long for a PDF ends no more than a process, and says which forms hold it', async () => {
  const report = await server.call(getReport, { params: { id: incident.id } })
  const places = Array.from({ length: 20_000 }, () => report.impact.places).flat()
  const refused = new Problem(413, 'reports.too_long', 'The report is too long to be laid out as a PDF. Markdown and JSON hold all that it would.')
  await expect(toPdf({ ...report, impact: { ...report.impact, places } }, 96)).rejects.toEqual(refused)
  expect((await toPdf(report)).subarray(0, 5)).toEqual(new TextEncoder().encode('%PDF-'))
})

test('of an incident that is not there is not found', async () => {
  expect((await server.send('GET /api/v1/incidents/inc_x/report')).status).toBe(404)
  expect((await server.send('GET /api/v1/incidents/inc_x/report/download?format=exe')).status).toBe(400)
})
