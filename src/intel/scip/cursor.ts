import { z } from 'zod'
import { badInput } from '../../platform/errors.ts'

/** Where a page of references begins: a document of an index, and how many of its places were told already. */
export interface Place {
  upload: number
  document: number
  skip: number
}

const whole = z.number().int().min(0).max(2 ** 31)
const Stored = z.tuple([whole, whole, whole])

export const writeCursor = ({ upload, document, skip }: Place): string => Buffer.from(JSON.stringify([upload, document, skip])).toString('base64url')

/** Throws a Problem for what is no cursor of ours. */
export function readCursor(text: string): Place {
  try {
    const [upload, document, skip] = Stored.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { upload, document, skip }
  } catch {
    throw badInput('scip.bad_cursor', 'This cursor is not one that was handed out; ask for the list from its beginning.')
  }
}
