import { expect, test } from 'vitest'
import { packIds, packRequest, unpackIds, unpackRequest } from './term-work.ts'

test.each([[[]], [['0a'.repeat(20)]], [['0a'.repeat(20), 'ff'.repeat(20)]], [['0a'.repeat(32), 'ff'.repeat(32)]]])('ids are the same behind a thread: %j', (oids) => expect(unpackIds(packIds(oids))).toEqual(oids))

test('a request is the same behind a thread', () => {
  const request = { signal: [], frames: [], candidates: [{ oid: '0a'.repeat(20), time: 7 }, { oid: 'ff'.repeat(20), time: 1_700_000_000 }], known: ['11'.repeat(20)], at: 9, limit: 3 }
  expect(unpackRequest(structuredClone(packRequest(request)))).toEqual(request)
})
