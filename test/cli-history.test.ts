import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeRepository, oidOf, rawGit } from '../src/repos/git/testing.ts'
import { openShell, type Shell } from './support/shell.ts'

/** For a machine that is busy with other tests; nothing here waits for time to pass. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let shell: Shell

/** A history that goes and comes, with a release and a branch beside the mainline; and one in which a file is too large to be read. */
beforeAll(async () => {
  shell = openShell()
  await makeRepository(shell.path('code', 'told.git'), [
    { message: 'Begin', files: [['a.ts', 'one\ntwo\n'], ['b.md', 'two in prose\n']] },
    { message: 'Say more', author: 'Grace <grace@example.com>', files: [['a.ts', 'one\ntwo\ntwo again\n']], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\n' },
    { message: 'Change nothing that matters', files: [['c.ts', 'three\n'], ['CODEOWNERS', '*.md @acme/docs\nd.ts nonsense\n']] },
    { message: 'Say less', files: [['a.ts', 'two again\n']], after: 'reset refs/heads/side\nfrom refs/heads/main\n\n' },
    { branch: 'refs/heads/side', message: 'Go aside', files: [['d.ts', 'two aside\n']] },
    { message: 'Leave', files: [['a.ts', null]] },
  ])
  await makeRepository(shell.path('code', 'large.git'), [{ files: [['large.txt', 'needle\n'.repeat(2000)], ['small.txt', 'needle\n']] }])
  await shell.serve('data', { FIREBREAK_MAX_FILE_BYTES: '10000' })
  expect(await shell.run('firebreak repos add code', { data: 'data' })).toMatchObject({ exit: 0 })
})
afterAll(() => shell.close())

const git = (...args: string[]) => rawGit(shell.path('code', 'told.git'), args)

type Told = { exit?: number; out?: RegExp; err?: RegExp }

/** Runs a line of shell and looks for words in what it says. Several rows run at once. */
function check(line: string, { exit = 0, out = /^/, err = /^/ }: Told): void {
  test.concurrent(`${line} ⇒ ${exit} ${out.source} ! ${err.source}`, async () => {
    expect(await shell.run(line, { data: 'data' })).toMatchObject({ exit, out: expect.stringMatching(out), err: expect.stringMatching(err) })
  })
}

async function json(line: string): Promise<unknown> {
  const { out } = await shell.run(`${line} --json`, { data: 'data' })
  return JSON.parse(out)
}

describe('series', () => {
  check("firebreak series 'repo:^told$ two'", { out: /^Repository +Now +Most +Changes +Since\s*\ntold +1 +3 +4 +20\d\d-\d\d-\d\d +\S/, err: /^1 line now, in 1 repository$/m })
  check("firebreak series 'repo:^told$ nowhere'", { out: /^$/, err: /^0 lines now/m })
  check("firebreak series --pattern-type regexp 'repo:^told$ ^t'", { out: /^told +2 +4 +5/m })
  check("firebreak series 'repo:^large$ needle'", { exit: 3, out: /^large +1 +1 +1/m, err: /Not complete: 1 repository.*\n {2}large: 1 file .*history index could not read \(large\.txt\)/ })
  check("firebreak series 'repo:^large$ needle' --json", { exit: 3, out: /^\[\n/ })
  check('firebreak series', { exit: 2, err: /Use it like this: firebreak series QUERY/ })
  check('firebreak series --rev v1 two', { exit: 2, err: /--rev/ })
  check("firebreak series 'repo:told type:diff two'", { exit: 1, err: /cannot be limited by type:commit and type:diff/ })
  check("firebreak series 'repo:told type:diff two' --json", { exit: 1, err: /^\{"code":"search\.series","message":/ })
  check("firebreak series '/[/'", { exit: 1, err: /./ })

  test('--json has exactly the promised shape, with a point at every commit of the mainline that changed the count', async () => {
    const counts = git('rev-list', '--first-parent', '--reverse', 'main').split('\n').map((oid) => ({ oid, time: new Date(Number(git('show', '-s', '--format=%ct', oid)) * 1000).toISOString(), count: linesAt(oid) }))
    const points = counts.filter(({ count }, at) => count !== (counts[at - 1]?.count ?? 0))
    expect(points.map(({ count }) => count)).toEqual([2, 3, 2, 1])
    expect(await json("firebreak series 'repo:^told$ two'")).toEqual([{ repo: 'told', points }])
    expect(await json("firebreak series 'repo:^told$ nowhere'")).toEqual([])
  })
})

/** As git counts the lines of a commit with “two”. */
const linesAt = (oid: string): number => git('grep', '-c', 'two', oid).split('\n').reduce((sum, line) => sum + Number(line.split(':').at(-1)), 0)

describe('line', () => {
  check('firebreak line told b.md:1', { out: /^two in prose\nintroduced [0-9a-f]{10} 20\d\d-\d\d-\d\d Ada {2}Begin\nstill there, at the tip of the default branch\nin \S+ \S+ \S+; first in v1\n$/ })
  check('firebreak line told a.ts:3 --rev v1', { out: /^two again\nintroduced \w+ \S+ Grace {2}Say more\nremoved \w+ \S+ Ada {2}Leave\nin (side v1|v1 side); first in v1\n/ })
  check('firebreak line told a.ts:1 --rev side', { out: /^two again\nintroduced \w+ \S+ Grace {2}Say more\nremoved \w+ \S+ Ada {2}Leave\nin / })
  check('firebreak line told d.ts:1 --rev side', { out: /^two aside\nintroduced \w+ \S+ Ada {2}Go aside\nin side\n$/, err: /By blame/ })
  check('firebreak line told a.ts', { exit: 2, err: /PATH:LINE, with a number from 1, not a\.ts/ })
  check('firebreak line told', { exit: 2, err: /Use it like this: firebreak line REPO PATH:LINE/ })
  check('firebreak line told b.md:9', { exit: 1, err: /no such line/ })
  check('firebreak line told b.md:1 --rev nowhere', { exit: 1, err: /no such branch, tag or commit/ })

  test('--json is the answer of the server', async () => {
    expect(await json('firebreak line told a.ts:3 --rev v1')).toEqual({
      text: 'two again',
      introduced: { oid: oidOf(shell.path('code', 'told.git'), 'v1'), subject: 'Say more', author: 'Grace', time: expect.stringMatching(/Z$/), merge: false, commits: [] },
      removed: { oid: oidOf(shell.path('code', 'told.git'), 'main'), subject: 'Leave', author: 'Ada', time: expect.stringMatching(/Z$/), merge: false, commits: [] },
      releases: expect.arrayContaining([{ name: 'v1', kind: 'tag' }, { name: 'side', kind: 'branch' }]),
      stands: false, releasesTotal: 2, firstRelease: 'v1', elsewhere: [], note: null,
    })
  })
})

describe('searches of commits', () => {
  check("firebreak search 'repo:^told$ type:diff again'", { out: /^told [0-9a-f]{40} \S+ Ada {2}Leave\n {2}a\.ts:1:-two again\ntold [0-9a-f]{40} \S+ Grace {2}Say more\n {2}a\.ts:3:\+two again\n$/, err: /2 results in 1 repository, 5 commits/ })
  check("firebreak search 'repo:^told$ type:diff select:commit.diff.added author:grace again'", { out: /^told \w+ \S+ Grace {2}Say more\n/, err: /1 result in 1 repository/ })
  check("firebreak search 'repo:^told$ type:commit say'", { out: /Say less\ntold .*Say more\n$/ })
  check("firebreak search --count 1 'repo:^told$ type:diff two'", { exit: 3, err: /1 result in 1 repository, 5 commits[^]*told: not reached before the search had its count/ })
  check("firebreak search --count 1 'repo:^told$ type:commit say'", { exit: 3, err: /1 result in 1 repository, 5 commits[^]*told: not reached before the search had its count/ })
  check("firebreak search 'repo:^told$ type:diff /one\\ntwo/'", { exit: 1, err: /This query cannot run/ })

  test('--json names the commit, and says how many were looked at', async () => {
    const { out } = await shell.run("firebreak search --json 'repo:^told$ type:diff select:commit.diff.added again'", { data: 'data' })
    const [match, end, ...others] = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(match).toMatchObject({ type: 'commit', repository: 'told', oid: oidOf(shell.path('code', 'told.git'), 'v1'), content: expect.stringContaining('a.ts a.ts\n@@ -1,2 +1,3 @@\n one\n two\n+two again'), changed: { added: 1, removed: 0 } })
    expect(end).toMatchObject({ type: 'progress', coverage: { complete: true, commits: 5, files: 0 } })
    expect(others).toEqual([])
  })
})

describe('owners', () => {
  check('firebreak owners told b.md', { out: /^@acme\/docs {2}CODEOWNERS:1, \*\.md\n$/, err: /CODEOWNERS:2: This line is passed over: “nonsense”/ })
  check('firebreak owners told@v1 a.ts', { out: /^(Ada|Grace) <\S+> {2}1 of the last 2 commits, the newest of \S+\n(Ada|Grace) <\S+> {2}1 of the last 2/ })
  check('firebreak owners told nowhere', { exit: 1, err: /no such file/ })
  check('firebreak owners told', { exit: 2, err: /Use it like this: firebreak owners REPO\[@REV\] PATH/ })

  test('--json has the reasons, with the line of the rule', async () => {
    expect(await json('firebreak owners told b.md')).toMatchObject({
      repo: 'told', path: 'b.md', commit: git('rev-parse', 'main'),
      owned: [{ owners: [{ kind: 'team', name: '@acme/docs' }], reason: { kind: 'codeowners', dialect: 'github', file: 'CODEOWNERS', line: 1, pattern: '*.md', section: null, optional: false } }],
      problems: [{ file: 'CODEOWNERS', line: 2 }],
    })
  })

  check("firebreak search 'repo:^told$ select:file.owners file:b.md'", { out: /^@acme\/docs {2}1 file in 1 repository$/m })
})
