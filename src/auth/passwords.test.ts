import { describe, expect, test } from 'vitest'
import { quickPasswords } from '../../test/support/passwords.ts'
import { scryptPasswords } from './passwords.ts'

/** What stands in for the real ones in other tests is held to the same. */
describe.each(Object.entries({ scryptPasswords, quickPasswords }))('%s', (_name, { hash, verify }) => {
  test.each(['correct horse battery', 'ünïcode 👩‍🚒', 'x'.repeat(200)])('%s opens its own hash, which nothing else does and which does not hold it', async (password) => {
    const made = await hash(password)
    expect(await verify({ hash: made, password })).toBe(true)
    for (const other of ['', `${password} `, password.slice(1), password.toUpperCase()]) expect(await verify({ hash: made, password: other }), other).toBe(false)
    expect(made).not.toContain(password)
  })

  test('the same password twice has two hashes', async () => expect(await hash('the same')).not.toBe(await hash('the same')))
})
