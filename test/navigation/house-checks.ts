import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHouse, type House, type Marked } from '../../src/intel/navigate/houses.fixture.ts'
import { makeRepository } from '../../src/repos/git/testing.ts'
import type { NamedPlace } from '../../src/intel/contract.ts'
import type { listServices } from '../../src/impact/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { openShell, type Served, type Shell } from '../support/shell.ts'
import { checkOut, indexAll, indexers, whyNot, type Indexer } from './indexers.ts'

type Place = Pick<NamedPlace, 'repo' | 'path' | 'line' | 'column'>

const show = ({ repo, path, line, column }: Place) => `${repo} ${path}:${line}:${column}`

/**
 * The house of a language in a server of its own: first what search tells of its marks, then, behind an upload of real indexes by the
 * command line, what those tell. Names without a mark are not judged.
 */
export function describeHouse(language: string): void {
  const indexer = indexers[language]
  if (!indexer) throw new Error(`no indexer makes indexes of ${language}`)
  const lack = whyNot(indexer)
  const house = readHouse(`${language}.txt`, language, join(import.meta.dirname, 'houses'))
  describe(language, () => {
    let shell: Shell
    let server: Served
    beforeAll(async () => {
      shell = openShell()
      for (const [name, steps] of Object.entries(house.repositories)) await makeRepository(shell.path('code', `${name}.git`), steps)
      server = await shell.serve('data')
      expect(await shell.run('firebreak repos add code', { data: 'data' })).toMatchObject({ exit: 0 })
    })
    afterAll(() => shell.close())

    describe('by search', () => checkMarks({ house, indexer, kind: 'search-based' }, () => server))
    const precise = lack === undefined ? describe : describe.skip
    precise(lack === undefined ? 'by an index' : `by an index (left out: ${lack})`, () => {
      beforeAll(() => uploadIndexes(shell, indexer, house))
      checkMarks({ house, indexer, kind: 'precise' }, () => server)
      test('the edges between its services are precise', () => checkEdges(server, house))
    })
  })
}

async function uploadIndexes(shell: Shell, indexer: Indexer, house: House): Promise<void> {
  mkdirSync(shell.path('work'))
  const checkouts = checkOut(shell.path('work'), house)
  indexAll(indexer, checkouts)
  for (const { name, folder } of checkouts) {
    const commit = (await shell.run(`git --git-dir code/${name}.git rev-parse HEAD`)).out.trim()
    expect(await shell.run(`firebreak scip upload ${join(folder, 'index.scip')} --repo ${name} --commit ${commit} --root ''`, { data: 'data' })).toMatchObject({ exit: 0 })
  }
}

type Kind = 'search-based' | 'precise'

function checkMarks({ house: { marks: all }, indexer, kind }: { house: House; indexer: Indexer; kind: Kind }, server: () => Served): void {
  const known = all.filter(({ preciseId }) => preciseId !== '?').map((mark) => ({ ...mark, id: mark.preciseId, isHard: false }))
  const marks = kind === 'precise' ? known : all
  const named = marks.filter(({ name }) => name !== '')
  for (const mark of named) {
    test(`${show(mark)} ${mark.name} means ${mark.id ?? 'nothing here'}`, () => checkDefinition(server(), mark, { marks, precise: kind === 'precise' }))
  }
  const implementable = named.filter(({ isDefinition, id }) => isDefinition && implementing(id, named).length > 0)
  if (implementable.length > 0 && kind === (indexer.isSilentOnImplementations ? 'search-based' : 'precise')) {
    test(`implementations are told ${kind}`, async () => {
      const told = (await Promise.all(implementable.map((mark) => implementationsOf(server(), mark)))).flat()
      expect(told.filter(({ precise }) => precise === (kind === 'precise'))).not.toEqual([])
    })
  }
  for (const mark of implementable) {
    test(`${mark.name} (${mark.id}) is implemented where it is marked`, () => checkImplementations(server(), mark, named))
  }
  for (const mark of named.filter(({ isDefinition, implemented }) => isDefinition && implemented !== null)) {
    test(`${mark.name} (${mark.id}) implements ${mark.implemented}`, () => checkImplemented(server(), mark, named))
  }
  // What is used in one file only is the same question as what its uses mean.
  const files = Map.groupBy(named, ({ id }) => id)
  const isSpread = ({ id }: Marked) => new Set(files.get(id)?.map(({ repo, path }) => `${repo} ${path}`)).size > 1
  for (const mark of named.filter((each) => each.isDefinition && isSpread(each))) {
    test(`${mark.name} (${mark.id}) is used where it is marked`, () => checkReferences(server(), mark, named))
  }
}

/** What is marked to implement or override a mark, over any number of steps. */
function implementing(id: string | null, marks: readonly Marked[]): Marked[] {
  const ids = new Set([id])
  for (const each of ids) for (const mark of marks) if (mark.implemented !== null && mark.implemented === each) ids.add(mark.id)
  ids.delete(id)
  return marks.filter((mark) => mark.isDefinition && ids.has(mark.id))
}

const implementationsOf = async (server: Served, mark: Marked) => ((await server.get(`/intel/implementations?${queryFor(mark)}`)) as { places: NamedPlace[] }).places

/** Of the marked names exactly those are told that are marked to implement it; of one that is also declared elsewhere, any place. */
async function checkImplementations(server: Served, mark: Marked, marks: readonly Marked[]): Promise<void> {
  const places = await implementationsOf(server, mark)
  const found = new Set(places.map(show))
  const told = marks.filter((each) => found.has(show(each))).map(({ id }) => id)
  expect([...new Set(told)].toSorted()).toEqual([...new Set(implementing(mark.id, marks).map(({ id }) => id))].toSorted())
}

/** The other way: what a mark implements is among what is told, and neither itself nor what implements it. */
async function checkImplemented(server: Served, mark: Marked, marks: readonly Marked[]): Promise<void> {
  const { places } = (await server.get(`/intel/implementations?${queryFor(mark, { direction: 'up' })}`)) as { places: NamedPlace[] }
  const found = places.map(show)
  const above = marks.filter(({ isDefinition, id }) => isDefinition && id === mark.implemented).map(show)
  expect(above.filter((place) => found.includes(place))).not.toEqual([])
  const below = implementing(mark.id, marks).map(show)
  expect(found.filter((place) => below.includes(place) || place === show(mark))).toEqual([])
}

/** Whoever uses what another repository defines has an edge to it, with a line that the index tells. */
async function checkEdges(server: Served, { marks }: House): Promise<void> {
  const { edges } = (await server.get('/services')) as Answer<typeof listServices>
  const homes = new Map(marks.flatMap(({ id, repo, isDefinition }) => (isDefinition ? [[id, repo]] : [])))
  const between = marks.flatMap(({ repo, preciseId }) => (homes.has(preciseId) && homes.get(preciseId) !== repo ? [`${repo} ${homes.get(preciseId)}`] : []))
  const service = (repo = '') => `service:${repo.split('/').at(-1)}`
  const told = edges.flatMap(({ from, to, places }) => (places.some(({ certainty, names }) => certainty === 'precise' && names.length > 0) ? [`${from} ${to}`] : []))
  expect([...new Set(between)].map((pair) => pair.split(' ').map(service).join(' ')).filter((pair) => !told.includes(pair))).toEqual([])
  expect(between).not.toEqual([])
}

const queryFor = (mark: Marked, more: Record<string, string> = {}) => new URLSearchParams({ repo: mark.repo, path: mark.path, line: String(mark.line), column: String(mark.column), ...more })

/** Every place that a name leads to is one of its definitions, and there is one, unless only a compiler knows. */
async function checkDefinition(server: Served, mark: Marked, { marks, precise: wanted }: { marks: readonly Marked[]; precise: boolean }): Promise<void> {
  const { places } = (await server.get(`/intel/definitions?${queryFor(mark)}`)) as { places: NamedPlace[] }
  const expected = marks.filter(({ id, isDefinition }) => isDefinition && id === mark.id).map(show)
  const found = places.map(show)
  if (mark.isHard && found.length === 0) return
  if (found.length === 0 || found.some((place) => !expected.includes(place))) expect(found).toEqual(expected)
  expect(places.filter(({ precise }) => precise !== wanted)).toEqual([])
}

/** Of the marked names exactly those are told that are marked as the same; what only a compiler knows may be left out. */
async function checkReferences(server: Served, mark: Marked, named: readonly Marked[]): Promise<void> {
  const found: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await server.get(`/intel/references?${queryFor(mark, cursor === undefined ? {} : { cursor })}`)) as { places: NamedPlace[]; cursor: string | null }
    found.push(...page.places.map(show))
    cursor = page.cursor
  }
  const family = overrides(mark.id, named)
  const judged = new Set(named.filter(({ id, isHard }) => (id === mark.id ? !isHard : id === null || !family.has(id))).map(show))
  const expected = named.filter(({ id, isHard }) => id === mark.id && !isHard).map(show)
  expect(found.filter((place) => judged.has(place)).toSorted()).toEqual(expected.toSorted())
}

/** What a name implements or overrides, what does so to it, and so on: indexes tell the uses of some of them as those of all. */
function overrides(id: string | null, marks: readonly Marked[]): Set<string> {
  const family = new Set(id === null ? [] : [id])
  for (let size = 0; size < family.size; ) {
    size = family.size
    for (const { id: own, implemented } of marks) {
      if (own !== null && implemented !== null && (family.has(own) || family.has(implemented))) family.add(own).add(implemented)
    }
  }
  return family
}
