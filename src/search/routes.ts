import { badInput } from '../platform/errors.ts'
import type { Router } from '../platform/http.ts'
import { generatedStream } from '../platform/sse.ts'
import { readCursor } from './cursor.ts'
import { fileSymbols, freezeSearch, goToSymbol, lineHistory, PatternType, searchSeries, searchStream } from './contract.ts'
import type { Search } from './search.ts'

export function serveSearch(router: Router, search: Search): void {
  router.serve(searchStream, ({ caller, query, signal }) => {
    if (!query.q) throw badInput('search.no_query', 'Give a query in the parameter q.')
    const question = { query: query.q, patternType: patternTypeOf(query.t, query.v) }
    if (query.cursor !== undefined && query.order === 'rank') throw badInput('search.bad_cursor', 'A cursor goes on in the order of paths. Leave out order=rank.')
    const request = {
      ...question,
      after: query.cursor === undefined ? null : readCursor(question, query.cursor),
      chunks: isTrue(query.cm),
      contextLines: isTrue(query.cm) ? (query.cl ?? 1) : 0,
      order: query.order,
      ...(query.display !== undefined && query.display >= 0 ? { display: query.display } : {}),
      ...(query['max-line-len'] !== undefined && query['max-line-len'] > 0 ? { maxLineLength: query['max-line-len'] } : {}),
    }
    return generatedStream(search.stream(caller, request, signal))
  })
  router.serve(searchSeries, ({ caller, body, signal }) => search.series(caller, body, signal))
  router.serve(lineHistory, ({ caller, query, signal }) => search.line(caller, query, signal))
  router.serve(fileSymbols, ({ caller, query, signal }) => search.symbols(caller, query, signal))
  router.serve(goToSymbol, ({ caller, query, signal }) => search.goToSymbol(caller, query, signal))
  router.serve(freezeSearch, ({ caller, body, signal }) => search.freeze(caller, body, signal))
}

/** Versions of the syntax stand for the pattern type that was the default then; V3, the default here, is standard. */
const versions: Record<string, PatternType> = { V1: 'regexp', V2: 'literal', V3: 'standard' }

function patternTypeOf(type: string | undefined, version = 'V3'): PatternType {
  const known = type ? PatternType.safeParse(type.toLowerCase()).data : versions[version.toUpperCase()]
  if (!known) throw badInput('search.bad_pattern_type', `The pattern type must be one of ${PatternType.options.join(', ')}.`)
  return known
}

const isTrue = (value: string | undefined) => value !== undefined && ['t', 'true', '1', 'y', 'yes'].includes(value.toLowerCase())
