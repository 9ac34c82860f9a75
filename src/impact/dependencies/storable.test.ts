import { expect, test } from 'vitest'
import { storable } from './storable.ts'

const long = 'x'.repeat(10_000)

test('what a file says is cut and cleaned before it is kept', () => {
  const at = { path: 'p', line: 1 }
  const { name, version, dependencies, gaps } = storable({
    ecosystem: 'npm', folder: '', name: long, version: 'a\0b', files: ['p'], graph: 'none', gaps: [{ path: 'p', reason: `Not known: ${long}` }],
    dependencies: [{ name: '\ud800x', version: null, range: long, scope: 'runtime', direct: true, requires: [], at }],
  })
  expect([name?.length, version, dependencies[0]?.name, dependencies[0]?.range?.length, gaps[0]?.reason.length]).toEqual([500, 'ab', '\ufffdx', 500, 500])
})
