import { z } from 'zod'
import { badInput } from '../../platform/errors.ts'
import type { Tree } from '../tree.ts'
import type { PreciseName } from '../scip/scip.ts'
import type { PreciseSource, PreciseTold } from './precise.ts'
import { references, type Mark, type ReferencesRequest } from './references.ts'
import type { Resolver } from './resolver.ts'
import { pathOfTarget, type Target } from './target.ts'

export interface Page {
  uses: PreciseTold[]
  unread: { tree: Tree; path: string | null; reason: string }[]
  /** Where the next page begins; null when there is none. */
  cursor: string | null
}

export interface PageRequest extends Omit<ReferencesRequest, 'after' | 'targets'> {
  /** What is searched for, when the indexes have told all. */
  targets(): Promise<readonly Target[]>
  precise: PreciseSource
  /** What indexes call the name, if they do: their answers come first. */
  names: readonly PreciseName[]
  limit: number
  cursor: string | null
}

/** A page ends after so long, with what it has: the next one goes on there. The first of all is waited for, so it ends sooner if it has anything. */
const patienceMs = 8_000
const firstMs = 150

/**
 * First what the indexes tell of each name, then, on pages of its own, what is found by search in the lines that they do not
 * have: nobody waits for a search to see what is known.
 */
export async function pageOf(resolver: Resolver, request: PageRequest): Promise<Page> {
  const { precise, names, limit } = request
  const page: Page = { uses: [], unread: [], cursor: null }
  const from = request.cursor === null ? { name: 0, after: null } : readCursor(request.cursor)
  if ('repo' in from) return searchPage(resolver, request, page, from)
  for (let at = from.name, after: string | null = from.after; at < names.length; ) {
    if (page.uses.length >= limit) return { ...page, cursor: writeCursor({ name: at, after }) }
    const name = names[at]
    const told = name ? await precise.references(name, { limit: limit - page.uses.length, cursor: after }) : { places: [], cursor: null }
    page.uses = withoutRepeats([...page.uses, ...told.places])
    after = told.cursor
    if (after === null) at++
  }
  return page.uses.length > 0 ? { ...page, cursor: writeCursor({ name: names.length, after: null }) } : searchPage(resolver, request, page, null)
}

/** A name may be several things at once: an import of a class and of the object beside it, say. */
const withoutRepeats = (uses: readonly PreciseTold[]) => [...new Map(uses.toReversed().map((use) => [`${use.tree.repository.id} ${use.path}:${use.range.line}:${use.range.column}`, use])).values()].toReversed()

async function searchPage(resolver: Resolver, { limit, precise, targets, ...rest }: PageRequest, page: Page, after: Mark | null): Promise<Page> {
  const begun = performance.now()
  const isOver = () => performance.now() - begun > (rest.cursor === null && page.uses.length > 0 ? firstMs : patienceMs)
  const request = { ...rest, targets: await targets() }
  const symbol = request.targets[0] ? pathOfTarget(request.targets[0]) : ''
  let last: Mark | null = after
  for await (const step of references(resolver, { ...request, after })) {
    resolver.signal.throwIfAborted()
    if (step.kind === 'unread') page.unread.push(step)
    else if (step.kind === 'read') last = step.mark
    else if (!(await precise.covers(step.use, step.use.range))) {
      if (page.uses.length === limit) return { ...page, cursor: writeCursor(last ?? { name: request.names.length, after: null }) }
      page.uses.push({ ...step.use, symbol, precise: false })
      last = step.mark
    }
    if (last && isOver()) return { ...page, cursor: writeCursor(last) }
  }
  return page
}

const MarkText = z.object({ repo: z.string(), path: z.string(), at: z.object({ line: z.number().int(), column: z.number().int() }).nullable() })
/** How far the names of indexes were told. */
const Told = z.object({ name: z.number().int().min(0), after: z.string().nullable() })
const Cursor = z.union([MarkText, Told])

const writeCursor = (cursor: z.output<typeof Cursor>): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function readCursor(cursor: string): z.output<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw badInput('intel.bad_cursor', 'This is no cursor of an answer to this question.')
  }
}
