import { describe, expect, test } from 'vitest'
import { sameVersions } from './dependencies.mjs'

/** Packages as `a@1 b@2?`, the question mark standing for optional. */
const packages = (text) =>
  Object.fromEntries(
    text.split(' ').filter(Boolean).map((word) => {
      const [, name, version, optional] = /^(\w+)@(\d+)(\??)$/.exec(word)
      return [`node_modules/${name}`, { version, ...(optional && { optional: true }) }]
    }),
  )

describe('an installed node_modules is what the lock wants', () => {
  const check = (lock, installed, answer) =>
    test(`${lock} | ${installed} → ${answer}`, () =>
      expect(sameVersions({ '': { version: '0' }, ...packages(lock) }, packages(installed))).toBe(answer))

  check('a@1 b@2', 'a@1 b@2', true)
  check('a@1 b@2', 'a@1', false)
  check('a@1', 'a@2', false)
  check('a@1', 'a@1 b@1', false)
  check('a@1 b@2?', 'a@1', true)
  check('a@1 b@2?', 'a@1 b@3', false)
})
