import { fieldNamed, parseQuery, type FieldName, type Node, PATTERN_TYPES } from '../../engine/query/index.ts'
import type { PatternType } from '../../src/search/contract.ts'

/** Changes to the text of a query, as the buttons around the search box make them. What a person wrote stays as written. */

type Parameter = Extract<Node, { kind: 'parameter' }>

interface Read {
  text: string
  parameters: Parameter[]
  /** Something added at its end would belong to the last alternative only. */
  needsParentheses: boolean
}

function read(text: string, patternType: PatternType): Read {
  const { root } = parseQuery(text, { patternType }).query
  const parameters = root ? parametersOf(root) : []
  return { text, parameters, needsParentheses: root?.kind === 'or' && parameters.length > 0 }
}

function parametersOf(node: Node): Parameter[] {
  if ('nodes' in node) return node.nodes.flatMap(parametersOf)
  return node.kind === 'parameter' ? [node] : []
}

/** True when the query holds this fragment (`lang:Go`) as a parameter. */
export function hasFilter(text: string, fragment: string, patternType: PatternType): boolean {
  return find(read(text, patternType), fragment) !== undefined
}

const find = ({ text, parameters }: Read, fragment: string) => parameters.find(({ start, end }) => text.slice(start, end) === fragment)

/** Adds a fragment. A field that may stand only once is replaced where it stands. */
export function withFilter(text: string, fragment: string, patternType: PatternType): string {
  const query = read(text, patternType)
  if (find(query, fragment)) return text
  const field = fieldNamed(/^-?([A-Za-z]+):/.exec(fragment)?.[1] ?? '')
  const rival = field && !field.repeatable ? query.parameters.find((parameter) => parameter.field === field.name) : undefined
  if (rival) return text.slice(0, rival.start) + fragment + text.slice(rival.end)
  const trimmed = text.trim()
  if (trimmed === '') return fragment
  return query.needsParentheses ? `(${trimmed}) ${fragment}` : `${trimmed} ${fragment}`
}

export function withoutFilter(text: string, fragment: string, patternType: PatternType): string {
  const found = find(read(text, patternType), fragment)
  return found ? cut(text, found) : text
}

/** Takes a stretch out together with the blanks that set it off. */
function cut(text: string, { start, end }: { start: number; end: number }): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim()
}

export function toggleFilter(text: string, fragment: string, patternType: PatternType): string {
  return hasFilter(text, fragment, patternType) ? withoutFilter(text, fragment, patternType) : withFilter(text, fragment, patternType)
}

/** The last value of a field in the query, as written, without quotes; undefined without one. */
function valueOf(text: string, name: FieldName, patternType: PatternType): string | undefined {
  return read(text, patternType).parameters.findLast(({ field }) => field === name)?.value
}

export function isCaseSensitive(text: string, patternType: PatternType): boolean {
  return ['yes', 'y', 'true', 't', '1'].includes(valueOf(text, 'case', patternType)?.toLowerCase() ?? '')
}

export function toggleCase(text: string, patternType: PatternType): string {
  if (!isCaseSensitive(text, patternType)) return withFilter(text, 'case:yes', patternType)
  return withoutField(text, 'case', patternType)
}

/** The query without a field, however often it stands in it. */
export function withoutField(text: string, name: FieldName, patternType: PatternType): string {
  const found = read(text, patternType).parameters.find(({ field }) => field === name)
  return found ? withoutField(cut(text, found), name, patternType) : text
}

/** What the query is read as: what it says itself goes before what stands beside it. */
export function readAs(text: string, patternType: PatternType): PatternType {
  const said = valueOf(text, 'patterntype', patternType)?.toLowerCase()
  return PATTERN_TYPES.find((type) => type === said) ?? patternType
}

/** The question with another pattern type. What the query says of it itself is taken out, or it would go first. */
export function withPatternType(text: string, before: PatternType, patternType: PatternType): { query: string; patternType: PatternType } {
  return { query: withoutField(text, 'patterntype', before), patternType }
}

/** `/search?q=…&patternType=…`, the address that people share. */
export function searchHref({ query, patternType = 'keyword' }: { query: string; patternType?: PatternType }): string {
  const encoded = encodeURIComponent(query).replaceAll('%20', '+').replaceAll('%3A', ':').replaceAll('%2F', '/')
  return `/search?q=${encoded}&patternType=${patternType}`
}

/** The address of what a question finds among the files of an owner; without a question, of all of their files. */
export function filesOfOwner(owner: string, { query, patternType }: { query: string; patternType: PatternType } = { query: '', patternType: 'keyword' }): string {
  return searchHref({ query: withFilter(withoutField(query, 'select', patternType), `file:has.owner(${owner})`, patternType), patternType })
}

/** The question in the parameters of an address; anything unknown is read as keyword. */
export function questionOf(search: Readonly<Record<string, unknown>>): { query: string; patternType: PatternType } {
  const { q, patternType: type } = search
  return { query: typeof q === 'string' ? q : '', patternType: PATTERN_TYPES.find((known) => known === type) ?? 'keyword' }
}
