/** A rule of a CODEOWNERS file: the later of two that match wins. */
interface Rule {
  segments: string[]
  owners: string[]
}

/** Where GitHub looks, in its order. */
export const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/** Beyond these nobody is named: a file made to take long must not. */
const maxRules = 5000
const maxPatternLength = 300
const maxPathLength = 1000

/** Who owns a path, after GitHub's rules: the last matching line wins, and a line without owners makes its paths nobody's. */
export function ownersOf(codeowners: string): (path: string) => string[] {
  const rules = codeowners.split('\n').slice(0, maxRules).flatMap(readRule)
  return (path) => {
    if (path.length > maxPathLength) return []
    const segments = path.split('/')
    return rules.findLast((rule) => matchesPath(rule.segments, segments))?.owners ?? []
  }
}

function readRule(line: string): Rule[] {
  const [pattern, ...owners] = line.replace(/(^|\s)#.*$/, '').trim().split(/(?<!\\)\s+/)
  if (!pattern || pattern.length > maxPatternLength || pattern.startsWith('!')) return []
  return [{ segments: readPattern(pattern.replaceAll('\\ ', ' ')), owners: owners.filter((owner) => owner.includes('@')) }]
}

/**
 * gitignore's globs without negation and character ranges, as GitHub documents them, as segments of which `**` stands for any
 * number: a slash before the end anchors, a slash at the end means what is below, `*` as the last segment is not recursive.
 */
function readPattern(pattern: string): string[] {
  const anchored = pattern.replace(/\/$/, '').includes('/')
  const body = pattern.replace(/^\//, '').replace(/\/$/, '').split('/')
  const last = body.at(-1)
  const below = pattern.endsWith('/') || last === '**' ? ['**', '*'] : anchored && last === '*' ? [] : ['**']
  return [...(anchored ? [] : ['**']), ...(last === '**' ? body.slice(0, -1) : body), ...below]
}

const matchesPath = (pattern: readonly string[], path: readonly string[]) => matchesWith(pattern, path, { star: '**', matches: matchesSegment })
const matchesSegment = (pattern: string, segment: string) => matchesWith(pattern, segment, { star: '*', matches: (a, b) => a === '?' || a === b })

interface Parts<P> {
  readonly length: number
  readonly [index: number]: P
}

/**
 * Matches part by part, the star standing for any number of parts. Only the last star seen is ever tried again, one part further:
 * what an earlier one could take, it can take as well. So the time is at most the product of the two lengths.
 */
function matchesWith(pattern: Parts<string>, subject: Parts<string>, { star, matches }: { star: string; matches: (pattern: string, part: string) => boolean }): boolean {
  let [at, here] = [0, 0]
  let [lastStar, triedFrom] = [-1, 0]
  while (here < subject.length) {
    if (pattern[at] === star) {
      lastStar = at++
      triedFrom = here
    } else if (at < pattern.length && matches(pattern[at] ?? '', subject[here] ?? '')) {
      at++
      here++
    } else if (lastStar >= 0) {
      at = lastStar + 1
      here = ++triedFrom
    } else return false
  }
  while (pattern[at] === star) at++
  return at === pattern.length
}
