import type { Parameter, Range } from './ast.ts'
import { readDate, type DateSpec } from './dates.ts'
import { fieldNamed, predicateNamed, type Predicate } from './fields.ts'
import { balance, lex, type Token } from './lex.ts'

/** A value of the form `name(argument)`. The range is the argument's, in the query. */
export type Call = { predicate: Predicate; argument: string; range: Range }

/** The predicate that a parameter calls; undefined where its value is what it usually is. A quoted value never calls one. */
export function callOf({ field, value, valueRange, quoted }: Parameter): Call | undefined {
  const name = quoted ? undefined : /^([A-Za-z.]+)\(/.exec(value)?.[1]
  const known = fieldNamed(field)
  const predicate = name === undefined || !known ? undefined : predicateNamed(known, name)
  if (name === undefined || !predicate || balance(value)[name.length] !== value.length - 1) return undefined
  const start = valueRange.start + name.length + 1
  return { predicate, argument: value.slice(name.length + 1, -1), range: { start, end: valueRange.end - 1 } }
}

/** An expression with the place where it stands in the query. */
type Located = Range & { value: string }

/** What `has.file(…)` asks of one file: its path, its content, or both. */
type FileParts = { path: Located | undefined; content: Located | undefined }

/**
 * Reads `path:RE content:RE`, either of which may be left out, or the path alone without a name, as it was once written.
 * `file:` may stand for `path:`. Undefined for anything else: there is no OR and no NOT here.
 */
export function readFileParts({ argument, range }: Call): FileParts | undefined {
  const tokens = lex(argument, 'literal').tokens.filter(token => token.kind !== 'space')
  const located = (token: Range & { value: string; valueRange: Range }) =>
    ({ value: token.value, start: range.start + token.valueRange.start, end: range.start + token.valueRange.end })
  const paths = tokens.filter(isPath)
  const contents = tokens.filter(isContent)
  if (tokens.length === 0) return undefined
  if (!tokens.some(({ kind }) => kind === 'parameter' || kind === 'content')) return { path: { value: argument.trim(), ...range }, content: undefined }
  const isWhole = paths.length < 2 && contents.length < 2 && paths.length + contents.length === tokens.length
  return isWhole ? { path: paths.map(located)[0], content: contents.map(located)[0] } : undefined
}

function isPath(token: Token): token is Token & { kind: 'parameter' } {
  return token.kind === 'parameter' && token.field === 'file' && !token.negated
}

function isContent(token: Token): token is Token & { kind: 'content' } {
  return token.kind === 'content' && !token.negated
}

/**
 * What a repository must satisfy, judged in each revision that is searched. `file` asks for a file that matches all that is
 * given; `commit` for a commit since a moment. Expressions are RE2, unanchored; descriptions are matched without regard to
 * case, the others as `caseSensitive` says.
 */
export type RepoPredicate = { negated: boolean } & (
  | { kind: 'file'; path: string | null; content: string | null }
  | { kind: 'commit'; after: DateSpec }
  | { kind: 'description'; pattern: string }
)

/**
 * What a file must satisfy besides the pattern. Contributors are matched as “Name <e-mail>”; an owner is called by name, and the empty name
 * is anybody's.
 */
export type FilePredicate = { negated: boolean } & ({ kind: 'content' | 'contributor'; pattern: string } | { kind: 'owner'; owner: string })

/** The predicate that a checked `repo:`, `repohasfile:` or `repohascommitafter:` stands for; undefined where it is a filter of names. */
export function toRepoPredicate(parameter: Parameter): RepoPredicate | undefined {
  const { field, value, negated } = parameter
  if (field === 'repohasfile') return { kind: 'file', path: value, content: null, negated }
  if (field === 'repohascommitafter') return commitAfter(value, negated)
  const call = field === 'repo' ? callOf(parameter) : undefined
  if (!call) return undefined
  switch (call.predicate.argument) {
    case 'path': return { kind: 'file', path: call.argument, content: null, negated }
    case 'content': return { kind: 'file', path: null, content: call.argument, negated }
    case 'files': return fileWith(readFileParts(call), negated)
    case 'date': return commitAfter(call.argument, negated)
    case 'description': return { kind: 'description', pattern: call.argument, negated }
    default: return undefined
  }
}

function fileWith(parts: FileParts | undefined, negated: boolean): RepoPredicate | undefined {
  return parts && { kind: 'file', path: parts.path?.value ?? null, content: parts.content?.value ?? null, negated }
}

function commitAfter(date: string, negated: boolean): RepoPredicate | undefined {
  const after = readDate(date)
  return after && { kind: 'commit', after, negated }
}

/** The predicate that a checked `file:` stands for; undefined where it is a filter of paths. */
export function toFilePredicate(parameter: Parameter): FilePredicate | undefined {
  const call = parameter.field === 'file' ? callOf(parameter) : undefined
  const kind = call?.predicate.argument
  const { negated } = parameter
  if (call && kind === 'owner') return { kind, owner: call.argument.trim(), negated }
  return call && (kind === 'content' || kind === 'contributor') ? { kind, pattern: call.argument, negated } : undefined
}
