import { describe, expect, test } from 'vitest'
import { readCatalog } from './catalog-info.ts'
import { isCalled, readOwner } from './people.ts'

/** `owner (line entity)` for each owner that a file names, and `line: message` for what cannot be read. */
function check(name: string, text: string, expected: string[]): void {
  test(name, async () => {
    const { owned, problems } = await readCatalog(text, 'catalog-info.yaml')
    const named = owned.map(({ owners, reason }) => `${owners.map(({ kind, name: owner }) => `${kind} ${owner}`).join()} (${reason.kind === 'catalog' ? `${reason.line} ${reason.entity}` : ''})`)
    expect([...named, ...problems.map(({ line, message }) => `${line}: ${message}`)]).toEqual(expected)
  })
}

const component = (owner: string) => `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: checkout\nspec:\n  owner: ${owner}\n`

describe('a catalog-info.yaml', () => {
  check('names the owner of its entity', component('payments'), ['team payments (6 Component checkout)'])
  check('by a reference', component('user:default/jane # she'), ['person user:default/jane (6 Component checkout)'])
  check('by an alias', 'x: &o group:a\nspec: {owner: *o}\n', ['team group:a (2 )'])
  check('of several documents', `${component('a')}---\n${component('b')}--- # c\n${component('c')}`, ['team a (6 Component checkout)', 'team b (13 Component checkout)', 'team c (20 Component checkout)'])
  check('with Windows line ends', component('a').replaceAll('\n', '\r\n'), ['team a (6 Component checkout)'])
  check('without an owner', 'kind: Location\nspec: {targets: [x]}\n', [])
  check('whose owner is no text', 'spec:\n  owner: [a]\n---\nspec: {owner: 5}\n---\nspec: [owner]\n---\n[]\n---\nspec: {owner: ""}', [])
  check('that is empty', '', [])
  check('that is no YAML in one document', `${component('a')}---\na: [\n---\n${component('b')}`, ['team a (6 Component checkout)', 'team b (15 Component checkout)', '9: This is no YAML: bad indent.'])
  check('nested without end', '['.repeat(30_000), ['1: This is no YAML: resource exhaustion.'])
  check('too long', `a: ${'x'.repeat(40_000)}`, ['1: This document is too long to be read.'])
  check('whose aliases would grow without end', `a0: &a0 [x, x]\n${Array.from({ length: 60 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`).join('')}spec: {owner: *a60}`, [])
})

describe('whose name is asked for', () => {
  /** `=name` is a name of the owner, `!name` is not. */
  const asked = (owner: string, names: string) => {
    const read = readOwner(owner, owner.startsWith('@@') ? 'bitbucket' : 'gitlab') ?? { kind: 'team' as const, name: owner }
    for (const word of names.split(' ')) test(`${owner} ${word}`, () => expect(isCalled(read, word.slice(1))).toBe(word.startsWith('=')))
  }
  asked('@acme/payments', '=@acme/payments =acme/payments =ACME/Payments =payments !@payments !acme !pay =')
  asked('@octocat', '=@octocat =octocat !octo =')
  asked('docs@example.com', '=docs@example.com =Docs@Example.com !docs !example.com')
  asked('@@Devs', '=@@Devs =devs =@devs')
  asked('group:default/payments', '=group:default/payments =default/payments =payments =@payments')
  asked('payments', '=payments =@payments =default/payments')
})
