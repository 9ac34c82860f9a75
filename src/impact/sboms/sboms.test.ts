/** Bills of materials through the whole server, on both databases. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { onEachDatabase } from '../../../test/support/databases.ts'
import { createImpactStore } from '../store.ts'
import { findImpact, listSboms, readDependencies, removeSbom, uploadSbom } from '../contract.ts'

const bill = (...purls: string[]) => ({ bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { name: 'image', version: '7' } }, components: purls.map((purl) => ({ purl })) })

onEachDatabase('bills of materials', (fresh) => {
  let server: TestApp
  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({ app: [{ files: [['a.txt', 'a\n'], ['CODEOWNERS', '* @team\n']] }], twin: [{ files: [['a.txt', 'a\n'], ['CODEOWNERS', '* @team\n']] }] })
    await server.settle()
  })
  afterAll(() => server.close())

  const upload = (purls: string[], query: { repo: string; name?: string } = { repo: 'app' }) => server.call(uploadSbom, { query, body: bill(...purls) }, 'responder')
  const hits = async (purl: string) => {
    await server.settle()
    return (await server.call(findImpact, { body: { purl } }, 'viewer')).affected.map(({ repo, rev, path, line, owner, via }) => `${repo}@${rev} ${path.replace(/sbom_\w+/, 'ID')}:${line} by ${owner} ${via.join(' > ')}`)
  }

  test('count at their commit, and at no other with the same files', async () => {
    const told = await upload(['pkg:npm/flow@1.0.0', 'pkg:maven/g/a@2', 'pkg:deb/debian/libc6@2'])
    expect(told).toMatchObject({ repo: 'app', format: 'CycloneDX', name: 'image 7', packages: 2, unread: 1 })
    expect(await hits('pkg:npm/flow')).toEqual(['app@main sbom:ID:12 by @team image 7 > flow 1.0.0'])
    const { packages } = await server.call(readDependencies, { query: { repo: 'app' } }, 'viewer')
    expect(packages.map(({ purl }) => purl)).toEqual(['pkg:maven/g/a@2', 'pkg:npm/flow@1.0.0'])
  })
  test('what was known stays until it is read again, and the answer says that there is more', async () => {
    const store = createImpactStore(server.app.db)
    const { id, head } = await server.app.repos.byName(server.people.owner, 'app')
    await store.outdate(id, head ?? '', { path: '', reason: 'Not read yet.' })
    const { affected, complete, ledger } = await server.call(findImpact, { body: { purl: 'pkg:npm/flow' } }, 'viewer')
    expect([affected.length, complete, ledger.gaps.map(({ repo, reason }) => `${repo}: ${reason}`)]).toEqual([1, false, ['app: Not read yet.']])
  })
  test('a newer one of the same name takes the place of the older; others stand beside it', async () => {
    await upload(['pkg:npm/flow@2.0.0'])
    await upload(['pkg:npm/flow@3.0.0'], { repo: 'app', name: 'other' })
    expect(await hits('pkg:npm/flow')).toEqual(['app@main sbom:ID:12 by @team image 7 > flow 2.0.0', 'app@main sbom:ID:12 by @team image 7 > flow 3.0.0'])
  })
  test('can be read again, and removed', async () => {
    const { sboms } = await server.call(listSboms, { query: { repo: 'app' } }, 'viewer')
    const first = sboms.find(({ name }) => name === 'image 7')
    const document = await server.send(`GET /api/v1/sboms/${first?.id}`, { as: 'viewer' })
    expect((await document.text()).split('\n')[11]).toContain('pkg:npm/flow@2.0.0')
    for (const { id } of sboms) await server.call(removeSbom, { params: { id } }, 'responder')
    expect(await hits('pkg:npm/flow')).toEqual([])
  })
  test.each<[string, object, number]>([
    ['POST /api/v1/sboms?repo=app', { as: 'viewer', body: bill() }, 403],
    ['POST /api/v1/sboms?repo=gone', { as: 'responder', body: bill() }, 404],
    ['POST /api/v1/sboms?repo=app&rev=gone', { as: 'responder', body: bill() }, 404],
    ['POST /api/v1/sboms?repo=app', { as: 'responder', body: { a: 1 } }, 400],
    ['GET /api/v1/sboms/sbom_none', { as: 'viewer' }, 404],
    ['DELETE /api/v1/sboms/sbom_none', { as: 'viewer' }, 403],
  ])('%s as %j ⇒ %i', async (line, sending, status) => expect((await server.send(line, sending)).status).toBe(status))
})
