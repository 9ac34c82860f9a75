import { compileQuery } from '../../engine/query/index.ts'
import type { ResolvedTrace } from './contract.ts'

type Search = ResolvedTrace['searches'][number]

const keywords = new Set(
  'abstract and as assert async await bool boolean break case catch class const continue def default defer del do double elif else enum except export extends false final finally float for from func function global if implements import in int interface is lambda let long new nil none None null or package private protected public raise return self static string struct super switch this throw throws true True False try type typeof undefined union use var void while with yield not String Object Number println print console log'.split(' '),
)

/** Searches that find a line's like elsewhere, from the narrowest to the widest. `line` is source code. */
export function searchesFor(line: string, column: number | null): Search[] {
  const text = line.trim()
  if (text.length < 4) return []
  const expression = expressionAt(line, column)
  const names = tellingNames(text)
  const same = text.length <= 300 ? literally(text) : null
  return [
    ...(same ? [{ title: 'The same line', query: same, patternType: 'literal' as const }] : []),
    ...(expression ? [{ title: 'The same expression, with any index', query: generalise(expression), patternType: 'regexp' as const }] : []),
    ...(names.length > 0 ? [{ title: 'The names in it, in any language', query: names.map(anyCase).join(' AND '), patternType: 'regexp' as const }] : []),
  ]
}

/** A query that means just this text, which may look like a filter or an operator; null where none does. */
function literally(text: string): string | null {
  return [text, `content:${JSON.stringify(text)}`].find((query) => meansOnly(query, text)) ?? null
}

function meansOnly(query: string, text: string): boolean {
  const { plan, issues } = compileQuery(query, { patternType: 'literal' })
  const [branch, ...others] = plan.branches
  if (!branch || others.length > 0 || issues.length > 0) return false
  const { pattern, repos, files, langs } = branch
  return pattern?.kind === 'atom' && !pattern.regex && pattern.pattern === text && repos.length + files.length + langs.length === 0
}

/** The member or index expression at a column (1-based), or the first one of the line: `rates[region].rate`. An index may hold another. */
function expressionAt(line: string, column: number | null): string | null {
  const found = [...line.matchAll(/[A-Za-z_$][\w$]*(?:(?:\??\.[A-Za-z_$][\w$]*)|(?:\[(?:[^\][]|\[[^\][]{1,60}\]){1,60}\])|(?:\([\w$.,\s'"]{0,60}\)))+/g)]
  const at = column === null ? undefined : found.find((match) => match.index < column && column <= match.index + match[0].length)
  const first = found.find((match) => match[0].includes('[')) ?? found[0]
  return (at ?? first)?.[0] ?? null
}

/** The expression as a regular expression in which each index and argument may be anything. */
function generalise(expression: string): string {
  const holes = expression.replace(/\[(?:[^\][]|(\[[^\][]*\]))*\]/g, (_, nested?: string) => (nested ? '[\x01]' : '[\0]')).replace(/\([^()]*\)/g, '(\0)')
  return escape(holes).replaceAll('\\[\0\\]', '\\[[^\\]]+\\]').replaceAll('\\[\x01\\]', '\\[.+\\]').replaceAll('\\(\0\\)', '\\([^)]*\\)')
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Up to two names that say what the line is about: the longest that are neither keywords nor single words of one or two letters. */
function tellingNames(line: string): string[] {
  const code = line.replace(/(["'`])(?:\\.|(?!\1).)*\1/g, ' ')
  const names = new Set([...code.matchAll(/[A-Za-z_$][\w$]*/g)].map((match) => match[0]).filter((name) => name.length > 3 && !keywords.has(name)))
  return [...names].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, 2)
}

/** A name in camel, snake and kebab case: `regionalRates` → `regional[_-]?rates`. Searches ignore letter case. */
function anyCase(name: string): string {
  const parts = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(/[\s_$]+/).filter(Boolean)
  return parts.map((part) => part.toLowerCase()).join('[_-]?')
}
