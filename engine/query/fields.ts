/**
 * The fields of the query language: one table, from which the parser, the checks, the completions and the colours
 * of the search box are all read. A field that is known but not yet searched by stands here too, so that it is
 * refused by name and never mistaken for text.
 */

import { SYMBOL_KINDS } from './symbol-kinds.ts'

export type FieldName =
  | 'repo' | 'rev' | 'file' | 'lang' | 'content' | 'type' | 'select' | 'case' | 'fork' | 'archived'
  | 'visibility' | 'context' | 'patterntype' | 'count' | 'timeout'
  | 'author' | 'committer' | 'message' | 'before' | 'after' | 'index' | 'rule'
  | 'repohasfile' | 'repohascommitafter'

/** What may stand after the colon; closed sets list what is searched by and what is only recognised. */
export type ValueKind =
  | { kind: 'regexp' | 'pattern' | 'revision' | 'language' | 'boolean' | 'count' | 'duration' | 'date' | 'text' }
  | { kind: 'oneOf'; supported: readonly string[]; later: readonly string[] }

export type Field = {
  name: FieldName
  aliases: readonly string[]
  /** May stand more than once in one branch of a query. */
  repeatable: boolean
  negatable: boolean
  value: ValueKind
  /** False: recognised, and refused with an error that names it. */
  supported: boolean
  /** Understood in old queries, not proposed for new ones. */
  legacy: boolean
  /** Values of the form `name(…)`, which ask something else than the name of the thing. */
  predicates: readonly Predicate[]
  /** One line for the search box. */
  detail: string
}

export type Predicate = {
  name: string
  aliases: readonly string[]
  /** What stands between its parentheses; `later` is recognised and refused. */
  argument: 'files' | 'path' | 'content' | 'description' | 'contributor' | 'owner' | 'date' | 'moment' | 'later'
  detail: string
}

type Options = Partial<Pick<Field, 'aliases' | 'repeatable' | 'negatable' | 'supported' | 'legacy' | 'predicates'>>

const REPO_PREDICATES: readonly Predicate[] = [
  predicate('has.path', 'path', 'repositories with a path that matches', ['contains.path']),
  predicate('has.content', 'content', 'repositories with a file whose content matches', ['contains.content']),
  predicate('has.file', 'files', 'repositories with a file of both: path:… content:…', ['contains.file', 'contains']),
  predicate('has.commit.after', 'date', 'repositories with a commit since a date', ['contains.commit.after']),
  predicate('has.description', 'description', 'repositories whose description matches'),
  ...['has.meta', 'has.topic', 'has.key', 'has.tag', 'has', 'dependencies', 'deps', 'boost', 'boost.relevant'].map(name => predicate(name, 'later')),
]

const FILE_PREDICATES: readonly Predicate[] = [
  predicate('has.content', 'content', 'files that also contain this', ['contains.content']),
  predicate('has.contributor', 'contributor', 'files changed by somebody whose name or e-mail matches'),
  predicate('has.owner', 'owner', 'files owned by @name, a team or an e-mail address; without one, by anybody'),
]

const REV_PREDICATES: readonly Predicate[] = [
  predicate('at.time', 'moment', 'the code as it was at a date: at.time(DATE) or at.time(DATE, REV)'),
]

const many: Options = { repeatable: true, negatable: true }
const dates: Options = { repeatable: true }
const YES_NO_ONLY = oneOf(['yes', 'no', 'only'])

export const FIELDS: readonly Field[] = [
  field('repo', { kind: 'regexp' }, 'repositories whose name matches; @ names revisions', { ...many, aliases: ['r'], predicates: REPO_PREDICATES }),
  field('rev', { kind: 'revision' }, 'branch, tag or commit to search', { aliases: ['revision'], predicates: REV_PREDICATES }),
  field('file', { kind: 'regexp' }, 'files whose path matches', { ...many, aliases: ['f', 'path'], predicates: FILE_PREDICATES }),
  field('lang', { kind: 'language' }, 'files in a language', { ...many, aliases: ['l', 'language'] }),
  field('content', { kind: 'pattern' }, 'a pattern that could be mistaken for syntax', many),
  field('type', oneOf(['file', 'path', 'repo', 'symbol', 'commit', 'diff']), 'what to find: contents, paths, repositories, symbols, commits or their changes', { repeatable: true }),
  field('select', oneOf(
    ['repo', 'file', 'file.path', 'file.directory', 'file.owners', 'content', 'commit', 'commit.diff', 'commit.diff.added', 'commit.diff.removed', 'symbol',
      ...SYMBOL_KINDS.map(kind => `symbol.${kind}`)],
  ), 'show only this part of each result'),
  field('case', { kind: 'boolean' }, 'mind upper and lower case'),
  field('fork', YES_NO_ONLY, 'include forks'),
  field('archived', YES_NO_ONLY, 'include archived repositories'),
  field('author', { kind: 'regexp' }, 'commits whose author, “Name <e-mail>”, matches', many),
  field('committer', { kind: 'regexp' }, 'commits whose committer, “Name <e-mail>”, matches', many),
  field('message', { kind: 'regexp' }, 'commits whose message matches', { ...many, aliases: ['m', 'msg'] }),
  field('before', { kind: 'date' }, 'commits before a date', { ...dates, aliases: ['until'] }),
  field('after', { kind: 'date' }, 'commits since a date', { ...dates, aliases: ['since'] }),
  field('context', { kind: 'text' }, 'a named set of repositories; only global for now'),
  field('patterntype', oneOf(['keyword', 'standard', 'literal', 'regexp', 'structural'], ['lucky', 'nls', 'codycontext']), 'how patterns are read'),
  field('count', { kind: 'count' }, 'stop after this many results, or all'),
  field('timeout', { kind: 'duration' }, 'give up after this time, such as 30s'),
  field('index', YES_NO_ONLY, 'search by the index, without it, or only what is indexed'),
  field('visibility', oneOf(['any'], ['public', 'private']), 'public or private repositories; only any for now'),
  field('repohasfile', { kind: 'regexp' }, 'the same as repo:has.path(…)', { ...many, legacy: true }),
  field('repohascommitafter', { kind: 'date' }, 'the same as repo:has.commit.after(…)', { legacy: true }),
  field('rule', { kind: 'text' }, 'what a structural match must satisfy besides: an ast-grep rule in YAML'),
]

const BY_NAME = new Map(FIELDS.flatMap(f => [f.name, ...f.aliases].map(name => [name, f] as const)))

/** The field of this name or alias, in any letter case; undefined if the language has none. */
export function fieldNamed(name: string): Field | undefined {
  return BY_NAME.get(name.toLowerCase())
}

/** The predicate of a field by this name or alias, in any letter case. */
export function predicateNamed({ predicates }: Field, name: string): Predicate | undefined {
  const lower = name.toLowerCase()
  return predicates.find(one => one.name === lower || one.aliases.includes(lower))
}

/** Every name and alias, lower case. */
export function fieldNames(): string[] {
  return [...BY_NAME.keys()]
}

function field(name: FieldName, value: ValueKind, detail: string, options: Options = {}): Field {
  return { name, value, detail, aliases: [], repeatable: false, negatable: false, supported: true, legacy: false, predicates: [], ...options }
}

function oneOf(supported: readonly string[], notYet: readonly string[] = []): ValueKind {
  return { kind: 'oneOf', supported, later: notYet }
}

function predicate(name: string, argument: Predicate['argument'], detail = '', aliases: readonly string[] = []): Predicate {
  return { name, aliases, argument, detail }
}
