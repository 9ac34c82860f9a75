/** Searches for the owners of files, by owner, and by who has worked on a file. */

import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { generatedHistory } from '../repos/git/histories.fixture.ts'
import { initFromStream } from '../repos/git/init.ts'
import { rawGit, type Step } from '../repos/git/testing.ts'
import { freezeSearch } from './contract.ts'
import { hear, printMatch } from './search.fixture.ts'

let server: TestApp

const repositories: Record<string, readonly Step[]> = {
  shop: [
    { files: [['CODEOWNERS', '* @old\n'], ['src/a.ts', 'hole\n']], after: 'tag v1\nfrom refs/heads/main\ntagger Ada <ada@example.com> 1700000000 +0000\ndata 1\nx\n' },
    { author: 'Bo <bo@x.org>', message: 'pay', files: [['CODEOWNERS', '/src/ @acme/shop jane@x.org\n/src/free/\n/pay/ @acme/pay\n'], ['src/b.ts', 'hole\nhole\n'], ['src/free/c.ts', 'hole\n'], ['pay/d.ts', 'hole\n'], ['other.ts', 'hole\n']] },
    { message: 'shop', files: [['src/a.ts', 'hole again\n']] },
  ],
  desk: [{ files: [['catalog-info.yaml', 'kind: Component\nmetadata: {name: desk}\nspec: {owner: "group:default/pay"}\n'], ['e.ts', 'hole\n'], ['.gitlab/CODEOWNERS', '[Docs] @ACME/pay\n*.md\n'], ['f.md', 'hole\n']] }],
  named: [{ files: [['CODEOWNERS', '*.ts @n/names\n'], ['s.ts', 'export function aperture() {}\n'], ['t.js', 'function aperture() {}\n']] }],
  worked: [
    { author: 'Ada <ada@x.org>', files: [['a.ts', '1'], ['b.ts', '1']], after: 'reset refs/heads/side\nfrom refs/heads/main\n\n' },
    { branch: 'refs/heads/side', author: 'Cy <cy@x.org>', files: [['b.ts', 'side']], message: 'aside' },
    { author: 'Bo <bo@x.org>', files: [['a.ts', '2']], after: 'commit refs/heads/main\nauthor Mia <mia@x.org> 1700010000 +0000\ncommitter Mia <mia@x.org> 1700010000 +0000\ndata 5\nmerge\nmerge refs/heads/side\nM 100644 inline b.ts\ndata 4\nside\n\n' },
    { author: 'Di <di@x.org>', files: [['b.ts', null], ['c.ts', 'side']], message: 'renamed' },
  ],
}

const seeds = [1, 2, 3]

beforeAll(async () => {
  server = await startApp()
  mkdirSync(server.path('generated'))
  for (const seed of seeds) await initFromStream(server.path('generated', `seed-${seed}.git`), [generatedHistory(seed, 60)], { head: 'refs/heads/main' })
  await server.addFolder(server.path('generated'))
  await server.addRepositories(repositories)
})
afterAll(() => server.close())

function check(query: string, found: string[], alert?: string): void {
  test(query, async () => {
    const heard = await hear(server, query)
    expect(heard.matches.map(printMatch)).toEqual(found)
    expect(heard.alert?.kind ?? heard.alert?.title).toBe(alert)
    expect(heard.progress.coverage.gaps).toBe(0)
  })
}

describe('files by their owners', () => {
  check('repo:shop file:has.owner(@acme/shop)', ['shop src/a.ts', 'shop src/b.ts'])
  check('repo:shop file:has.owner(acme/pay)', ['shop pay/d.ts'])
  check('repo:shop file:has.owner(Jane@x.org) hole', ['shop src/a.ts:1 «hole»', 'shop src/b.ts:1 «hole»; 2 «hole»'])
  check('repo:shop -file:has.owner()', ['shop CODEOWNERS', 'shop other.ts', 'shop src/free/c.ts'])
  check('repo:shop file:has.owner() -file:has.owner(shop) file:ts', ['shop pay/d.ts'])
  check('repo:shop file:has.owner(@pay)', [])
  check('repo:shop@v1 file:has.owner(@old) hole', ['shop@v1 src/a.ts:1 «hole»'])
  check('repo:shop@v1:HEAD file:has.owner(@old)', ['shop@v1 CODEOWNERS', 'shop@v1 src/a.ts'])
  check('file:has.owner(pay) hole', ['desk e.ts:1 «hole»', 'desk f.md:1 «hole»', 'shop pay/d.ts:1 «hole»'])
  check('repo:shop file:has.owner(@acme/shop) index:no hole case:yes', ['shop src/a.ts:1 «hole»', 'shop src/b.ts:1 «hole»; 2 «hole»'])
})

describe('changes by the owners of what they change', () => {
  check('repo:shop type:commit file:has.owner(@acme/pay)', ['shop «pay»'])
  check('repo:shop type:diff file:has.owner(@acme/pay) hole', ['shop «pay»: +hole'])
  check('repo:shop type:diff file:has.owner(@acme/shop) hole select:commit.diff.removed', ['shop «shop»: -hole; +hole again'])
  check('repo:shop type:commit -file:has.owner() file:\\.ts$', ['shop «pay»'])
})

describe('who owns what is found', () => {
  check('repo:shop hole select:file.owners', ['team acme/shop ×2', 'person jane@x.org ×2', 'team acme/pay ×1'], 'unowned-results')
  check('repo:shop file:^src/a select:file.owners', ['team acme/shop ×1', 'person jane@x.org ×1'])
  check('repo:shop|desk hole -file:src select:file.owners', ['team ACME/pay ×2 in 2', 'team group:default/pay ×1'], 'unowned-results')
  check('repo:shop file:^other select:file.owners', [], 'unowned-results')
  check('repo:named type:symbol aperture select:file.owners', ['team n/names ×1'], 'unowned-results')
  check('repo:named type:symbol aperture file:has.owner(names) select:file', ['named s.ts'])
  check('repo:shop hole select:file.owners count:1', ['team acme/shop ×2'], 'unowned-results')

  test('proposes to look at the files without one', async () => {
    const { alert } = await hear(server, 'repo:shop hole select:file.owners')
    expect(alert?.title).toBe('2 of the files found have no owner')
    const proposed = alert?.proposedQueries?.[0]?.query ?? ''
    expect((await hear(server, proposed)).matches.map(printMatch)).toEqual(['shop other.ts:1 «hole»', 'shop src/free/c.ts:1 «hole»'])
  })

  test('is no evidence', async () => {
    const frozen = await server.call(freezeSearch, { body: { query: 'repo:shop hole select:file.owners' } })
    expect([frozen.places, frozen.alert?.title]).toEqual([[], 'Owners cannot be kept as evidence'])
  })
})

describe('files by who has worked on them', () => {
  check('repo:worked file:has.contributor(Ada)', ['worked a.ts'])
  check('repo:worked file:has.contributor(bo@)', ['worked a.ts'])
  check('repo:worked -file:has.contributor(^Ada)', ['worked c.ts'])
  check('repo:worked file:has.contributor(^di case:no', [], 'This query cannot run')
  check('repo:worked file:has.contributor(di) case:yes', ['worked c.ts'])
  check('repo:worked file:has.contributor(DI) case:yes', [])
  check('repo:worked@HEAD~1 file:has.contributor(Cy)', ['worked@HEAD~1 b.ts'])
  check('repo:worked@HEAD~1 file:has.contributor(Mia)', [])
  check('repo:worked file:has.contributor(x.org) file:has.contributor(Bo) side', [])
  check('repo:worked file:has.contributor(Di) side', ['worked c.ts:1 «side»'])
})

/** Whom git names: it is asked file by file, and passes over no line of development. */
describe.each(seeds)('seed %i', (seed) => {
  const dir = () => server.path('generated', `seed-${seed}.git`)

  test('contributors are those of git', async () => {
    const paths = rawGit(dir(), ['ls-tree', '-r', '-z', '--name-only', 'main']).split('\0').filter(Boolean)
    // A byte that is no text is matched by “?”; our names for such paths have its number.
    const authorsOf = new Map(paths.map((path) => [path, rawGit(dir(), ['log', '--full-history', '--no-merges', '--format=%an <%ae>', 'main', '--', path.includes('\ufffd') ? 'r?w' : `:(literal)${path}`]).split('\n')]))
    const authors = [...new Set([...authorsOf.values()].flat())].filter(Boolean)
    let found = 0
    for (const author of authors) {
      const query = `repo:^seed-${seed}$ type:path count:all file:has.contributor(^${author.replace(/[.+]/g, '\\$&')}$)`
      const { matches } = await hear(server, query)
      const expected = paths.filter((path) => authorsOf.get(path)?.includes(author)).map((path) => path.replace('\ufffd', '\ufffdff'))
      expect(matches.map((match) => ('path' in match ? match.path : '')).sort()).toEqual(expected.sort())
      found += expected.length
    }
    expect(found).toBeGreaterThan(paths.length / 2)
  })
})
