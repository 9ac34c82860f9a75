import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { buildSample } from '../../../test/support/sample.ts'
import type { Built } from '../../../test/support/sample.ts'
import { play, revision, subjectOf } from './play.ts'
import { sampleHistories, sampleOrganisation } from './sample.ts'

let built: Built

beforeAll(() => {
  built = buildSample()
})

afterAll(() => built.close())

const names = sampleHistories.map(({ name }) => name)

/** Changes only where a history was changed on purpose: links into the sample are made of these. */
const heads: Record<string, string> = {
  'acme/storefront': 'a7ebc7ea92973c167136b055320a42c2fd123456',
  'acme/checkout': '251c0068c971c65c542599c8b9c8cb493715ff2b',
  'acme/pricing': '0919362f4a0251e4d60f8c81245c4e7133bdda2e',
  'acme/tax-rates': 'd73e74d5af90e4d8840122e5c8d28a2508804352',
  'acme/ledger': '4fc9b57678c759a4fc77658acaf6faa39a251991',
  'acme/inventory': 'a9f7bfcdacfcabf510cad252600de2a052cdfbe9',
  'acme/notifications': '2d6acd485ea40d292dc6faf5844bc2cb30cb48bc',
  'acme/shop-http': 'e77c06290747ef6d0b14c25ce695a76c81a39f12',
  'acme/go-kit': '32d2573ed225095cd18e22fd4964a6b674d344a6',
  'acme/platform-docs': '653472c4869625cb87ba4fbb255cb23c5aec5f09',
  'acme/legacy-cart': 'ecf1fb8185f586faa10c7829cd826ad65a642128',
  'acme/log-lines': '4363ef851be3accb2ab4ae2466e6d49b532eda55',
  'acme/returns': 'ec36f136531257bb3bd9d97acd4cfd344a79b340',
  'acme/search': 'f06b9c4ddad8dc1d0c7281d61434fc1057cd9564',
  'acme/warehouse': 'eb98b7089cef1aeb1a339fa6f1f0168ec6308620',
  'acme/payroll': 'cad17150cd769740e584e0c68aa574ba0f25df73',
  'acme/suppliers': '76c6c89a333332f0560b8eb1f9177a52b2b49ffe',
  'acme/newsletter': '2f70bd1744ffb142a84549076e03619279274c8a',
}

describe('the sample organisation', () => {
  test('is the same bytes each time', () => {
    const bytes = () => sampleOrganisation().map(({ name, stream }) => [name, Buffer.from(stream()).toString('base64')])
    expect(bytes()).toEqual(bytes())
  })

  test.each(names)('%s: git computes the id that was promised', (name) => {
    const promised = sampleOrganisation().find((repository) => repository.name === name)?.head
    expect(built.git(name, 'rev-parse', 'main').trim()).toBe(promised)
    expect(promised).toBe(heads[name])
  })

  test.each(names)('%s: git finds nothing wrong with it', (name) => {
    expect(built.git(name, 'fsck', '--strict', '--no-dangling')).toBe('')
  })

  test('has branches for releases only', () => {
    const branches = names.flatMap((name) => built.git(name, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').trim().split('\n'))
    expect(branches.filter((branch) => branch !== 'main' && !/^release\/\d+\.\d+$/.test(branch))).toEqual([])
  })

  test('has two years of history by several people', () => {
    const log = names.flatMap((name) => built.git(name, 'log', '--all', '--format=%aI %ae').trim().split('\n').map((line) => line.split(' ')))
    const dates = log.map(([date = '']) => date.slice(0, 7)).toSorted()
    expect([dates[0], dates.at(-1)]).toEqual(['2024-10', '2026-10'])
    expect(new Set(log.map(([, email]) => email)).size).toBe(8)
    expect(log.length).toBeLessThan(450)
  })

  test.each(names)('%s: has 8 to 45 commits, a merge and a revert', (name) => {
    const { commits } = play(sampleHistories.find((history) => history.name === name) ?? expect.fail(name))
    expect(commits.length).toBeGreaterThanOrEqual(8)
    expect(commits.length).toBeLessThanOrEqual(45)
    expect(commits.filter(({ parents }) => parents.length === 2).length).toBeGreaterThan(0)
    expect(commits.filter((commit) => subjectOf(commit).startsWith('Revert "')).length).toBeGreaterThan(0)
  })

  test.each(names)('%s: no commit is older than its parents, none changes nothing', (name) => {
    const { commits } = play(sampleHistories.find((history) => history.name === name) ?? expect.fail(name))
    const seconds = (signature: string) => Number(signature.split(' ').at(-2))
    const wrong = commits.filter(({ parents, signature }) => parents.some((parent) => seconds(parent.signature) >= seconds(signature)))
    const idle = commits.filter(({ parents: [first], tree }) => first && [...tree].every(([path, { id }]) => first.tree.get(path)?.id === id) && first.tree.size === tree.size)
    expect([...wrong, ...idle].map(subjectOf)).toEqual([])
  })

  test('a revert names the commit that it undoes', () => {
    const reverts = names.flatMap((name) => built.git(name, 'log', '--format=%b', '--grep=^This reverts commit').match(/[0-9a-f]{40}/g)?.map((id) => [name, id] as const) ?? [])
    expect(reverts.length).toBeGreaterThan(8)
    for (const [name, id] of reverts) expect(built.git(name, 'cat-file', '-t', id).trim()).toBe('commit')
  })
})

type Version = { where: string; name: string; revision: string; text: string; beside: (path: string) => string }

/** Every version of a file, at main and at every tag, with the other files of that revision. */
function versions(path: string): Version[] {
  return sampleHistories.flatMap((history) => {
    const played = play(history)
    const trees = [['main', revision(played, 'main').tree] as const, ...[...played.tags].map(([tag, { target }]) => [tag, target.tree] as const)]
    return trees.flatMap(([name, tree]) => {
      const beside = (other: string) => Buffer.from(tree.get(other)?.data ?? []).toString()
      const version = { where: `${history.name}@${name}`, name: history.name, revision: name, text: beside(path), beside }
      return tree.has(path) ? [version] : []
    })
  })
}

describe('its files', () => {
  test('a lock file belongs to its manifest', () => {
    const locks = versions('package-lock.json')
    expect(locks.length).toBeGreaterThan(20)
    for (const { where, text, beside } of locks) {
      const manifest = JSON.parse(beside('package.json'))
      const lock = JSON.parse(text)
      expect({ where, version: lock.version, lockfileVersion: lock.lockfileVersion }).toEqual({ where, version: manifest.version, lockfileVersion: 3 })
      for (const [dependency, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
        expect(lock.packages[`node_modules/${dependency}`], `${where} ${dependency}`).toMatchObject({ version })
      }
    }
  })

  test('a tag has the version of its name', () => {
    for (const { where, revision, text } of versions('package.json')) {
      if (/^v\d/.test(revision)) expect({ where, version: `v${JSON.parse(text).version}` }).toEqual({ where, version: revision })
    }
    for (const { where, revision, text } of [...versions('pom.xml'), ...versions('gradle.properties'), ...versions('pyproject.toml')]) {
      if (/^v\d/.test(revision)) expect(text, where).toMatch(revision.slice(1))
    }
  })

  test('go.sum has the version of go.mod, with two checksums', () => {
    for (const { where, text, beside } of versions('go.sum')) {
      const [, version] = /go-kit (v\S+)/.exec(beside('go.mod')) ?? []
      const lines = text.trim().split('\n')
      expect(lines.length, where).toBe(2)
      for (const line of lines) expect(line).toMatch(new RegExp(`^git.acme.example/acme/go-kit ${version}(/go.mod)? h1:[A-Za-z0-9+/]{43}=$`))
    }
  })

  test('CODEOWNERS gives every pattern to teams', () => {
    const owners = versions('CODEOWNERS')
    expect(new Set(owners.map(({ name }) => name)).size).toBe(names.length)
    for (const { where, text } of owners) {
      for (const line of text.trim().split('\n')) expect(line, where).toMatch(/^[*/]\S*(\s+@acme\/[a-z-]+)+$/)
    }
  })

  test('catalog-info.yaml is valid and names an owner', () => {
    const catalogues = versions('catalog-info.yaml')
    expect(new Set(catalogues.map(({ name }) => name)).size).toBe(names.length)
    for (const { where, text } of catalogues) {
      for (const document of parseAllDocuments(text)) {
        const entity = document.toJS()
        expect(document.errors, where).toEqual([])
        expect(entity.kind === 'Group' || entity.spec.owner.startsWith('group:team-'), where).toBe(true)
      }
    }
  })

  test.each(['openapi.yaml', 'docker-compose.yml'])('%s is valid YAML', (path) => {
    const found = versions(path)
    expect(found.length).toBeGreaterThan(0)
    for (const { text } of found) for (const document of parseAllDocuments(text)) expect(document.errors).toEqual([])
  })

  test('the picture of the docs is a picture', () => {
    const id = built.git('acme/platform-docs', 'rev-parse', 'main:docs/images/services.png').trim()
    const { commits } = play(sampleHistories.find(({ name }) => name === 'acme/platform-docs') ?? expect.fail())
    const picture = commits.at(-1)?.tree.get('docs/images/services.png')
    expect(picture?.id).toBe(id)
    expect(Buffer.from(picture?.data ?? []).subarray(1, 4).toString()).toBe('PNG')
  })
})
