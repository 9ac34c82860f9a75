import { expect, test } from 'vitest'
import { titleFrom } from './title-from.ts'

test.each([
  ['', ''],
  ['\n  \n', ''],
  ["TypeError: Cannot read properties of undefined (reading 'rate')\n    at tax (tax.ts:3:1)", "TypeError: Cannot read properties of undefined (reading 'rate')"],
  ['2026-02-11T02:12:09Z checkout-7 | RangeError: no rate for DE', 'RangeError: no rate for DE'],
  ['Traceback (most recent call last):\n  File "a.py", line 3, in f\nKeyError: \'DE\'', "KeyError: 'DE'"],
  ['Exception in thread "main" java.lang.IllegalStateException: closed\n\tat a.B.c(B.java:1)', 'java.lang.IllegalStateException: closed'],
  ['panic: assignment to entry in nil map\n\ngoroutine 1 [running]:', 'panic: assignment to entry in nil map'],
  ['    at tax (tax.ts:3:1)\n    at run (run.ts:9:9)', ''],
  ['HighErrorRate firing for checkout', 'HighErrorRate firing for checkout'],
  [`Error: ${'x'.repeat(200)}`, `Error: ${'x'.repeat(112)}…`],
])('%j', (signal, title) => {
  expect(titleFrom(signal)).toBe(title)
})
