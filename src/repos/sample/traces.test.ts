import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWith, find } from '../../../test/support/need.ts'
import { buildSample } from '../../../test/support/sample.ts'
import type { Built } from '../../../test/support/sample.ts'
import { sampleTraces } from './traces.ts'
import type { SampleFrame, SampleTrace } from './traces.ts'

let built: Built

beforeAll(() => {
  built = buildSample()
})

afterAll(() => built.close())

const traceOf = (id: string): SampleTrace => sampleTraces.find((trace) => trace.id === id) ?? expect.fail(id)

/** Where the traces say that the code of the failing service lies; Java names classes instead of files. */
const roots: Record<string, string> = {
  'pricing-compose': '/srv/app/',
  'checkout-shipping': '/app/',
  'storefront-preview': '/app/',
  'tax-rates-chain': '/usr/src/app/',
  'notifications-json': '/srv/notifications/',
  'inventory-panic': '/src/',
}

/** Every place below the root that the text names, in its order, as `path:line`. */
function named({ id, text }: SampleTrace): string[] {
  if (id === 'ledger-caused-by') {
    return [...text.matchAll(/at (com\.acme\.[\w.]+)\.\w+\.\w+\(([\w.]+):(\d+)\)/g)].map(
      ([, folder = '', file, line]) => `src/main/java/${folder.replaceAll('.', '/')}/${file}:${line}`,
    )
  }
  const place = new RegExp(String.raw`(?<![\w/.])(?:file://)?${roots[id]}([\w/.-]+\.(?:ts|py|go))\\?"?(?::|, line )(\d+)`, 'g')
  return [...text.matchAll(place)].map(([, path, line]) => `${path}:${line}`)
}

const places = (frames: SampleFrame[]) => frames.map(({ path, line }) => `${path}:${line}`)

describe.each(sampleTraces)('the trace $id', (trace) => {
  test('names the frames that are told beside it, and no other of that service', () => {
    expect(named(trace)).toEqual(places(trace.frames))
  })

  test.each(trace.frames)('$path:$line stands in the tag and holds the call', ({ path, line, holds }) => {
    const text = built.git(trace.repository, 'show', `${trace.revision}:${path}`)
    expect(text.split('\n')[line - 1]).toContain(holds)
  })

  test('breaks in a line that reads a rate', () => expect(trace.crash.holds).toMatch(/rates?\b.*region|regional/i))
})

describe('a resolver has something to do', () => {
  test('at the head of pricing the line has moved', () => {
    const { repository, crash } = traceOf('pricing-compose')
    expect(built.git(repository, 'show', `main:${crash.path}`).split('\n')[crash.line - 1]).not.toContain(crash.holds)
  })

  test('docker compose put two services and their times into one text', () => {
    const lines = traceOf('pricing-compose').text.trimEnd().split('\n')
    expect(lines.filter((line) => /^pricing-1 +\| 2026-10-06T02:14:09\.\d{9}Z /.test(line)).length).toBe(12)
    expect(lines.filter((line) => /^checkout-1 +\| 2026-10-06T02:14:09\.\d{9}Z /.test(line)).length).toBe(14)
  })

  test('a trace hides in a field of JSON', () => {
    expect(JSON.parse(traceOf('notifications-json').text).exception).toMatch(/^Traceback \(most recent call last\):\n/)
  })
})

/** Gives a service its shared library as its registry would: types stripped, with a package.json of its own. */
function installShopHttp(service: string, revision: string): void {
  const library = built.checkOut('acme/shop-http', revision)
  const target = join(service, 'node_modules/@acme/shop-http')
  mkdirSync(join(target, 'dist'), { recursive: true })
  writeFileSync(join(target, 'package.json'), readFileSync(join(library, 'package.json')))
  for (const name of readdirSync(join(library, 'src'))) {
    const code = stripTypeScriptTypes(readFileSync(join(library, 'src', name), 'utf8'))
    writeFileSync(join(target, 'dist', name.replace(/ts$/, 'js')), code.replaceAll(".ts'", ".js'"))
  }
}

/** What a program says when it fails, without the name of the folder in which it ran. */
function failure(folder: string, program: string, args: string[]): string {
  const { stderr, status } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH } })
  expect(status).not.toBe(0)
  return stderr.replaceAll(`${folder}/`, '')
}

/** The frames of a V8 trace as `function path:line:column`. */
const v8Frames = (text: string): string[] =>
  [...text.matchAll(/at (?:async )?([\w.]+) \((?:file:\/\/)?(?:\/srv\/app\/|\/app\/)?(src\/[\w/.-]+:\d+:\d+)\)/g)].map(([, name, place]) => `${name} ${place}`)

describe('run again today', () => {
  const checkV8 = (id: string, shopHttp: string, code: string, frames: number) =>
    test(`${id}: node tells the same ${frames} frames`, () => {
      const trace = traceOf(id)
      const service = built.checkOut(trace.repository, trace.revision)
      installShopHttp(service, shopHttp)
      const said = failure(service, process.execPath, ['--input-type=module', '--eval', code])
      expect(said).toContain("TypeError: Cannot read properties of undefined (reading 'rate')")
      const told = v8Frames(trace.text.replaceAll(/^checkout-1.*$/gm, trace.id === 'pricing-compose' ? '' : '$&')).slice(0, frames)
      expect(told).toHaveLength(frames)
      expect(v8Frames(said)).toEqual(told)
    })

  const lines = `[{ sku: 'mug-blue', quantity: 2, unitPrice: 1200 }]`
  checkV8('pricing-compose', 'v1.5.0', `import { priceCart } from './src/cart/price.ts'; priceCart({ region: 'XI', currency: 'GBP', lines: ${lines} })`, 4)
  checkV8('checkout-shipping', 'v1.5.0', `import { shippingFor } from './src/order/shipping.ts'; shippingFor(${lines}, { region: 'XI' }, {})`, 1)

  describeWith('python3', 'python', () => {
    test('tax-rates-chain: python tells the same lines', () => {
      const trace = traceOf('tax-rates-chain')
      const service = built.checkOut(trace.repository, trace.revision)
      const said = failure(service, find('python3') ?? 'python3', ['-c', 'from tax_rates.amount import tax_amount; tax_amount("XI", 2400)'])
      const files = (text: string) => [...text.matchAll(/File "(?:\/usr\/src\/app\/)?(tax_rates\/amount\.py)", line (\d+), in (\w+)/g)].map(([, ...place]) => place)
      expect(files(said)).toEqual(files(trace.text))
    })
  })
})
