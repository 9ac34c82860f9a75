import { z } from 'zod'
import { badInput } from '../../platform/errors.ts'
import type { Tree } from '../tree.ts'
import { references, type Mark, type ReferencesRequest, type Use } from './references.ts'
import type { Resolver } from './resolver.ts'

export interface Page {
  uses: Use[]
  unread: { tree: Tree; path: string | null; reason: string }[]
  /** Where the next page begins; null when there is none. */
  cursor: string | null
}

export interface PageRequest extends Omit<ReferencesRequest, 'after'> {
  limit: number
  cursor: string | null
}

/** A page ends after so long, with what it has: the next one goes on there. */
const patienceMs = 8_000

export async function pageOf(resolver: Resolver, { limit, cursor, ...request }: PageRequest): Promise<Page> {
  const deadline = performance.now() + patienceMs
  const page: Page = { uses: [], unread: [], cursor: null }
  let last: Mark | null = null
  for await (const step of references(resolver, { ...request, after: cursor === null ? null : readMark(cursor) })) {
    resolver.signal.throwIfAborted()
    if (step.kind === 'unread') page.unread.push(step)
    else if (step.kind === 'read') last = step.mark
    else if (page.uses.length === limit) return { ...page, cursor: last && writeMark(last) }
    else {
      page.uses.push(step.use)
      last = step.mark
    }
    if (last && performance.now() > deadline) return { ...page, cursor: writeMark(last) }
  }
  return page
}

const MarkText = z.object({ repo: z.string(), path: z.string(), at: z.object({ line: z.number().int(), column: z.number().int() }).nullable() })

const writeMark = (mark: Mark): string => Buffer.from(JSON.stringify(mark)).toString('base64url')

function readMark(cursor: string): Mark {
  try {
    return MarkText.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw badInput('intel.bad_cursor', 'This is no cursor of an answer to this question.')
  }
}
