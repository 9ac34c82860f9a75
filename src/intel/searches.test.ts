import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../engine/query/index.ts'
import { compilePattern, DEFAULT_LIMITS, scanDocument } from '../../engine/scan/index.ts'
import { searchesFor } from './searches.ts'

/** That the query, run as the search runs it, finds a file that holds nothing but the line. */
function finds(line: string, { query, patternType }: Omit<ReturnType<typeof searchesFor>[number], 'title'>): boolean {
  const { plan, issues } = compileQuery(query, { patternType })
  expect(issues.filter(({ severity }) => severity === 'error'), query).toEqual([])
  return plan.branches.some(({ pattern, caseSensitive }) => {
    const compiled = pattern && compilePattern(pattern, { caseSensitive })
    if (!compiled?.ok) return false
    return scanDocument({ path: 'x', bytes: Buffer.from(`${line}\n`) }, compiled.matcher, { limits: DEFAULT_LIMITS }).kind === 'match'
  })
}

/** Each search as `patternType: query`; every one of them finds the line that it was made from. */
function check(line: string, expected: string[], column: number | null = null): void {
  test(`${JSON.stringify(line)}${column === null ? '' : ` at ${column}`}`, () => {
    const searches = searchesFor(line, column)
    expect(searches.map(({ patternType, query }) => `${patternType}: ${query}`)).toEqual(expected)
    for (const search of searches) expect(finds(line, search), search.query).toBe(true)
  })
}

describe('searches made from a line', () => {
  check('  return rates[region].rate', ['literal: return rates[region].rate', 'regexp: rates\\[[^\\]]+\\]\\.rate', 'regexp: region AND rates'])
  check('  const tax = regionalRates[cart.region]!.rate * net', [
    'literal: const tax = regionalRates[cart.region]!.rate * net',
    'regexp: regionalRates\\[[^\\]]+\\]',
    'regexp: regional[_-]?rates AND region',
  ])
  check('    return regional_rates()[order["region"]]', ['literal: return regional_rates()[order["region"]]', 'regexp: regional_rates\\([^)]*\\)\\[.+\\]', 'regexp: regional[_-]?rates AND order'])
  check('\treturn d.regionalRates[region].Rate, nil', ['literal: return d.regionalRates[region].Rate, nil', 'regexp: d\\.regionalRates\\[[^\\]]+\\]\\.Rate', 'regexp: regional[_-]?rates AND region'])
  check('a.b(c); d[e].f', ['literal: a.b(c); d[e].f', 'regexp: a\\.b\\([^)]*\\)'], 1)
  check('x', [])
  check('', [])
  check('}', [])
})

describe('lines that look like a query are still found', () => {
  const odd = [
    'if (a and not b or c) { return foo.bar }', 'repo:foo file:bar count:1', '"quoted" and \'so\'', '/regex/ and /another/g', 'content:"x" OR lang:go', '((((a.b', 'a))))', '\\d+\\.\\d+', '-negated.name(x)',
    'type Foo struct {', 'patterntype:regexp case:yes', 'x = [1, 2, 3][i].value', 'rev:main@v1', '`${a.b[c]}`', 'größe.länge[i]', 'NOT a AND b', 'timeout:1s select:repo', `${'long '.repeat(200)}line`, '\\', '/', '"', '//', '*.*', '^$.|?*+()[]{}',
  ]
  test.each(odd)('%s', (line) => {
    for (const search of searchesFor(line, null)) expect(finds(line, search), `${search.patternType}: ${search.query}`).toBe(true)
  })
})
