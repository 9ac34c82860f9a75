import type { Role } from '../../src/auth/policy.ts'

/** What a person in each role may do, after `Your role will be …:`. */
export const roleMeanings: Record<Role, string> = {
  viewer: 'you can search and read everything',
  responder: 'you can search, declare incidents, pin evidence and write',
  owner: 'you can do everything, also add people and folders of the server',
}

export const roleNames: Record<Role, string> = { viewer: 'Viewer', responder: 'Responder', owner: 'Owner' }

/** One or two letters that stand for a person. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase() || '?'
}
