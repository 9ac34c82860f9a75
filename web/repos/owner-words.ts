import type { OwnedBy, OwnerReason } from '../../src/repos/contract.ts'

/** `Owned by @acme/shop and 2 more`, or whom to ask where nobody is named: what stands beside a file. */
export function ownersInBrief(owned: readonly OwnedBy[]): string {
  const names = (isMeant: (reason: OwnerReason) => boolean) => [...new Set(owned.filter(({ reason }) => isMeant(reason)).flatMap(({ owners }) => owners.map(({ name }) => shortName(name))))]
  const declared = names(({ kind }) => kind !== 'authors')
  const authors = names(({ kind }) => kind === 'authors')
  if (declared.length > 0) return `Owned by ${firstAndMore(declared)}`
  return authors.length > 0 ? `No owner · recently ${firstAndMore(authors)}` : 'No owner'
}

const firstAndMore = ([first = '', ...others]: readonly string[]) => (others.length === 0 ? first : `${first} and ${others.length} more`)

/** Of `Ada <ada@example.com>` the name. */
const shortName = (name: string): string => name.replace(/\s*<[^<>]*>$/, '') || name

/** Why, in front of the place that says so. */
export function sourceWords(reason: OwnerReason): string {
  switch (reason.kind) {
    case 'codeowners':
      return `by the rule ${reason.pattern}${reason.section === null ? '' : ` in ${reason.optional ? 'the optional section' : 'section'} ${reason.section}`}`
    case 'catalog':
      return `of ${reason.entity === '' ? 'the entity' : reason.entity}`
    case 'authors':
      return `wrote ${reason.commits} of the last ${reason.of} ${reason.of === 1 ? 'commit' : 'commits'}`
  }
}
