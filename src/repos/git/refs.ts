import { MAX_DATE_S } from './commit.ts'
import { GitError } from './errors.ts'
import { isOid, isRefName, shown } from './names.ts'
import { git, type GitDir, gitStream, splitBytes } from './run.ts'

export interface Ref {
  /** Full name, such as refs/heads/main. */
  readonly ref: string
  readonly kind: 'branch' | 'tag'
  /** Without refs/heads/ or refs/tags/. */
  readonly name: string
  /** What the reference holds; for an annotated tag the tag object. */
  readonly oid: string
  /** The commit behind it; null for a tag of a tree or blob, or where the commit is missing. */
  readonly commit: string | null
  /** Seconds since 1970 of the tag or commit, within what a JavaScript Date holds; null where there is no readable date. */
  readonly time: number | null
}

const MAX_REFS = 2_000_000

/** All branches and tags, in the order of their full names. */
export async function listRefs(dir: GitDir, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Ref[]> {
  const format = ['refname', 'objectname', 'objecttype', '*objectname', '*objecttype', 'creatordate:raw'].map(field => `%(${field})`).join('%00')
  const refs: Ref[] = []
  const nested: number[] = []
  for await (const line of splitBytes(gitStream(dir, ['for-each-ref', `--format=${format}`, 'refs/heads', 'refs/tags'], { signal }), 10)) {
    const [ref = '', oid = '', type, peeled, peeledType, date] = line.toString().split('\0')
    if (peeledType === 'tag') nested.push(refs.length)
    const commit = type === 'commit' ? oid : peeledType === 'commit' ? peeled ?? null : null
    refs.push({ ref, ...shortName(ref), oid, commit, time: parseTime(date) })
    if (refs.length > MAX_REFS) throw new GitError('too-large', `The repository has more than ${MAX_REFS} branches and tags.`)
  }
  return peelNested(dir, refs, nested)
}

function shortName(ref: string): Pick<Ref, 'kind' | 'name'> {
  return ref.startsWith('refs/tags/') ? { kind: 'tag', name: ref.slice(10) } : { kind: 'branch', name: ref.slice(11) }
}

function parseTime(raw: string | undefined): number | null {
  const time = Number.parseInt(raw ?? '', 10)
  return Math.abs(time) <= MAX_DATE_S ? time : null
}

/** Some versions of git peel a tag of a tag only once. */
async function peelNested(dir: GitDir, refs: Ref[], nested: readonly number[]): Promise<Ref[]> {
  if (nested.length === 0) return refs
  const commits = await peel(dir, nested.map(index => `${refs[index]?.oid}^{commit}`))
  const peeled = new Map(nested.map((index, at) => [index, commits[at] ?? null]))
  return refs.map((ref, index) => ({ ...ref, commit: peeled.get(index) ?? ref.commit }))
}

/** Asks one git process which commits these names mean; null for none. They travel on stdin, one a line, so none can be an option. */
async function peel(dir: GitDir, names: readonly string[]): Promise<(string | null)[]> {
  const { stdout } = await git(dir, ['cat-file', '--batch-check=%(objectname)'], { input: names.map(name => `${name}\n`).join('') })
  return stdout.toString().split('\n').slice(0, names.length).map(line => (isOid(line) ? line : null))
}

export interface Resolved {
  /** Always a commit. */
  readonly oid: string
  readonly kind: 'tag' | 'branch' | 'commit' | 'head'
  /** The full reference name; for HEAD and commits the full oid. */
  readonly name: string
}

const HEX = /^[0-9a-f]{4,64}$/i
const DESCRIBED = /-\d+-g([0-9a-f]{4,64})$/

/**
 * What a person means by a revision: HEAD (also ''), a full name `refs/…`, a tag, a branch, a full or abbreviated
 * commit id, or what `git describe` prints; each may end in steps such as `~3` or `^2`. Tags win over branches and
 * branches over abbreviated ids; a *full* id always means that object, so that no branch can be named over a permalink.
 */
export async function resolveRevision(dir: GitDir, spec: string): Promise<Resolved> {
  const [, base = '', steps = ''] = /^(.*?)((?:[~^]\d{0,9}){0,32})$/s.exec(spec) ?? []
  if (base !== '' && base !== 'HEAD' && !isRefName(`refs/heads/${base}`)) throw unknown(spec, 'refused')
  const found = await resolveBase(dir, base, spec)
  if (steps === '') return found
  const [stepped] = await peel(dir, [`${found.oid}${steps}^{commit}`])
  if (!stepped) throw unknown(spec, 'unknown-revision')
  return { oid: stepped, kind: 'commit', name: stepped }
}

async function resolveBase(dir: GitDir, base: string, spec: string): Promise<Resolved> {
  if (base === '' || base === 'HEAD') return resolveHead(dir)
  if (isOid(base.toLowerCase())) {
    const commit = await resolveId(dir, base.toLowerCase(), spec)
    if (commit) return commit
  }
  // References of our own hold what must not be pruned; they name nothing.
  if (base.startsWith('refs/firebreak/')) throw unknown(spec, 'unknown-revision')
  const named = await resolveName(dir, base.startsWith('refs/') ? [base] : [`refs/tags/${base}`, `refs/heads/${base}`], spec)
  if (named) return named
  const id = HEX.test(base) ? base : DESCRIBED.exec(base)?.[1]
  const commit = id === undefined ? null : await resolveId(dir, id.toLowerCase(), spec)
  if (commit) return commit
  throw unknown(spec, 'unknown-revision')
}

async function resolveHead(dir: GitDir): Promise<Resolved> {
  const [head] = await peel(dir, ['HEAD^{commit}'])
  if (!head) throw new GitError('unknown-revision', 'The repository has no commit on its default branch yet.')
  return { oid: head, kind: 'head', name: head }
}

async function resolveId(dir: GitDir, id: string, spec: string): Promise<Resolved | null> {
  const candidates = isOid(id) ? [id] : await beginningWith(dir, id)
  const commits = [...new Set((await peel(dir, candidates.map(oid => `${oid}^{commit}`))).filter(oid => oid !== null))]
  if (commits.length > 1) throw new GitError('ambiguous-revision', `${shown(spec)} is the beginning of several commit ids. Write more of it.`)
  return commits[0] === undefined ? null : { oid: commits[0], kind: 'commit', name: commits[0] }
}

/** The ids of commits that begin so; trees and files with the same beginning do not make it ambiguous. */
async function beginningWith(dir: GitDir, prefix: string): Promise<string[]> {
  const { stdout } = await git(dir, ['rev-parse', `--disambiguate=${prefix}`])
  const { stdout: types } = await git(dir, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input: stdout })
  return types.toString().split('\n').filter(line => line.endsWith(' commit')).map(line => line.slice(0, -7))
}

/** The first of the full names that exists exactly so; git's own guessing would also find refs/heads/refs/tags/x for refs/tags/x. */
async function resolveName(dir: GitDir, names: readonly string[], spec: string): Promise<Resolved | null> {
  const { stdout } = await git(dir, ['for-each-ref', '--format=%(refname) %(objectname)', ...names])
  const found = new Map(stdout.toString().split('\n').map(line => line.split(' ') as [string, string]))
  const name = names.find(candidate => found.has(candidate))
  if (name === undefined) return null
  const [commit] = await peel(dir, [`${found.get(name)}^{commit}`])
  if (!commit) throw new GitError('wrong-type', `${shown(spec)} does not name a commit, or its commit is missing.`)
  return { oid: commit, kind: name.startsWith('refs/tags/') ? 'tag' : 'branch', name }
}

function unknown(spec: string, kind: 'refused' | 'unknown-revision'): GitError {
  return new GitError(kind, kind === 'refused' ? `${shown(spec)} cannot be the name of a branch, tag or commit.` : `There is no branch, tag or commit ${shown(spec)}.`)
}

/**
 * The references that one of the globs names. `*` stands for any text, slashes too, and `?` for one character; a glob
 * without either means everything below it; one that begins with `!` takes references away; later globs win.
 */
export function globRefs(refs: readonly Ref[], globs: readonly string[]): Ref[] {
  const rules = globs.map(glob => {
    const positive = glob.replace(/^!/, '')
    return { take: positive === glob, pattern: /[*?]/.test(positive) ? positive : `${positive.replace(/\/$/, '')}/*` }
  })
  return refs.filter(({ ref }) => rules.findLast(rule => matchesGlob(ref, rule.pattern))?.take ?? false)
}

/** Greedy matching with one point of return, so the time is at most |text| × |pattern| whatever the pattern. */
function matchesGlob(text: string, pattern: string): boolean {
  let [at, inPattern] = [0, 0]
  let [star, resume] = [-1, 0]
  while (at < text.length) {
    if (pattern[inPattern] === '*') [star, resume, inPattern] = [inPattern, at, inPattern + 1]
    else if (pattern[inPattern] === '?' || pattern[inPattern] === text[at]) [at, inPattern] = [at + 1, inPattern + 1]
    else if (star === -1) return false
    else [inPattern, resume, at] = [star + 1, resume + 1, resume + 1]
  }
  return /^\**$/.test(pattern.slice(inPattern))
}
