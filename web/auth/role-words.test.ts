import { expect, test } from 'vitest'
import { initialsOf } from './role-words.ts'

test.each([['Ada Lovelace', 'AL'], ['ada', 'A'], ['Grace Brewster Hopper', 'GH'], ['  ', '?'], ['𝒳 y', '𝒳Y'], ['Émile', 'É']])('the initials of %j are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
