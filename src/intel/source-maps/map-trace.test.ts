import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { locate, type Located, type ResolvedFrame } from '../contract.ts'
import { framesOf } from '../intel.fixture.ts'
import { bundleShop, shopSources, type Bundle } from './shop.fixture.ts'

/** `function path:line @repo`, then what was compared: `+` agreed, `?` could not be, `!` disagreed. */
function show({ place, mapped, wantsMap, file, line }: ResolvedFrame): string {
  if (!mapped) return `${file}:${line}${wantsMap ? ' wants a map' : ''}${place ? ` ${place.path}` : ''}`
  const { function: name, map, release, contradicted } = mapped
  return `${name ?? '-'} ${place ? `${place.repo} ${place.path}:${place.line}` : `${mapped.source}:${mapped.line} nowhere`} by ${map}${release === null ? '' : ` (${release})`}${contradicted.map((each) => ` !${each}`).join('')}`
}

const shownFrames = (located: Located) => framesOf(located).filter(({ file }) => file?.includes('app.js')).map(show)

const frames = (by: string, repo = 'shop') => [`rateFor ${repo} src/rates.ts:7 by ${by}`, `totalWith ${repo} src/rates.ts:14 by ${by}`, `checkout ${repo} src/main.ts:6 by ${by}`, `- ${repo} src/main.ts:11 by ${by}`, `start ${repo} src/main.ts:11 by ${by}`, `- ${repo} src/main.ts:14 by ${by}`]

let bundle: Bundle
let inline: Bundle
let app: TestApp
beforeAll(async () => {
  bundle = await bundleShop()
  inline = await bundleShop({ sourcemap: 'inline' })
  app = await startApp()
  const sources = Object.entries(shopSources)
  const [offset] = [{ line: 2, column: 0 }]
  await app.addRepositories({
    shop: [{ files: [...sources, ['README.md', 'x']] }],
    'deploy/beside': [{ files: [...sources, ['dist/assets/app.js', bundle.code], ['dist/assets/app.js.map', bundle.map]] }],
    'deploy/inline': [{ files: [...sources, ['dist/assets/app.js', inline.code]] }],
    'deploy/alone': [{ files: [...sources, ['dist/assets/app.js.map', bundle.map]] }],
    'deploy/index': [{ files: [...sources, ['dist/assets/app.js.map', JSON.stringify({ version: 3, sections: [{ offset, map: JSON.parse(bundle.map) as object }] })]] }],
    'deploy/wrong': [{ files: [...sources, ['dist/assets/app.js.map', wrongBuild(bundle.map)]] }],
  })
})
afterAll(() => app.close())

/** As though a release before had been built, in which other code stood in front. */
const wrongBuild = (map: string) => map.replace('"mappings":"', '"mappings":"AAAA,EAAE;').replaceAll('found.rate', 'found.price')

const locateIn = (repo: string, text: string, rev = '') => app.call(locate, { body: { text, repo, rev } })

describe('a map in the repository', () => {
  const check = (name: string, repo: string, text: () => string, expected: string[]) => test(name, async () => expect(shownFrames(await locateIn(`^${repo}$`, text()))).toEqual(expected))

  check('beside the generated file', 'deploy/beside', () => bundle.trace, frames('app.js.map', 'deploy/beside'))
  check('in the generated file', 'deploy/inline', () => inline.trace, frames('app.js', 'deploy/inline'))
  check('without the generated file', 'deploy/alone', () => bundle.trace, frames('app.js.map', 'deploy/alone'))
  check('in sections', 'deploy/index', () => bundle.trace.replaceAll('app.js:1:', 'app.js:3:'), frames('app.js.map', 'deploy/index'))
})

test('both places are told, and what was compared', async () => {
  const [frame] = framesOf(await locateIn('^deploy/beside$', bundle.trace))
  expect(frame).toMatchObject({ function: 't', file: 'https://shop.example/assets/app.js', line: 1, inApp: true, place: { path: 'src/rates.ts', line: 7, confidence: 0.99 } })
  expect(frame?.mapped).toMatchObject({ source: '../../src/rates.ts', line: 7, origin: 'repository', path: 'dist/assets/app.js.map', contradicted: [], unverified: [] })
  expect(frame?.mapped?.verified).toEqual(['the map belongs to the file of this name at this revision', 'a token of the map begins at the printed column', 'rate stands in the generated file and in the source', 'the map was made from this very file'])
})
