import { expect, test } from 'vitest'
import type { ImpactedPlace } from '../../src/reports/contract.ts'
import { evidenceLabels, filesOf } from './places.ts'

/** `repo@commit path line` */
function place(text: string): ImpactedPlace {
  const [at = '', path = '', line = ''] = text.split(' ')
  const [repository = '', commit = ''] = at.split('@')
  return { repository, rev: '', commit, path, line: line === '' ? null : Number(line), text: '', owners: [], sources: [] }
}

test.each([
  [['a@1 x 1', 'a@1 x 5', 'b@1 x 1'], 'a', ['x@1: 1 5']],
  [['a@1 x 1', 'a@2 x 1', 'a@1 y 3'], 'a', ['x@1: 1', 'x@2: 1', 'y@1: 3']],
  [['a@1 x'], 'a', ['x@1: whole']],
  [['a@1 x 1'], 'b', []],
])('%j in %s', (places, repository, files) => {
  const found = filesOf(places.map(place), repository)
  expect(found.map((file) => `${file.path}@${file.commit}: ${file.places.map(({ line }) => line ?? 'whole').join(' ')}`)).toEqual(files)
})

test('evidence is called by its place in the report', () => {
  const commit = { repository: 'a', oid: 'c0ffee', subject: '', author: '', time: '', filesChanged: 0, added: 0, removed: 0 }
  const piece = (id: string) => ({ id, incidentId: 'i', pinnedBy: { id: 'p', name: 'Ada' }, pinnedAt: '', note: '', removed: false, content: { kind: 'commit' as const, commit } })
  const label = evidenceLabels([piece('x'), piece('y')])
  expect(['y', 'x', 'signal', 'gone'].map(label)).toEqual(['E2', 'E1', 'signal', 'evidence'])
})
