import { expect, test } from 'vitest'
import { symbolQuery } from './symbol-query.ts'

const pattern = String.raw`case:yes /\b(abstract|class|const|data|def|enum|fn|fun|func|function|interface|let|module|record|struct|trait|type|val|var)\s+(\([^)]*\)\s*)?`

test.each([
  [{ repo: 'acme/checkout', rev: '', name: 'rateFor', path: '' }, String.raw`repo:^acme/checkout$ ${pattern}rateFor\b/`],
  [{ repo: 'a', rev: 'v1', name: '$rate', path: 'src/tax.ts' }, String.raw`repo:^a$@v1 file:^src/tax\.ts$ ${pattern}\$rate\b/`],
])('%o', (symbol, query) => {
  expect(symbolQuery(symbol)).toBe(query)
})

test.each([
  ['export function rateFor(country: string) {', true],
  ['func (d *Desk) rateFor(country string) float64 {', true],
  ['const rateFor = (country) => 1', true],
  ['  return rateFor(country)', false],
  ['function rateForAll() {', false],
])('%s', (line, defines) => {
  const body = /case:yes \/(.*)\/$/.exec(symbolQuery({ repo: 'a', rev: '', name: 'rateFor', path: '' }))?.[1] ?? ''
  expect(new RegExp(body).test(line)).toBe(defines)
})
