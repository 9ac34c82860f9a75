import { describe, expect, test } from 'vitest'
import { allows, policy, roles } from './policy.ts'

describe('the policy', () => {
  test.each([
    ['viewer', 'repos.read', true],
    ['viewer', 'repos.add', false],
    ['viewer', 'people.manage', false],
    ['responder', 'repos.read', true],
    ['responder', 'incidents.write', true],
    ['responder', 'system.backup', false],
    ['owner', 'system.backup', true],
    ['owner', 'nothing.known', false],
    ['owner', 'toString', false],
    ['owner', '__proto__', false],
    ['', 'repos.read', false],
    ['admin', 'repos.read', false],
  ])('%s, %s: %s', (role, action, expected) => expect(allows(role, action)).toBe(expected))

  test('lets each role do all that a lesser one may', () => {
    for (const action of Object.keys(policy)) {
      const allowed = roles.map((role) => Number(allows(role, action)))
      expect(allowed, action).toEqual(allowed.toSorted())
    }
  })
})
