/**
 * The fields of the query language: one table, from which the parser, the checks, the completions and the colours
 * of the search box are all read. A field that is known but not yet searched by stands here too, so that it is
 * refused by name and never mistaken for text.
 */

export type FieldName =
  | 'repo' | 'rev' | 'file' | 'lang' | 'content' | 'type' | 'select' | 'case' | 'fork' | 'archived'
  | 'visibility' | 'context' | 'patterntype' | 'count' | 'timeout'
  | 'author' | 'committer' | 'message' | 'before' | 'after' | 'index' | 'rule'
  | 'repohasfile' | 'repohascommitafter'

/** What may stand after the colon; closed sets list what is searched by and what is only recognised. */
export type ValueKind =
  | { kind: 'regexp' | 'pattern' | 'revision' | 'language' | 'boolean' | 'count' | 'duration' | 'text' }
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
  /** `name(…)` values that are recognised and refused. */
  predicates: readonly string[]
  /** One line for the search box. */
  detail: string
}

type Options = Partial<Pick<Field, 'aliases' | 'repeatable' | 'negatable' | 'supported' | 'predicates'>>

const REPO_PREDICATES = [
  'has.file', 'has.path', 'has.content', 'has.commit.after', 'has.description', 'has.meta', 'has.topic', 'has.key',
  'has.tag', 'has', 'contains', 'contains.file', 'contains.path', 'contains.content', 'contains.commit.after',
  'dependencies', 'deps', 'boost', 'boost.relevant',
]
const FILE_PREDICATES = ['has.content', 'contains.content', 'has.owner', 'has.contributor']

const SYMBOL_KINDS =
  'file module namespace package class method property field constructor enum interface function variable constant string number boolean array object key null enum-member struct event operator type-parameter'
    .split(' ').map(kind => `symbol.${kind}`)

const many: Options = { repeatable: true, negatable: true }
const later: Options = { supported: false }
const YES_NO_ONLY = oneOf(['yes', 'no', 'only'])

export const FIELDS: readonly Field[] = [
  field('repo', { kind: 'regexp' }, 'repositories whose name matches; @ names revisions', { ...many, aliases: ['r'], predicates: REPO_PREDICATES }),
  field('rev', { kind: 'revision' }, 'branch, tag or commit to search', { aliases: ['revision'], predicates: ['at.time'] }),
  field('file', { kind: 'regexp' }, 'files whose path matches', { ...many, aliases: ['f', 'path'], predicates: FILE_PREDICATES }),
  field('lang', { kind: 'language' }, 'files in a language', { ...many, aliases: ['l', 'language'] }),
  field('content', { kind: 'pattern' }, 'a pattern that could be mistaken for syntax', many),
  field('type', oneOf(['file', 'path', 'repo'], ['symbol', 'commit', 'diff']), 'what to find: contents, paths or repositories', { repeatable: true }),
  field('select', oneOf(
    ['repo', 'file', 'file.path', 'file.directory', 'content'],
    ['file.owners', 'symbol', ...SYMBOL_KINDS, 'commit', 'commit.diff', 'commit.diff.added', 'commit.diff.removed'],
  ), 'show only this part of each result'),
  field('case', { kind: 'boolean' }, 'mind upper and lower case'),
  field('fork', YES_NO_ONLY, 'include forks'),
  field('archived', YES_NO_ONLY, 'include archived repositories'),
  field('context', { kind: 'text' }, 'a named set of repositories; only global for now'),
  field('patterntype', oneOf(['keyword', 'standard', 'literal', 'regexp'], ['structural', 'lucky', 'nls', 'codycontext']), 'how patterns are read'),
  field('count', { kind: 'count' }, 'stop after this many results, or all'),
  field('timeout', { kind: 'duration' }, 'give up after this time, such as 30s'),
  field('visibility', oneOf([], ['any', 'public', 'private']), 'public or private repositories', later),
  field('author', { kind: 'regexp' }, 'who wrote the commit', { ...many, ...later }),
  field('committer', { kind: 'regexp' }, 'who committed', { ...many, ...later }),
  field('message', { kind: 'regexp' }, 'commit message', { ...many, ...later, aliases: ['m', 'msg'] }),
  field('before', { kind: 'text' }, 'commits before a date', { ...later, repeatable: true, aliases: ['until'] }),
  field('after', { kind: 'text' }, 'commits after a date', { ...later, repeatable: true, aliases: ['since'] }),
  field('index', oneOf([], ['yes', 'no', 'only']), 'use of the index', later),
  field('rule', { kind: 'text' }, 'rule of a structural search', later),
  field('repohasfile', { kind: 'regexp' }, 'repositories that have a path', { ...many, ...later }),
  field('repohascommitafter', { kind: 'text' }, 'repositories with a commit after a date', later),
]

const BY_NAME = new Map(FIELDS.flatMap(f => [f.name, ...f.aliases].map(name => [name, f] as const)))

/** The field of this name or alias, in any letter case; undefined if the language has none. */
export function fieldNamed(name: string): Field | undefined {
  return BY_NAME.get(name.toLowerCase())
}

/** Every name and alias, lower case. */
export function fieldNames(): string[] {
  return [...BY_NAME.keys()]
}

function field(name: FieldName, value: ValueKind, detail: string, options: Options = {}): Field {
  return { name, value, detail, aliases: [], repeatable: false, negatable: false, supported: true, predicates: [], ...options }
}

function oneOf(supported: readonly string[], notYet: readonly string[] = []): ValueKind {
  return { kind: 'oneOf', supported, later: notYet }
}
