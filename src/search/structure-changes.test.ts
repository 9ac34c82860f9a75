/** Which commits brought or took away code of a structure: what stands in tables, and what plain searches of every commit say. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { rawGit, type Step } from '../repos/git/testing.ts'
import { hear, printMatch, printRows } from './search.fixture.ts'

let server: TestApp

const told: readonly Step[] = [
  { message: 'begin', files: [['a.js', 'start()\npay(1)\n'], ['notes.md', 'pay(1)\n'], ['b.go', 'package b\n\nfunc f() {\n\tpay(1)\n}\n'], ['link.js', 'pay(8)', '120000']] },
  { message: 'lay out', files: [['a.js', 'start()\npay(\n  1\n)\n']] },
  { message: 'move', files: [['a.js', 'pay(\n  1\n)\nstart()\n']] },
  { message: 'again', author: 'Grace <grace@example.com>', files: [['a.js', 'pay(\n  1\n)\nstart()\nif (x) pay(1)\n']] },
  { message: 'comment', files: [['a.js', 'pay(\n  1\n)\nstart()\nif (x) pay(1)\n// pay(7)\nlog("pay(7)")\n']] },
  { message: 'refund', files: [['a.js', 'refund(1)\n'], ['c.js', Buffer.from('/* \xfc */ pay("\xe9"); pay(3)\n', 'latin1')]] },
  { message: 'argument', files: [['a.js', 'refund(2)\n']], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\n' },
  { message: 'wide', files: [['a.js', 'refund(2)\n/* 😀 */ pay("é", {\n  deep: pay(4),\n})\n']] },
  { message: 'gone', files: [['a.js', null], ['c.js', null], ['b.go', 'package b\n']] },
]

const statements = ['pay(1)', 'pay(2)', 'pay( 1 )', 'pay(pay(2))', '// pay(1)', '"pay(1)"', 'refund(1)', 'x = pay(\n  1\n)', 'if (a) {\n  pay(2)\n}', 'start()']

/** Files of a few statements, of which each commit changes one. */
function generated(random: Random): Step[] {
  const files = new Map<string, string[]>()
  return Array.from({ length: 40 }, (_, at) => {
    const path = pick(random, ['a.js', 'b.js', 'c.ts'])
    const before = files.get(path) ?? []
    const after = before.toSpliced(random(before.length + 1), random(3), ...Array.from({ length: random(3) }, () => pick(random, statements)))
    files.set(path, after)
    return { message: `step ${at}`, files: [[path, after.length > 0 ? `${after.join('\n')}\n` : null]] }
  })
}

const seeds = [1, 2, 3]

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({ told, many: [{ files: Array.from({ length: 150 }, (_, at) => [`f${at}.js`, `many(${at})\n`] as const) }] })
  await server.addRepositories(Object.fromEntries(seeds.map((seed) => [`seed-${seed}`, generated(seeded(seed))])))
})
afterAll(() => server.close())

describe('changes', () => {
  const check = (query: string, found: string[], { rows = [], counts }: { rows?: string[]; counts?: string[] } = {}) =>
    test(query, async () => {
      const heard = await hear(server, query, { t: 'structural' })
      expect({ found: heard.matches.map(printMatch), rows: printRows(heard.progress.coverage), alert: heard.alert?.description }).toEqual({ found, rows, alert: undefined })
      if (counts) expect(heard.matches.flatMap((match) => (match.type === 'commit' ? `+${match.changed?.added} -${match.changed?.removed}` : []))).toEqual(counts)
    })

  const all = [
    'told «gone»: -/* 😀 */ pay("é", {; -  deep: pay(4),; -}); -/* ü */ pay("é"); pay(3)',
    'told «wide»: +/* 😀 */ pay("é", {; +  deep: pay(4),; +})',
    'told «refund»: -pay(; -  1; -); -if (x) pay(1); +/* ü */ pay("é"); pay(3)',
    'told «again»: +if (x) pay(1)',
    'told «begin»: +pay(1)',
  ]
  check('repo:told type:diff lang:js pay($$$)', all, { counts: ['+0 -4', '+2 -0', '+2 -2', '+1 -0', '+1 -0'] })
  check('repo:told type:diff lang:js pay(...)', all)
  check('repo:told type:diff lang:js pay($$$) select:commit.diff.added', all.slice(1))
  check('repo:told type:diff lang:js pay($$$) select:commit.diff.removed', [all[0] ?? '', all[2] ?? ''])
  check('repo:told type:diff lang:js pay(1) author:grace', [all[3] ?? ''])
  check('repo:told type:diff lang:js pay($A) before:"2023-11-14 23:00"', [all[4] ?? ''])
  check('repo:told type:diff lang:js refund($A)', ['told «gone»: -refund(2)', 'told «argument»: -refund(1); +refund(2)', 'told «refund»: +refund(1)'], { counts: ['+0 -1', '+1 -1', '+1 -0'] })
  check('repo:told type:diff lang:js refund($A) AND pay($B)', ['told «gone»: -refund(2); -  deep: pay(4),; -/* ü */ pay("é"); pay(3)', (all[2] ?? '').replace('+/*', '+refund(1); +/*')])
  check('repo:told type:diff lang:js (refund(1) OR start())', ['told «argument»: -refund(1)', 'told «refund»: -start(); +refund(1)', 'told «begin»: +start()'])
  check('repo:told@v1:^v1~2 type:diff lang:js pay($A)', [(all[2] ?? '')])
  check('repo:told type:diff lang:js file:c pay($A)', ['told «gone»: -/* ü */ pay("é"); pay(3)', 'told «refund»: +/* ü */ pay("é"); pay(3)'])
  check('repo:told type:diff lang:go pay($A)', ['told «gone»: -\tpay(1)', 'told «begin»: +\tpay(1)'])
  check(`repo:told type:diff lang:js rule:'{kind: call_expression, inside: {kind: if_statement, stopBy: end}}'`, ['told «refund»: -if (x) pay(1)', 'told «again»: +if (x) pay(1)'])
  check('repo:told type:diff lang:js nowhere($A)', [])
  check('repo:many type:diff lang:js many($A)', [`many «step»: ${Array.from({ length: 150 }, (_, at) => `f${at}.js`).sort().slice(0, 20).map((path) => `+many(${path.slice(1, -3)})`).join('; ')}`], { counts: ['+150 -0'] })
  check('repo:told|many type:diff lang:js pay(1) count:1', ['told «refund»: -pay(; -  1; -); -if (x) pay(1)'], { rows: ['told partly: result_limit ×1'] })

  test('files of languages without a grammar are told of once each', async () => {
    const { progress, matches } = await hear(server, 'repo:told type:diff pay(1)', { t: 'structural' })
    expect([printRows(progress.coverage), matches.length]).toEqual([['told searched: no_grammar ×1 (notes.md)'], 4])
  })
})

describe.each(seeds)('seed %i', (seed) => {
  /** The code of all matches at a commit, by file, without blanks; none before the first. */
  const codeAt = async (oid: string | undefined, pattern: string): Promise<string[]> => {
    if (oid === undefined) return []
    const { matches } = await hear(server, `repo:^seed-${seed}$@${oid} lang:js ${pattern} count:all`, { t: 'structural', cm: 'true', cl: '0' })
    return matches.flatMap((match) => (match.type !== 'content' ? [] : (match.chunkMatches ?? []).flatMap(({ content, contentStart, ranges }) =>
      ranges.map(({ start, end }) => `${match.path} ${content.slice(start.offset - contentStart.offset, end.offset - contentStart.offset).replaceAll(/\s/g, '')}`)))).sort()
  }

  test.each(['pay($A)', 'pay(1)', '$X = pay($$$)'])('the commits that changed %s', async (pattern) => {
    const chain = rawGit(server.path('served', `seed-${seed}.git`), ['rev-list', '--first-parent', '--reverse', 'main']).split('\n')
    const code = await Promise.all(chain.map((oid) => codeAt(oid, pattern)))
    const changed = chain.filter((_, at) => JSON.stringify(code[at]) !== JSON.stringify(code[at - 1] ?? []))
    const { matches } = await hear(server, `repo:^seed-${seed}$ type:diff lang:js ${pattern} count:all`, { t: 'structural' })
    expect(changed.length).toBeGreaterThan(2)
    expect(matches.flatMap((match) => (match.type === 'commit' ? match.oid : []))).toEqual(changed.toReversed())
  })
})
