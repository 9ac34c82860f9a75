import { compileRegex, matchesString, type Matcher } from '../../engine/regex/index.ts'

/** A rule of a CODEOWNERS file: the later of two that match wins. */
interface Rule {
  matches: Matcher
  owners: string[]
}

/** Where GitHub looks, in its order. */
export const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/** Who owns a path, after GitHub's rules: the last matching line wins, and a line without owners makes its paths nobody's. */
export function ownersOf(codeowners: string): (path: string) => string[] {
  const rules = codeowners.split('\n').slice(0, maxRules).flatMap(readRule)
  return (path) => rules.findLast((rule) => matchesString(rule.matches, path))?.owners ?? []
}

const maxRules = 5000
const maxPatternLength = 500

function readRule(line: string): Rule[] {
  const [pattern, ...owners] = line.replace(/(^|\s)#.*$/, '').trim().split(/\s+/)
  if (!pattern || pattern.length > maxPatternLength || pattern.startsWith('!')) return []
  const compiled = compileRegex(toExpression(pattern))
  return compiled.ok ? [{ matches: compiled.matcher, owners: owners.filter((owner) => owner.includes('@')) }] : []
}

/**
 * gitignore's globs without negation and character ranges, as GitHub documents them: a slash before the end anchors, a slash at
 * the end means what is below, `*` stays within a folder (and at the end is not recursive), `**` does not.
 */
function toExpression(pattern: string): string {
  const anchored = pattern.replace(/\/$/, '').includes('/')
  const body = pattern.replace(/^\//, '').replace(/\/$/, '')
  const source = body.split(/(\*\*\/|\/\*\*|\*+|\?)/).map(translate).join('')
  const below = pattern.endsWith('/') ? '/.*' : /(^|\/)\*$/.test(pattern) ? '' : '(/.*)?'
  return `^${anchored ? '' : '(?:.*/)?'}${source}${below}$`
}

function translate(part: string): string {
  if (part === '**/') return '(?:[^/]+/)*'
  if (part === '/**') return '/.*'
  if (part === '?') return '[^/]'
  if (part.startsWith('*')) return part.length > 1 ? '.*' : '[^/]*'
  return part.replace(/[\\^$.+()[\]{}|]/g, '\\$&')
}
