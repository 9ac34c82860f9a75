import { describe, expect, test } from 'vitest'
import type { OwnedBy, Owner, OwnerReason } from '../../src/repos/contract.ts'
import { ownersInBrief, sourceWords } from './owner-words.ts'

const rule: OwnerReason = { kind: 'codeowners', dialect: 'gitlab', file: 'CODEOWNERS', line: 3, pattern: '*.ts', section: null, optional: false }
const entity: OwnerReason = { kind: 'catalog', file: 'a/catalog-info.yaml', line: 6, entity: 'Component checkout' }
const authors: OwnerReason = { kind: 'authors', commits: 3, of: 10, newest: '2026-02-11T02:14:09Z' }
const by = (reason: OwnerReason, ...names: string[]): OwnedBy => ({ reason, owners: names.map((name): Owner => ({ kind: 'team', name })) })

describe('the owners of a file in brief', () => {
  const cases: [owned: OwnedBy[], words: string][] = [
    [[], 'No owner'],
    [[by(rule)], 'No owner'],
    [[by(rule, '@a')], 'Owned by @a'],
    [[by(rule, '@a', '@b'), by(rule, '@a', '@c')], 'Owned by @a and 2 more'],
    [[by(rule), by(entity, 'payments')], 'Owned by payments'],
    [[by(rule), by(authors, 'Ada <ada@x.org>'), by(authors, '<b@x.org>')], 'No owner · recently Ada and 1 more'],
  ]
  test.each(cases)('%j → %s', (owned, words) => expect(ownersInBrief(owned)).toBe(words))
})

describe('why', () => {
  const cases: [reason: OwnerReason, words: string][] = [
    [rule, 'by the rule *.ts'],
    [{ ...rule, section: 'Docs' }, 'by the rule *.ts in section Docs'],
    [{ ...rule, section: 'Docs', optional: true }, 'by the rule *.ts in the optional section Docs'],
    [entity, 'of Component checkout'],
    [authors, 'wrote 3 of the last 10 commits'],
  ]
  test.each(cases)('%j → %s', (reason, words) => expect(sourceWords(reason)).toBe(words))
})
