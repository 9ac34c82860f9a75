import { describe, expect, test } from 'vitest'
import type { SymbolPlace } from '../../src/search/contract.ts'
import { filterTree, pathTo, symbolAt, treeOf, type SymbolNode } from './symbol-tree.ts'

/** `Cart.total 3-5` in short: a symbol of the lines 3 to 5, named on the first. */
function symbolsOf(text: string): SymbolPlace[] {
  return text.split(', ').filter(Boolean).map((short) => {
    const [full = '', lines = ''] = short.split(' ')
    const [startLine = 0, endLine = 0] = lines.split('-').map(Number)
    const dot = full.lastIndexOf('.')
    return { name: full.slice(dot + 1), kind: 'method' as const, container: full.slice(0, Math.max(0, dot)), line: startLine, column: 1, startLine, endLine }
  })
}
const show = (nodes: SymbolNode[]): string => nodes.map(({ symbol, children }) => `${symbol.name}${children.length > 0 ? `(${show(children)})` : ''}`).join(' ')

const shop = 'Cart 1-9, Cart.total 2-5, Cart.total.sum 3-4, Cart.add 6-8, pay 10-12'

describe('the tree of the symbols of a file', () => {
  test.each([
    ['', ''],
    ['a 1-1, b 2-2', 'a b'],
    [shop, 'Cart(total(sum) add) pay'],
    ['Get 1-1, S 2-3, S.Get 5-6', 'Get S(Get)'],
    ['S.Get 1-2, S 4-5', 'S(Get)'],
    ['A 1-3, A.x 2-2, A 5-7, A.x 6-6', 'A(x) A(x)'],
    ['lost.x 1-1', 'x'],
    ['a 1-3, a.a 2-2', 'a(a)'],
  ])('%s: %s', (symbols, tree) => expect(show(treeOf(symbolsOf(symbols)))).toBe(tree))

  test.each([
    ['', 'Cart(total(sum) add) pay'],
    ['sum', 'Cart(total(sum))'],
    ['AD', 'Cart(add)'],
    ['cart', 'Cart'],
    ['ttl', 'Cart(total)'],
    ['xyz', ''],
  ])('filtered by %j: %s', (letters, tree) => expect(show(filterTree(treeOf(symbolsOf(shop)), letters))).toBe(tree))
})

describe('the symbol of a line', () => {
  test.each([
    [1, 'Cart'], [3, 'Cart.total.sum'], [5, 'Cart.total'], [9, 'Cart'], [11, 'pay'], [13, ''],
  ])('line %i: %s', (line, path) => {
    const symbols = symbolsOf(shop)
    expect(pathTo(treeOf(symbols), symbolAt(symbols, line)).map(({ symbol }) => symbol.name).join('.')).toBe(path)
  })
})
