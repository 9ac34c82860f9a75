import type { Owner, OwnersDialect } from '../contract.ts'

/** Who is named by a word of a CODEOWNERS file; null for what can be nobody's name. */
export function readOwner(word: string, dialect: OwnersDialect): Owner | null {
  if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(word)) return { kind: 'person', name: word }
  const name = dialect === 'bitbucket' ? word.replace(/:(?:all|random|least_busy)(?:\(\d+\))?$/, '') : word
  if (!shapes[dialect].test(name)) return null
  return { kind: name.startsWith('@@') || name.includes('/') ? 'team' : 'person', name }
}

/** GitLab has roles behind two signs, and groups in groups; Bitbucket has groups behind two, and names with spaces. */
const shapes: Record<OwnersDialect, RegExp> = {
  github: /^@[\w-]+(?:\/[\w.-]+)?$/,
  gitlab: /^@@?[\w.-]+(?:\/[\w.-]+)*$/,
  bitbucket: /^@@?[^@\s][^@]*$/,
}

/** A group that the file itself, or one beside it, defines is the people in it, too. Groups are known by how they are named as owners. */
export function withMembers(owner: Owner, groups: ReadonlyMap<string, readonly string[]>): Owner {
  const members = groups.get(owner.name)
  return members ? { ...owner, members: membersOf(members, groups).slice(0, maxMembers) } : owner
}

const maxMembers = 200

/** Groups may be in groups, and in themselves. */
function membersOf(names: readonly string[], groups: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set(names)
  for (const name of found) {
    if (found.size < maxMembers) for (const member of groups.get(name) ?? []) found.add(member)
  }
  return [...found]
}

/** `[Name]`, `^[Name]`, `[Name][2] @owner`: null for what is no header of a section. Its owners are those of paths that name none. */
export function readSection(text: string): { name: string; optional: boolean; owners: Owner[] } | null {
  const [whole, caret = '', name = '', words = ''] = /^(\^?)\[([^\]]+)\](?:\[\d*\])?(?:\s+(.*))?$/s.exec(text.trimEnd()) ?? []
  if (whole === undefined || name.trim() === '') return null
  const owners = words.split(/\s+/).flatMap((word) => readOwner(word, 'gitlab') ?? [])
  return { name: name.trim(), optional: caret !== '', owners }
}

/**
 * Whether an owner is the one that is asked for: by name in whatever letter case, with or without the sign in front; a member of a group
 * by its name, and a team by the last part of its name where no sign says that the whole name is meant. The empty name is everybody's.
 */
export function isCalled({ kind, name, members = [] }: Owner, asked: string): boolean {
  const wanted = bare(asked)
  const whole = [name, ...members].map(bare)
  const isTeam = kind === 'team' && !asked.startsWith('@')
  return wanted === '' || whole.includes(wanted) || (isTeam && bare(name).split('/').at(-1) === wanted)
}

/** Of a reference to an entity of a catalogue, without what it would be without. */
const bare = (name: string): string => name.trim().replace(/^@+/, '').toLowerCase().replace(/^(?:group|user):/, '').replace(/^default\//, '')
