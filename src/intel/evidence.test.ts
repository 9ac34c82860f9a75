import { describe, expect, test } from 'vitest'
import { bareName, checkContent, type Claim } from './evidence.ts'

const text = `import { rates } from './rates'

/** The rate of a region. */
export function rateFor(region) {
  if (!known(region)) {
    throw new Error('no rate for ' + region + ' in this table')
  }
  return rates[region].rate
}

class Table {
  constructor(rows) {
    this.rows = rows.map((row) => parse(row))
  }

  total(amount,
        region) {
    return amount *
      rateFor(region)
  }
}
`.split('\n')

const nothing: Claim = { line: null, column: null, function: null, declares: null, calls: null, sourceText: null, says: null, token: null }

/** `line [weight, of which only the sign counts] reasons`, and `!` where the text cannot be the one that ran. */
function say(claim: Partial<Claim>): string {
  const { line, weight, reasons, contradicted } = checkContent(text, { ...nothing, ...claim })
  return `${line ?? 'no line'} ${weight > 0.05 ? '+' : weight < 0 ? '-' : '0'}${contradicted ? '!' : ''} ${reasons.join('; ')}`
}

const check = (claim: Partial<Claim>, expected: string) => test(`${JSON.stringify(claim)} → ${expected}`, () => expect(say(claim)).toBe(expected))

describe('the line', () => {
  check({}, 'no line 0 the frame names no line')
  check({ line: 8 }, '8 0 the line exists')
  check({ line: 100 }, `no line -! the file has only ${text.length} lines`)
  check({ line: 0 }, `no line -! the file has only ${text.length} lines`)
  check({ line: 2 }, '2 -! no code stands on this line')
  check({ line: 3 }, '3 -! no code stands on this line')
})

describe('the text that the trace quotes', () => {
  check({ line: 8, sourceText: 'return rates[region].rate' }, '8 + the quoted text stands on this line')
  check({ line: 5, sourceText: 'return rates[region].rate' }, '8 +! the quoted text stands 3 lines below')
  check({ line: 12, sourceText: 'return rates[region].rate', function: 'total' }, '8 +! the quoted text stands 4 lines above')
  check({ line: 8, sourceText: 'return 1' }, '8 -! another text stands on this line')
})

describe('the function', () => {
  check({ line: 8, function: 'rateFor' }, '8 + this line is in rateFor, which begins 4 lines above')
  check({ line: 6, function: 'rateFor' }, '6 + this line is in rateFor, which begins 2 lines above')
  check({ line: 5, function: 'rateFor' }, '5 + this line is in rateFor, which begins 1 line above')
  check({ line: 4, function: 'rateFor' }, '4 + rateFor stands on this line')
  check({ line: 13, function: 'rateFor' }, '13 0! rateFor stands 9 lines above, but this line is not in it')
  check({ line: 13, function: 'new Table' }, '13 + this line is in Table, which begins 2 lines above')
  check({ line: 13, function: '<init>', declares: 'Table' }, '13 + this line is in Table, which begins 2 lines above')
  check({ line: 18, function: 'Table.total' }, '18 + this line is in total, which begins 2 lines above')
  check({ line: 8, function: 'total' }, '8 -! total does not stand near this line')
  check({ line: 8, function: '<anonymous>' }, '8 0 the line exists')
})

describe('the function that is called', () => {
  const calls = (name: string, ours = true) => ({ name, ours })
  check({ line: 5, calls: calls('known') }, '5 + known is called on this line')
  check({ line: 5, column: 8, calls: calls('known') }, '5 + known is called at the column')
  check({ line: 18, calls: calls('rateFor') }, '18 0 the line exists')
  check({ line: 8, calls: calls('parse') }, '8 -! parse is not called on this line')
  check({ line: 8, calls: calls('parse', false) }, '8 0 the line exists')
})

describe('the column', () => {
  check({ line: 8, column: 24, token: 'rate' }, '8 + rate stands at the column')
  check({ line: 8, column: 10, token: 'rate' }, '8 -! rate does not stand at the column')
  check({ line: 8, column: 12 }, '8 -! the column points into the middle of a word')
  check({ line: 8, column: 9 }, '8 -! the column points at a space')
  check({ line: 8, column: 500 }, '8 -! the line is shorter than the column')
  check({ line: 8, column: 10 }, '8 0 the line exists')
  check({ line: 8, column: 1 }, '8 0 the line exists')
})

describe('what the exception says', () => {
  check({ line: 6, says: 'no rate for XI in this table' }, '6 + words of the message stand on this line')
  check({ line: 5, says: 'no rate for XI in this table' }, '5 + words of the message stand near this line')
  check({ line: 13, says: 'no rate for XI in this table' }, '13 0 the line exists')
  check({ line: 6, says: 'no rate' }, '6 0 the line exists')
})

describe('the bare name of a function', () => {
  const check = (name: string | null, bare: string | null) => test(`${name} → ${bare}`, () => expect(bareName(name)).toBe(bare))
  check('TaxTable.rateFor [as rate]', 'rateFor')
  check('example.com/kit/api.(*Server).quote', 'quote')
  check('example.com/kit/api.(*Server).quote.func1.2', 'quote')
  check('example.com/kit.Map[...]', 'Map')
  check('com.acme.Tax.lambda$rateFor$0', 'rateFor')
  check('new Table', 'Table')
  check('async load', 'load')
  check('Object.<anonymous>', null)
  check('<module>', null)
  check('main.main', null)
  check('größe', 'größe')
  check('a.*', null)
  check('<shop::cart::Cart as shop::cart::Priced>::price::{{closure}}', 'price')
  check('core::option::Option<T>::map', 'map')
  check('shop::Map<int, std::vector<int> >::at', 'at')
  check('(anonymous namespace)::fill', 'fill')
  check('Shop\\Cart->total', 'total')
  check('Shop\\Cart->Shop\\{closure}', null)
  check('{main}', null)
  check('block (2 levels) in Shop::Cart#valid?', 'valid')
  check('rescue in pay', 'pay')
  check('Integer#/', null)
  check('Cart#price=', 'price')
  check('Shop.Cart.total/1', 'total')
  check(':erlang.*', null)
  check('main.<anonymous closure>', null)
  check('Cart.total.<anonymous closure>', 'total')
  check('closure #1 in CartView.body.getter', 'body')
  check('Cart.price(at:)', 'price')
  check('', null)
  check(null, null)
})
