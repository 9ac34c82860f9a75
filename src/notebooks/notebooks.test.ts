import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type As, type TestApp } from '../../test/support/app.ts'
import { onEachDatabase } from '../../test/support/databases.ts'
import { rawGit } from '../repos/git/testing.ts'
import * as contract from './contract.ts'
import type { Block, Notebook } from './contract.ts'

const md = (id: string, text: string): Block => ({ id, type: 'markdown', text })
const query = (id: string, text: string): Block => ({ id, type: 'query', query: text, patternType: 'keyword', frozen: null })
const file = (id: string, path: string, lines: { start: number; end: number } | null = null): Block => ({ id, type: 'file', repo: 'web', rev: '', path, lines, frozen: null })

onEachDatabase('notebooks', (fresh) => {
  let server: TestApp
  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({ web: [{ files: [['a.ts', 'one needle\ntwo\nthree\n'], ['b.bin', Buffer.from([0, 1, 2])]] }] })
  })
  afterAll(() => server.close())

  const create = (blocks: Block[] = [], title = 'Notes') => server.call(contract.createNotebook, { body: { title, blocks } })
  const save = ({ id, version, title }: Notebook, blocks: Block[], as?: As) => server.call(contract.saveNotebook, { params: { id }, body: { baseVersion: version, title, blocks } }, as)
  const get = (id: string, version?: number) => server.call(contract.getNotebook, { params: { id }, query: { version } })
  const texts = ({ blocks }: Notebook) => blocks.map((block) => `${block.id}=${block.type === 'markdown' ? block.text : block.type}`).join(' ')
  const versions = async (id: string) => (await server.call(contract.listVersions, { params: { id } })).versions.map(({ version, savedBy }) => `${version} ${savedBy === server.people.owner.name ? 'owner' : savedBy}`)

  describe('saving', () => {
    test('what somebody else has changed in other blocks is kept', async () => {
      const first = await create([md('a', '1'), md('b', '1')])
      await save(first, [md('a', '2'), md('b', '1')])
      const merged = await save(first, [md('a', '1'), md('b', '2'), md('c', '1')], 'responder')
      expect(texts(merged)).toBe('a=2 b=2 c=1')
      expect(texts(await get(first.id))).toBe('a=2 b=2 c=1')
    })

    test('the same block changed twice is a conflict that loses neither text', async () => {
      const first = await create([md('a', '1')])
      await save(first, [md('a', 'theirs')])
      const refused = await save(first, [md('a', 'yours')], 'responder').catch((error: unknown) => error)
      expect(refused).toMatchObject({ status: 409, body: { code: 'notebooks.conflict', details: { version: 2, conflicts: [{ block: 'a', theirs: md('a', 'theirs'), yours: md('a', 'yours') }] } } })
      expect(texts(await get(first.id))).toBe('a=theirs')
    })

    test('merges upon the very version that somebody saw, though its writer has saved many times since', async () => {
      const first = await create([md('a', '1'), md('b', '1')])
      let latest = await save(first, [md('a', '2'), md('b', '1')])
      const seen = await save(latest, [md('a', '3'), md('b', '1')])
      latest = seen
      for (const text of ['4', '5', '6']) latest = await save(latest, [md('a', text), md('b', '1')])
      expect(texts(await save(seen, [md('a', '3'), md('b', 'mine')], 'responder'))).toBe('a=6 b=mine')
      expect(texts(await save(seen, [md('b', '1')]).catch(async () => get(first.id)))).toBe('a=6 b=mine')
    })

    test('a flood of saves by several people at once loses nothing that was acknowledged', async () => {
      const first = await create(Array.from({ length: 6 }, (_, i) => md(`b${i}`, '0')))
      const write = async (block: number, as: As) => {
        let mine = first
        for (let text = 1; text <= 5; text++) mine = await save(mine, mine.blocks.map((each) => (each.id === `b${block}` ? md(each.id, `${text}`) : each)), as)
      }
      await Promise.all(Array.from({ length: 6 }, (_, i) => write(i, i % 2 === 0 ? 'owner' : 'responder')))
      const last = await get(first.id)
      expect([texts(last), last.version]).toEqual(['b0=5 b1=5 b2=5 b3=5 b4=5 b5=5', 31])
    })

    test('what changes nothing makes no version', async () => {
      const first = await create([md('a', '1')])
      expect((await save(first, [md('a', '1')])).version).toBe(1)
    })
  })

  describe('the history', () => {
    test('keeps one version a minute of one person, every change of person, and everything frozen', async () => {
      let notebook = await create([md('a', '0')])
      const write = async (text: string, as: As = 'owner') => (notebook = await save(notebook, [md('a', text)], as))
      for (const text of ['1', '2', '3']) await write(text)
      expect(await versions(notebook.id)).toEqual(['4 owner', '1 owner'])
      server.clock.pass(61_000)
      await write('4')
      await write('5', 'responder')
      await write('6')
      expect(await versions(notebook.id)).toEqual(['7 owner', '6 responder person', '5 owner', '4 owner', '1 owner'])
      expect([texts(await get(notebook.id, 4)), texts(await get(notebook.id, 1))]).toEqual(['a=3', 'a=0'])
      server.clock.pass(11 * 60_000)
      await write('7')
      expect(await outcomeOf(get(notebook.id, 2))).toBe('404 notebooks.no_version')
    })

    test('an earlier version comes back as the newest', async () => {
      const first = await create([md('a', '1')])
      await save(first, [md('a', '2')], 'responder')
      const restored = await server.call(contract.restoreNotebook, { params: { id: first.id }, body: { version: 1 } })
      expect([texts(restored), restored.version]).toEqual(['a=1', 3])
      expect(await outcomeOf(server.call(contract.restoreNotebook, { params: { id: first.id }, body: { version: 99 } }))).toBe('404 notebooks.no_version')
    })

    test('a notebook put away is nowhere, until it is brought back', async () => {
      const { id } = await create([md('a', '1')], 'Put away')
      await server.call(contract.removeNotebook, { params: { id } })
      const found = async () => (await server.call(contract.listNotebooks, { query: { query: 'put away' } })).total
      expect([await found(), await outcomeOf(get(id)), await outcomeOf(server.call(contract.listVersions, { params: { id } }))]).toEqual([0, '404 notebooks.not_found', '404 notebooks.not_found'])
      await server.call(contract.restoreNotebook, { params: { id }, body: {} })
      expect([await found(), texts(await get(id))]).toEqual([1, 'a=1'])
    })
  })

  describe('freezing', () => {
    test('keeps the answer to a query, and running it again says what has changed', async () => {
      const { id } = await create([md('a', '1'), query('q', 'repo:web needle')])
      const frozen = await server.call(contract.freezeBlock, { params: { id, block: 'q' }, body: {} })
      expect(frozen.blocks[1]).toMatchObject({ frozen: { matchCount: 1, places: [{ path: 'a.ts', line: 1, text: 'one needle' }], ledger: { complete: true } } })
      const rerun = () => server.call(contract.rerunBlock, { params: { id, block: 'q' }, body: {} }, 'viewer')
      expect(await rerun()).toMatchObject({ added: [], removed: [], unchanged: 1 })
      expect(await outcomeOf(server.call(contract.rerunBlock, { params: { id, block: 'a' }, body: {} }))).toBe('400 notebooks.not_frozen')
    })

    test('keeps the lines of a file with their commit', async () => {
      const { id } = await create([file('whole', 'a.ts'), file('two', 'a.ts', { start: 2, end: 99 }), file('far', 'a.ts', { start: 4, end: 5 }), file('bytes', 'b.bin'), file('gone', 'c.ts')])
      const freeze = (block: string) => server.call(contract.freezeBlock, { params: { id, block }, body: {} })
      const commit = rawGit(server.path('served', 'web.git'), ['rev-parse', 'main'])
      await freeze('whole')
      expect((await freeze('two')).blocks.slice(0, 2)).toMatchObject([{ frozen: { commit, startLine: 1, text: 'one needle\ntwo\nthree' } }, { frozen: { commit, startLine: 2, text: 'two\nthree' } }])
      expect([await outcomeOf(freeze('far')), await outcomeOf(freeze('bytes')), await outcomeOf(freeze('gone')), await outcomeOf(freeze('nope'))]).toEqual([
        '400 notebooks.bad_range', '400 notebooks.no_text', '404 code.no_such_path', '404 notebooks.no_block',
      ])
    })

    test('does not overwrite what is written meanwhile', async () => {
      const first = await create([md('a', '1'), query('q', 'repo:web needle')])
      const freezing = server.call(contract.freezeBlock, { params: { id: first.id, block: 'q' }, body: {} })
      await save(first, [md('a', '2'), query('q', 'repo:web needle')], 'responder')
      await freezing
      expect(await get(first.id)).toMatchObject({ blocks: [{ text: '2' }, { frozen: { matchCount: 1 } }] })
    })
  })

  describe('the form others read', () => {
    test('goes out and comes back as the same blocks', async () => {
      const blocks = [md('a', '# Tax\r\n'), query('q', 'repo:web needle'), file('f', 'a.ts', { start: 1, end: 2 })]
      const { id } = await create(blocks, 'Wrong / tax "21 %"')
      await server.call(contract.freezeBlock, { params: { id, block: 'q' }, body: {} })
      const response = await server.send(`GET /api/v1/notebooks/${id}/export`)
      expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Wrong_tax_21_.snb.md")
      const imported = await server.call(contract.importNotebook, { body: { fileName: 'C:\\x\\Wrong_tax_21_.snb.md', text: await response.text() } })
      expect(imported.title).toBe('Wrong tax 21')
      expect(imported.blocks).toEqual((await get(id)).blocks)
    })

    const refused = (text: string, outcome: string) => test(`${text.slice(0, 80)} → ${outcome}`, async () => expect(await outcomeOf(server.call(contract.importNotebook, { body: { fileName: 'x.snb.md', text } }))).toBe(outcome))
    refused('', 'done')
    refused('<!-- firebreak:block {"id":"a","type":"file","lines":{"start":0},"length":0,"sum":"e3b0c44298fc1c14"} -->\n\n', '400 notebooks.not_a_notebook')
    refused('<!-- firebreak:block {"id":"a","type":"file","lines":{"start":0}} -->\n\nhttps://x/r/-/blob/a', 'done')
    refused(`\`\`\`sourcegraph\n${'q'.repeat(70_000)}\n\`\`\``, '400 notebooks.not_a_notebook')
    refused('```sourcegraph\nq\n```\n\n'.repeat(2001), '400 notebooks.too_long')
  })

  describe('titles and words', () => {
    test('of every kind are kept as text on one line, and found', async () => {
      const { id, title } = await create([md('a', 'nul \0 here, 100 % of _all_')], ' <b>One\u0000\r\ntwo\u2028</b> \u202e🔥 ')
      expect(title).toBe('<b>One two </b> \u202e🔥')
      for (const words of ['ONE TWO', '🔥', '100 %', '_all_']) expect((await server.call(contract.listNotebooks, { query: { query: words } })).notebooks.map((each) => each.id)).toContain(id)
      expect((await server.call(contract.listNotebooks, { query: { query: '%' } })).total).toBeLessThan((await server.call(contract.listNotebooks, { query: {} })).total)
    })

    test('a list comes in pages that miss nothing', async () => {
      const seen: string[] = []
      for (let after: string | undefined, more = true; more; ) {
        const page = await server.call(contract.listNotebooks, { query: { limit: 3, after } })
        seen.push(...page.notebooks.map(({ id }) => id))
        after = page.next ?? undefined
        more = page.next !== null
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.length).toBe((await server.call(contract.listNotebooks, { query: {} })).total)
    })
  })

  test('blocks with one id are refused', async () => expect(await outcomeOf(create([md('a', '1'), md('a', '2')]))).toBe('400 notebooks.same_id'))
  test('what is not there is not found, in the same words for everything', async () => {
    const outcomes = [get('nb_x'), server.call(contract.removeNotebook, { params: { id: 'nb_x' } }), save({ id: 'nb_x', version: 1, title: 't' } as Notebook, []), server.call(contract.freezeBlock, { params: { id: 'nb_x', block: 'b' }, body: {} })]
    expect(new Set(await Promise.all(outcomes.map(outcomeOf)))).toEqual(new Set(['404 notebooks.not_found']))
  })
})
