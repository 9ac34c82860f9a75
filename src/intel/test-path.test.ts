import { expect, test } from 'vitest'
import { isTestPath } from './test-path.ts'

test.each([
  ['src/test/java/acme/BookTest.java', true],
  ['src/main/java/test/acme/billing/Invoice.java', false],
  ['it/tests/src/main/java/acme/Run.java', true],
  ['src/main/java/acme/BookTest.java', true],
  ['tests/cart.ts', true],
  ['src/cart.spec.ts', true],
  ['src/contest.ts', false],
  ['pkg/latest/main.go', false],
])('%s: %s', (path, expected) => expect(isTestPath(path)).toBe(expected))
