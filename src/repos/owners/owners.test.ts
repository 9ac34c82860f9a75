import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRepository, type Step } from '../git/testing.ts'
import { ownerReasonWords, type OwnedBy } from '../contract.ts'
import { owner, startRepos, type TestRepos } from '../repos.fixture.ts'

let server: TestRepos

const entity = (name: string) => `kind: Component\nmetadata: {name: c}\nspec:\n  owner: ${name}\n`

const repositories: Record<string, readonly Step[]> = {
  shop: [
    { files: [['.github/CODEOWNERS', '* @first\n'], ['src/a.ts', '1']], after: 'tag v1\nfrom refs/heads/main\ntagger Ada <ada@example.com> 1700000000 +0000\ndata 1\nx\n' },
    { files: [
      ['.github/CODEOWNERS', '/src/ @acme/shop\n/src/free/\n!bad @x\n'], ['CODEOWNERS', '* @ignored\n'],
      ['catalog-info.yaml', entity('group:top')], ['services/pay/catalog-info.yaml', `${entity('payments')}---\n${entity('user:jane')}`], ['services/catalog-info.yaml', 'spec: {}\n'],
      ['services/pay/deep/er/x.ts', ''], ['services/mail/x.ts', ''], ['src/free/x.ts', ''],
    ] },
  ],
  alone: [
    { author: 'Ada <ada@x.org>', files: [['a.ts', '1'], ['b.ts', '1']] },
    { author: 'Bo <bo@x.org>', files: [['a.ts', '2']] },
    { author: 'ada <ada@x.org>', files: [['a.ts', '3']] },
  ],
  odd: [{ files: [['CODEOWNERS/x', 'a folder'], ['docs/CODEOWNERS', '@@@Devs @a\n*.ts @@Devs\n'], ['a.ts', ''], ['x/CODEOWNERS', '* @no'], ['b.go', '']] }],
  large: [{ files: [['CODEOWNERS', `* @a\n${'#'.repeat(3 * 1024 * 1024)}`], ['catalog-info.yaml', entity('me')], ['a.ts', '']] }],
  bucket: [{ files: [
    ['.bitbucket/CODEOWNERS', '@@@Devs @a @teams/web\n*.ts @teams/web:random(1)\n*.go @@Devs @acme/group:least_busy(2)\n*.c @teams/none\n'],
    ['.bitbucket/teams.yaml', 'web:\n  reviews: {strategy: random, select: 1}\n  contributors:\n    - ada@x.org\n    - "@bo"\nops: [ "@cy" ]\n'], ['a.ts', ''], ['a.go', ''], ['a.c', ''],
  ] }],
  teamless: [{ files: [['.bitbucket/CODEOWNERS', '*.ts @teams/web @a\n'], ['.bitbucket/teams.yaml', 'web: [\n'], ['a.ts', '']] }],
  utf16: [{ files: [['CODEOWNERS', Buffer.from('\ufeff*.ts @a\r\n', 'utf16le')], ['a.ts', '']] }],
}

beforeAll(async () => {
  server = await startRepos()
  for (const [name, steps] of Object.entries(repositories)) await makeRepository(server.path('code', `${name}.git`), steps)
  await server.addFolder(server.path('code'))
})
afterAll(() => server.stop())

/** `@a @@group (@b): CODEOWNERS:1, *` for each source. */
const print = (owned: readonly OwnedBy[]) => owned.map(({ owners, reason }) => `${owners.map(({ name, members }) => (members ? `${name} (${members.join(' ')})` : name)).join(' ') || 'nobody'}: ${ownerReasonWords(reason)}`)

function check(place: string, expected: string[], problems: string[] = []): void {
  test(`${place} → ${expected.join(' + ') || 'nobody'}`, async () => {
    const [, repo = '', rev = '', path = ''] = /^(\w+)(?:@(\w+))? (.*)$/.exec(place) ?? []
    const answer = await server.repos.readOwners(owner, { repo, rev, path })
    expect(print(answer.owned)).toEqual(expected)
    expect(answer.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual(problems)
    const ownersOf = await server.repos.ownersAt(owner, await server.repos.byName(owner, repo), answer.commit)
    expect(ownersOf(path)).toEqual(answer.owned.filter(({ reason }) => reason.kind !== 'authors'))
  })
}

describe('who owns a file', () => {
  const bad = ['.github/CODEOWNERS:3 This line is passed over: GitHub knows no negation.']

  check('shop src/a.ts', ['@acme/shop: .github/CODEOWNERS:1, /src/'], bad)
  check('shop@v1 src/a.ts', ['@first: .github/CODEOWNERS:1, *'])
  check('shop src/free/x.ts', ['nobody: .github/CODEOWNERS:2, /src/free/', 'group:top: catalog-info.yaml:4, Component c'], bad)
  check('shop services/pay/deep/er/x.ts', ['payments: services/pay/catalog-info.yaml:4, Component c', 'user:jane: services/pay/catalog-info.yaml:9, Component c'], bad)
  check('shop services/mail/x.ts', ['group:top: catalog-info.yaml:4, Component c'], bad)
  check('alone a.ts', ['ada <ada@x.org>: 2 of the last 3 commits, the newest of 2023-11-15', 'Bo <bo@x.org>: 1 of the last 3 commits, the newest of 2023-11-15'])
  check('alone b.ts', ['Ada <ada@x.org>: 1 of the last 1 commit, the newest of 2023-11-14'])
  check('odd a.ts', ['@@Devs (@a): docs/CODEOWNERS:2, *.ts'])
  check('odd b.go', ['Ada <ada@example.com>: 1 of the last 1 commit, the newest of 2023-11-14'])
  check('large a.ts', ['me: catalog-info.yaml:4, Component c'], ['CODEOWNERS:0 The file is too large to be read.'])
  check('bucket a.ts', ['@teams/web (ada@x.org @bo): .bitbucket/CODEOWNERS:2, *.ts'])
  check('bucket a.go', ['@@Devs (@a @teams/web ada@x.org @bo) @acme/group: .bitbucket/CODEOWNERS:3, *.go'])
  check('bucket a.c', ['@teams/none: .bitbucket/CODEOWNERS:4, *.c'])
  check('teamless a.ts', ['@teams/web @a: .bitbucket/CODEOWNERS:1, *.ts'], ['.bitbucket/CODEOWNERS:0 .bitbucket/teams.yaml is no YAML: bad indent.'])
  check('utf16 a.ts', ['@a: CODEOWNERS:1, *.ts'])

  test('only of files that are there', async () => {
    const status = async (path: string) => (await server.send(`GET /code/owners?${new URLSearchParams({ repo: 'shop', path })}`)).status
    expect([await status('src/a.ts'), await status('src'), await status('none'), await status('')]).toEqual([200, 400, 404, 400])
  })
})
