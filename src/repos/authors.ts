import { escapeRegex } from '../../engine/regex/index.ts'

interface Person {
  name: string
  email: string
}

/** One author under all the names and addresses that were seen together. */
interface Author {
  count: number
  /** How often each was seen, as it was written. */
  names: Map<string, number>
  emails: Map<string, number>
}

export interface AuthorBook {
  add(person: Person, count: number): void
  /**
   * The authors that were counted most, `limit` and those as often as the last; each by the name and the address seen most, with an
   * expression that finds what was counted.
   */
  authors(limit: number): { label: string; email: string; expression: string; count: number }[]
}

/** Counts by author. The same name or the same address, in whatever letter case, is the same author. */
export function createAuthors(): AuthorBook {
  const known = new Map<string, Author>()
  return {
    add({ name, email }, count) {
      const keys = [`name ${folded(name)}`, ...(tells(email) ? [`email ${folded(email)}`] : [])]
      const author = merged(keys.flatMap((key) => known.get(key) ?? []))
      author.count += count
      author.names.set(name, (author.names.get(name) ?? 0) + count)
      author.emails.set(email, (author.emails.get(email) ?? 0) + count)
      for (const key of keysOf(author)) known.set(key, author)
    },
    authors: (limit) => mostCounted(new Set(known.values()), limit).map(describe),
  }
}

const describe = (author: Author) => ({ label: mostSeen(author.names), email: mostSeen(author.emails), expression: expressionOf(author), count: author.count })

function mostCounted(authors: ReadonlySet<Author>, limit: number): Author[] {
  const sorted = [...authors].sort((a, b) => b.count - a.count)
  const least = sorted[limit - 1]?.count ?? 0
  return sorted.filter(({ count }) => count >= least)
}

const folded = (text: string): string => text.trim().toLowerCase()

/** Tools write one address for everybody, or none. */
const tells = (email: string): boolean => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) && !/^(no-?reply|root|nobody|unknown)@/i.test(email)

const keysOf = ({ names, emails }: Author) => [...[...names.keys()].map((name) => `name ${folded(name)}`), ...[...emails.keys()].filter(tells).map((email) => `email ${folded(email)}`)]

/** A name and an address may belong to two authors known until now, who are one then. */
function merged(authors: readonly Author[]): Author {
  const [first, ...others] = new Set(authors)
  const whole = first ?? { count: 0, names: new Map<string, number>(), emails: new Map<string, number>() }
  for (const { count, names, emails } of others) {
    whole.count += count
    for (const [name, seen] of names) whole.names.set(name, (whole.names.get(name) ?? 0) + seen)
    for (const [email, seen] of emails) whole.emails.set(email, (whole.emails.get(email) ?? 0) + seen)
  }
  return whole
}

const mostSeen = (spellings: ReadonlyMap<string, number>): string => [...spellings].reduce((most, one) => (one[1] > most[1] ? one : most))[0]

/** The name where it is one, which reads best; else all addresses, or all names if those are fewer. */
function expressionOf({ names, emails }: Author): string {
  const [byName, byEmail] = [distinct(names), distinct(emails)]
  const chosen = byName.length > 1 && byEmail.length <= byName.length && byEmail.every(tells) ? byEmail : byName
  return chosen.map(escapeRegex).join('|')
}

/** One spelling of each. */
const distinct = (spellings: ReadonlyMap<string, number>): string[] => [...new Map([...spellings.keys()].map((text) => [folded(text), text])).values()]
