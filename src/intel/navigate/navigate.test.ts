import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { findDefinitions, findReferences, type NamedPlace } from '../contract.ts'
import { readHouse, type Marked } from './houses.fixture.ts'

const languages = ['go', 'typescript', 'python', 'java', 'c', 'ruby', 'rust'] as const
const houses = languages.map((language) => ({ language, ...readHouse(`${language}.txt`, language) }))

let server: TestApp
beforeAll(async () => {
  server = await startApp()
  await server.addRepositories(Object.assign({}, ...houses.map(({ repositories }) => repositories)))
})
afterAll(() => server.close())

type Where = Pick<NamedPlace, 'repo' | 'path' | 'line' | 'column'>

const show = ({ repo, path, line, column }: Where) => `${repo} ${path}:${line}:${column}`

const positionOf = ({ repo, path, line, column }: Where) => ({ repo, path, line, column, rev: '' })

/** Every place that a name leads to is one of its definitions, and there is one. */
async function checkDefinition(mark: Marked, marks: readonly Marked[]): Promise<void> {
  const { places } = await server.call(findDefinitions, { query: positionOf(mark) })
  const expected = marks.filter(({ id, isDefinition }) => isDefinition && id === mark.id).map(show)
  const found = places.map(show)
  if (found.length === 0 || found.some((place) => !expected.includes(place))) expect(found).toEqual(expected)
}

/** The uses of a name are exactly what is marked as such, its definitions among them. */
async function checkReferences(mark: Marked, marks: readonly Marked[]): Promise<void> {
  const found: string[] = []
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = await server.call(findReferences, { query: { ...positionOf(mark), limit: 3, ...(cursor === undefined ? {} : { cursor }) } })
    found.push(...page.places.map(show))
    cursor = page.cursor
  }
  expect(found.toSorted()).toEqual(marks.filter(({ id, name }) => id === mark.id && name !== '').map(show).toSorted())
}

for (const { language, marks } of houses) {
  describe(language, () => {
    for (const mark of marks.filter(({ name }) => name !== '')) {
      test(`${show(mark)} ${mark.name} means ${mark.id ?? 'nothing here'}`, () => checkDefinition(mark, marks))
    }
    for (const mark of marks.filter(({ isDefinition, name }) => isDefinition && name !== '')) {
      test(`${mark.name} (${mark.id}) is used where it is marked`, () => checkReferences(mark, marks))
    }
  })
}
