import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig, settings, type Config } from './config.ts'

/** `NAME=value …` as an environment, and what becomes of it: a setting, or words of the refusal. */
function check(env: string, expected: Partial<Config> | string): void {
  const variables = Object.fromEntries(env.split(' ').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  test(`${env || 'nothing set'} → ${JSON.stringify(expected)}`, () => {
    if (typeof expected === 'string') expect(() => loadConfig(variables)).toThrow(expected)
    else expect(loadConfig(variables)).toMatchObject(expected)
  })
}

check('', { host: '127.0.0.1', port: 7171, databaseUrl: '', fetchEveryMinutes: 5, allowLoopbackRemotes: false, searchWorkers: 0, maxFileBytes: 10 * 1024 * 1024 })
check('PORT=0 HOST=::1', { port: 0, host: '::1' })
check('PORT= HOST=', { port: 7171, host: '127.0.0.1' })
check('FIREBREAK_DATA=some/where', { dataDir: resolve('some/where') })
check('PORT=99999', 'PORT: ')
check('PORT=http', 'PORT: ')
check('DATABASE_URL=postgres://u@h/d', { databaseUrl: 'postgres://u@h/d' })
check('DATABASE_URL=mysql://u@h/d', 'DATABASE_URL: must start with postgres://')
check('FIREBREAK_PUBLIC_URL=https://fire.example.com//', { publicUrl: 'https://fire.example.com' })
check('FIREBREAK_PUBLIC_URL=fire', 'FIREBREAK_PUBLIC_URL: ')
check('FIREBREAK_FETCH_EVERY=0.5', { fetchEveryMinutes: 0.5 })
check('FIREBREAK_FETCH_EVERY=-1', 'FIREBREAK_FETCH_EVERY: ')
check('FIREBREAK_ALLOW_LOOPBACK=yes', { allowLoopbackRemotes: true })
check('FIREBREAK_ALLOW_LOOPBACK=true', 'FIREBREAK_ALLOW_LOOPBACK: ')
check('FIREBREAK_SEARCH_WORKERS=1.5', 'FIREBREAK_SEARCH_WORKERS: ')
check('FIREBREAK_MAX_FILE_BYTES=12', 'FIREBREAK_MAX_FILE_BYTES: ')
check('LOG_LEVEL=loud', 'LOG_LEVEL: ')

test('everything that is wrong is said at once', () => {
  expect(() => loadConfig({ PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(/PORT: [^]*LOG_LEVEL: /)
})

test('each setting has a variable of its own and says what it is for', () => {
  const all = Object.values(settings)
  expect(new Set(all.map(({ env }) => env)).size).toBe(all.length)
  expect(all.filter(({ doc }) => !/^[A-Za-z].+\.$/.test(doc))).toEqual([])
})
