import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import { findCallees, findCallers, findDefinitions, findEntryPaths, findGuards, findHover, findReferences, type CallGraph } from '../contract.ts'
import { readHouse } from './houses.fixture.ts'

const house = readHouse('typescript.txt', 'ts')

const guarded = 'export function f(x: number) {\n  try {\n    if (x > 1) {\n      g()\n    }\n  } catch {}\n}\n'

const served = {
  'pay.ts': 'export function charge(amount: number) {\n  return amount\n}\n',
  'handlers.ts': "import { charge } from './pay'\nexport const pay = (request) => charge(request.amount)\n",
  'routes.ts': "import { charge } from './pay'\nimport { pay } from './handlers'\nconst app = express()\napp.get('/health', (request, response) => response.send('ok'))\napp.post('/pay', (request) => charge(1))\napp.post('/pay/:id', pay)\n",
  'unused.ts': 'export function unused() {}\n',
}

/** In the second line of a header Trees may be a type that Manager has from its supertypes, of which it is one. */
const circular = {
  'm/Manager.java': 'package m;\npublic interface Manager extends Nodes,\n    Trees {\n}\n',
  'm/Nodes.java': 'package m;\npublic interface Nodes {\n}\n',
  'm/Trees.java': 'package m;\npublic interface Trees {\n  void drop(String name);\n}\n',
  'm/Use.java': 'package m;\nclass Use {\n  private Manager manager;\n  void use() {\n    manager.drop("a");\n  }\n}\n',
}

let server: TestApp
beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({ ...house.repositories, 'ts/guarded': [{ files: [['a.ts', guarded]] }], 'ts/served': [{ files: Object.entries(served) }], 'java/circular': [{ files: Object.entries(circular) }] })
})
afterAll(() => server.close())

/** Where the definition marked so stands. */
function at(id: string) {
  const mark = house.marks.find((each) => each.id === id && each.isDefinition)
  if (!mark) throw new Error(`nothing is marked ${id}`)
  const { repo, path, line, column } = mark
  return { repo, path, line, column }
}

/** `caller → called at line`, sorted; what was cut is told last. */
function told({ nodes, edges, cut }: CallGraph): string[] {
  const name = (id: string) => {
    const node = nodes.find((each) => each.id === id)
    return node ? `${node.container === '' ? '' : `${node.container}.`}${node.name}` : id
  }
  const all = edges.map(({ from, to, path, line }) => `${name(from)} → ${name(to)} at ${path}:${line}`).toSorted()
  return cut === null ? all : [...all, cut]
}

describe('callers', () => {
  function check(id: string, options: { depth?: number; nodes?: number }, expected: string[]): void {
    test(`of ${id}, ${JSON.stringify(options)}`, async () => {
      expect(told(await server.call(findCallers, { query: { ...at(id), ...options } }))).toEqual(expected)
    })
  }

  check('rateFor', {}, ['Cart.label → rateFor at src/cart.ts:31'])
  check('round', {}, ['Priced.tax → round at src/cart.ts:11'])
  check('round', { depth: 3 }, ['Cart.label → Priced.tax at src/cart.ts:31', 'Priced.tax → round at src/cart.ts:11'])
  check('total', {}, ['Cart.label → Cart.total at src/cart.ts:31', 'place → Cart.total at src/order/place.tsx:8', 'place → Cart.total at src/order/place.tsx:8'])
  check('total', { depth: 2 }, ['Cart.label → Cart.total at src/cart.ts:31', 'main.ts → place at src/main.ts:3', 'place → Cart.total at src/order/place.tsx:8', 'place → Cart.total at src/order/place.tsx:8'])
  check('total', { depth: 2, nodes: 2 }, ['Cart.label → Cart.total at src/cart.ts:31', 'There are more than 2 functions; the ones nearest are shown.'])
  check('place', {}, ['main.ts → place at src/main.ts:3'])
  // Inside of a function, on what is none: the function around is meant.
  check('sum', {}, ['Cart.label → Cart.total at src/cart.ts:31', 'place → Cart.total at src/order/place.tsx:8', 'place → Cart.total at src/order/place.tsx:8'])
  check('table', {}, [])

  test('through a type that is told by its own supertypes', async () => {
    expect(told(await server.call(findCallers, { query: { repo: 'java/circular', path: 'm/Trees.java', line: 3, column: 8 } }))).toEqual(['Use.use → Trees.drop at m/Use.java:5'])
  })
})

describe('callees', () => {
  function check(id: string, options: { depth?: number; nodes?: number }, expected: string[]): void {
    test(`of ${id}, ${JSON.stringify(options)}`, async () => {
      expect(told(await server.call(findCallees, { query: { ...at(id), ...options } }))).toEqual(expected)
    })
  }

  check('place', {}, ['place → Cart at src/order/place.tsx:5', 'place → Cart at src/order/place.tsx:7', 'place → Cart.add at src/order/place.tsx:6', 'place → Cart.total at src/order/place.tsx:8', 'place → Cart.total at src/order/place.tsx:8'])
  check('tax', {}, ['Priced.tax → Priced.total at src/cart.ts:11', 'Priced.tax → round at src/cart.ts:11'])
  check('rateFor', {}, [])
})

describe('ways in', () => {
  function check(where: string, expected: string[]): void {
    test(`to ${where}`, async () => {
      const [, path = '', line] = /^(.+):(\d+)$/.exec(where) ?? []
      const { paths, cut } = await server.call(findEntryPaths, { query: { repo: 'ts/served', path, line: Number(line) } })
      const shown = paths.map(({ kind, label, nodes, edges }) => `${kind} ${label}: ${nodes.map(({ name }) => name).join(' → ')} (${edges.map((edge) => edge.line).join(' ')})`)
      expect(cut === null ? shown : [...shown, cut]).toEqual(expected)
    })
  }

  check('pay.ts:2', ['route POST /pay: routes.ts → charge (5)', 'route POST /pay/:id: routes.ts → pay → charge (6 2)'])
  check('routes.ts:4', ['route GET /health: routes.ts ()'])
  check('unused.ts:1', [])
})

test('guards are told from the outside in, with their function', async () => {
  const { function: around, guards } = await server.call(findGuards, { query: { repo: 'ts/guarded', path: 'a.ts', line: 4 } })
  expect(around).toMatchObject({ name: 'f', line: 1 })
  expect(guards.map(({ kind, text, line, negated }) => `${line} ${kind} ${text}${negated ? ' (not)' : ''}`)).toEqual(['6 try catch', '3 condition (x > 1)'])
})

describe('hover', () => {
  function check(id: string, expected: string): void {
    test(`on ${id}`, async () => {
      const { hover } = await server.call(findHover, { query: at(id) })
      expect(hover && `${hover.kind} ${hover.container}${hover.container && '.'}${hover.signature} | ${hover.documentation}`).toBe(expected)
    })
  }

  check('rateFor', 'function export function rateFor(country: string): Rate | The rate of a country.\n@param country as ISO 3166 has it')
  check('cart', 'class export class Cart extends Priced | What somebody is about to buy.')
  check('sum', 'variable Cart.total.let sum = 0 | ')
})

describe('what has no answer says why', () => {
  async function noteAt(query: { repo: string; path: string; line: number; column: number }) {
    return (await server.call(findDefinitions, { query })).note
  }

  test('an imported package that is in no repository', async () => {
    expect(await noteAt({ repo: 'ts/shop', path: 'src/cart.ts', line: 2, column: 10 })).toBe('useState is imported from react, which is in no repository that is known here.')
  })
  test('a place without a name', async () => {
    expect(await noteAt({ repo: 'ts/shop', path: 'src/cart.ts', line: 3, column: 1 })).toBe('No name stands at this position.')
  })
  test('a line behind the end', async () => {
    expect(await noteAt({ repo: 'ts/shop', path: 'src/cart.ts', line: 3000, column: 1 })).toBe('No name stands at this position.')
  })
  test('a file that is no code', async () => {
    expect(await noteAt({ repo: 'ts/shop', path: 'package.json', line: 1, column: 1 })).toBe('Names are not followed in files of this kind.')
  })
})

describe('what is refused', () => {
  test.each([
    [{ repo: 'ts/none', path: 'a.ts', line: 1 }, '404 repos.not_found'],
    [{ repo: 'ts/shop', path: 'none.ts', line: 1 }, '404 code.no_such_path'],
    [{ repo: 'ts/shop', path: 'src/cart.ts', line: 1, rev: 'none' }, '404 intel.no_revision'],
    [{ repo: 'ts/shop', path: 'src/cart.ts', line: 0 }, '400 input.invalid'],
    [{ repo: 'ts/shop', path: 'src/cart.ts', line: 1, cursor: 'x' }, '400 intel.bad_cursor'],
  ])('%j: %s', async (query, expected) => {
    expect(await outcomeOf(server.call(findReferences, { query: { column: 10, ...query } }))).toBe(expected)
  })
})
