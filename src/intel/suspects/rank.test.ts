import { expect, test } from 'vitest'
import { vectorOf } from '../../../engine/terms/index.ts'
import { rankChanges } from './rank.ts'
import { readSignal } from './signal.ts'

/** `subject / explanation / path +added -removed`, what is not there left out. */
function changeOf(text: string, at: number) {
  const [subject = '', body = '', file = ''] = text.split(' / ')
  const [path = 'a', ...lines] = file.split(' ')
  const textOf = (sign: string) => Buffer.from(lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1)).join('\n'))
  const oid = at.toString(16).padStart(40, '0')
  return { oid, time: 1_000_000 + at, vector: vectorOf({ oid, message: `${subject}\n\n${body}`, files: [{ path, sections: Buffer.alloc(0), added: textOf('+'), removed: textOf('-') }] }) }
}

/** The candidates' subjects, the likeliest first; those known stand before a bar. */
function ranked(signal: string, changes: string): string[] {
  const [before = '', candidates = ''] = changes.includes('|') ? changes.split('|') : ['', changes]
  const read = (text: string, from: number) => text.split(';').map((each) => each.trim()).filter(Boolean).map((each, at) => ({ ...changeOf(each, from + at), text: each }))
  const [known, asked] = [read(before, 0), read(candidates, 100)]
  const all = new Map([...known, ...asked].map((each) => [each.oid, each]))
  const found = rankChanges({ signal: readSignal(signal), frames: [], candidates: asked.map(({ oid, time }) => ({ oid, time })), known: known.map(({ oid }) => oid), at: 1_000_200, limit: 10 },
    (oids, visit) => oids.forEach((oid, at) => visit(at, all.get(oid)?.vector ?? vectorOf({ oid, message: '', files: [] }))))
  return found.map(({ oid }) => all.get(oid)?.text.split(' / ')[0] ?? '')
}

test.each([
  ['what says more of the words', 'the lease is lost', 'colour; lease; lease lost', 'lease lost'],
  ['what changes them before what only tells of them', 'lease_renew fails', 'speak / of lease_renew / b +colour +paint; change / x / lease.c +lease_renew +lease', 'change, speak'],
  ['a word that is rare among older changes too', 'lease button', 'old button; older button; another button | press button; take lease', 'take lease'],
  ['the same where nothing older is known: the newer', 'lease button', 'press button; take lease', 'take lease, press button'],
  ['nothing that says no word of it', 'zyzzyva', 'colour; lease', ''],
])('%s', (_name, signal, changes, expected) => expect(ranked(signal, changes).join(', ')).toBe(expected))
