/** A pattern of paths, compiled: how it is written is the dialect's, how it is matched is here. */
export interface Glob {
  segments: readonly Segment[]
}

/** `anyDepth` stands for any number of segments, also none; a text for itself. */
export type Segment = typeof anyDepth | string | readonly Token[]

/** What stands for a part of a segment: `*` any text, `?` any character, a text the characters that it has, or has not. */
type Token = '*' | '?' | { text: string } | { ranges: readonly (readonly [from: string, to: string])[]; negated: boolean }

export const anyDepth = Symbol('**')

export type GlobResult = { ok: true; glob: Glob } | { ok: false; message: string }

/** A path as it is matched: its segments, and the characters (code points) of each. */
export interface PathParts {
  segments: readonly string[]
  characters: readonly (readonly string[])[]
}

export function partsOf(path: string): PathParts {
  const segments = path.split('/')
  return { segments, characters: segments.map((segment) => [...segment]) }
}

/** Time is at most the product of the lengths of pattern and path. */
export function matchesGlob({ segments }: Glob, path: PathParts): boolean {
  return matchesWith(segments, path.segments, {
    isStar: (segment) => segment === anyDepth,
    matches: (segment, name, at) => (typeof segment === 'string' ? segment === name : segment !== anyDepth && matchesTokens(segment, path.characters[at] ?? [])),
  })
}

const matchesTokens = (tokens: readonly Token[], characters: readonly string[]): boolean =>
  matchesWith(tokens, characters, { isStar: (token) => token === '*', matches: matchesCharacter })

function matchesCharacter(token: Token, character: string): boolean {
  if (token === '?' || token === '*') return true
  if ('text' in token) return token.text === character
  return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated
}

interface Judges<P> {
  isStar(pattern: P): boolean
  matches(pattern: P, part: string, at: number): boolean
}

/**
 * Matches part by part, the star standing for any number of parts. Only the last star seen is ever tried again, one part further:
 * what an earlier one could take, it can take as well.
 */
function matchesWith<P>(pattern: readonly P[], subject: readonly string[], { isStar, matches }: Judges<P>): boolean {
  let [at, here] = [0, 0]
  let [lastStar, triedFrom] = [-1, 0]
  while (here < subject.length) {
    const next = pattern[at]
    if (next !== undefined && isStar(next)) {
      lastStar = at++
      triedFrom = here
    } else if (next !== undefined && matches(next, subject[here] ?? '', here)) {
      at++
      here++
    } else if (lastStar >= 0) {
      at = lastStar + 1
      here = ++triedFrom
    } else return false
  }
  while (at < pattern.length && isStar(pattern[at] as P)) at++
  return at === pattern.length
}

/**
 * The rules of gitignore as GitHub has them for code owners: a slash before the end anchors, one at the end means what is below, what
 * matches a folder matches all in it, but not `*` as the last of several segments. No negation and no character classes: a bracket
 * is one.
 */
export function readIgnoreGlob(pattern: string): GlobResult {
  if (pattern.includes('***')) return { ok: false, message: 'three asterisks in a row have no meaning' }
  const isFolder = pattern.endsWith('/')
  const whole = isFolder ? pattern.slice(0, -1) : pattern
  const isAnchored = whole.includes('/')
  const body = whole.replace(/^\//, '').split('/')
  const last = body.at(-1)
  const below: Segment[] = isFolder || last === '**' ? [anyDepth, ['*']] : isAnchored && last === '*' ? [] : [anyDepth]
  if (isFolder && last === '**') below.push(['*']) // what is in some folder
  return compile(last === '**' ? body.slice(0, -1) : body, { before: isAnchored ? [] : [anyDepth], below, classes: false })
}

/**
 * `File.fnmatch` of Ruby with `FNM_PATHNAME` and `FNM_DOTMATCH`, as GitLab uses it: a pattern without a slash in front matches at any
 * depth, one with a slash at the end what is below, and no other what is in a folder that it matches.
 */
export function readFnmatchGlob(pattern: string): GlobResult {
  const isFolder = pattern.endsWith('/')
  const body = pattern.replace(/^\//, '').replace(/\/$/, '').split('/')
  const isAnchored = pattern.startsWith('/')
  if (pattern === '/') return { ok: false, message: 'the top of the repository is no file' }
  return compile(body, { before: isAnchored ? [] : [anyDepth], below: isFolder ? [anyDepth, ['*']] : [], classes: true })
}

interface Surroundings {
  before: Segment[]
  below: Segment[]
  classes: boolean
}

/** `**` as the last segment of all is one star: it takes no slash. */
function compile(body: readonly string[], { before, below, classes }: Surroundings): GlobResult {
  const segments = [...before]
  for (const [at, text] of body.entries()) {
    if (text === '') return { ok: false, message: 'nothing stands between two slashes' }
    if (text === '**' && (at < body.length - 1 || below.length > 0)) segments.push(anyDepth)
    else {
      const segment = readSegment(text, classes)
      if (segment === null) return { ok: false, message: 'a bracket is not closed, or a backslash stands at the end' }
      segments.push(segment)
    }
  }
  return { ok: true, glob: { segments: [...segments, ...below].filter((segment, at, all) => segment !== anyDepth || all[at - 1] !== anyDepth) } }
}

function readSegment(text: string, classes: boolean): Segment | null {
  const characters = [...text]
  const tokens: Token[] = []
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    if (character === '\\') {
      const escaped = characters[++at]
      if (escaped === undefined) return null
      tokens.push({ text: escaped })
    } else if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*')
    } else if (character === '?') tokens.push('?')
    else if (character === '[' && classes) {
      const found = readClass(characters, at + 1)
      if (found === null) return null
      tokens.push(found.token)
      at = found.end
    } else tokens.push({ text: character })
  }
  const texts = tokens.map((token) => (typeof token === 'object' && 'text' in token ? token.text : null))
  return texts.includes(null) ? tokens : texts.join('')
}

/** `[a-z]`, `[!a-z]`, `[^a-z]`; null if it does not end. */
function readClass(characters: readonly string[], from: number): { token: Token; end: number } | null {
  const negated = characters[from] === '!' || characters[from] === '^'
  const ranges: [string, string][] = []
  for (let at = from + Number(negated); at < characters.length; at++) {
    if (characters[at] === ']') return { token: { ranges, negated }, end: at }
    if (characters[at] === '\\') at++
    const first = characters[at]
    const isRange = characters[at + 1] === '-' && characters[at + 2] !== ']' && characters[at + 2] !== undefined
    const last = isRange ? characters[at + 2] : first
    if (first === undefined || last === undefined) return null
    ranges.push([first, last])
    if (isRange) at += 2
  }
  return null
}

const maxAlternatives = 64

/** `main.{js,ts}` as `main.js` and `main.ts`, each choice with each; null for too many. A brace that is not closed stands for itself. */
export function expandBraces(pattern: string): string[] | null {
  let open = [pattern]
  const done: string[] = []
  while (open.length > 0) {
    if (open.length + done.length > maxAlternatives) return null
    const next: string[] = []
    for (const each of open) {
      const [whole, before = '', choices = '', after = ''] = /^((?:[^{\\]|\\.)*)\{((?:[^{}\\]|\\.)*)\}(.*)$/su.exec(each) ?? []
      if (whole === undefined) done.push(each)
      else next.push(...choices.split(',').map((choice) => `${before}${choice}${after}`))
    }
    open = next
  }
  return done
}
