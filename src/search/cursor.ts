import { createHash } from 'node:crypto'
import { badInput } from '../platform/errors.ts'
import type { Found } from './found.ts'
import { countOf, dropFirst, keyOf } from './present.ts'

/**
 * Where an answer ended, so that another can go on behind it. Results come in one order, by repository, revision and path, or by
 * commit; so a place among them stays one when others come or go.
 */
export interface Place {
  key: string
  /** Results of it that were given: a file may have been cut between two matches. */
  taken: number
}

/** What was asked: a cursor of one question means nothing for another. */
export interface Question {
  query: string
  patternType: string
}

const version = 1

export function writeCursor(question: Question, { key, taken }: Place): string {
  return Buffer.from(JSON.stringify([version, digest(question), key, taken])).toString('base64url')
}

/** Throws a `Problem` for what no answer to this question gave. */
export function readCursor(question: Question, cursor: string): Place {
  const [of, asked, key, taken] = parse(cursor)
  if (of !== version || typeof key !== 'string' || !Number.isSafeInteger(taken) || Number(taken) < 1) throw badInput('search.bad_cursor', 'The cursor is not one that a search gave. Leave it out to begin at the first result.')
  if (asked !== digest(question)) throw badInput('search.bad_cursor', 'The cursor belongs to another query. Leave it out to begin at the first result.')
  return { key, taken: Number(taken) }
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

const digest = ({ query, patternType }: Question) => createHash('sha256').update(JSON.stringify([query, patternType])).digest('base64url').slice(0, 16)

/** The place of what was given last; `after` is where its answer began. */
export const placeOf = (found: Found, after: Place | null): Place => ({ key: keyOf(found), taken: countOf(found) + (after?.key === keyOf(found) ? after.taken : 0) })

/** What comes behind a place; `onLost` is called if the place never came. */
export async function* behind(found: AsyncGenerator<Found>, { key, taken }: Place, onLost: () => void): AsyncGenerator<Found> {
  let isBehind = false
  for await (const item of found) {
    if (isBehind) yield item
    else if (keyOf(item) === key) {
      isBehind = true
      const rest = dropFirst(item, taken)
      if (rest) yield rest
    }
  }
  if (!isBehind) onLost()
}
