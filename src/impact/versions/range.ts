import semver from 'semver'
import type { Ecosystem } from '../dependencies/project.ts'
import { compareVersions } from './versions.ts'

/** Versions: those that hold for all comparators of at least one of the parts. */
export interface VersionRange {
  ecosystem: Ecosystem
  anyOf: readonly (readonly Comparator[])[]
}

interface Comparator {
  operator: '<' | '<=' | '>' | '>=' | '=' | '!='
  version: string
}

const maxLength = 1_000
const operators: Record<string, Comparator['operator']> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=', '=': '=', '==': '=', '===': '=', '!=': '!=', '': '=' }

/**
 * A range in comparators (`>=2.0.0 <2.17.1`, with spaces or commas for "and", `||` for "or"), in the carets, tildes and `x` of npm and
 * Cargo, in the intervals of Maven and NuGet (`[2.0,2.17.1)`), or as `vers:` of package URLs. In words what is wrong with it otherwise.
 */
export function parseRange(ecosystem: Ecosystem, text: string): VersionRange | { issue: string } {
  const trimmed = text.trim()
  if (trimmed.length > maxLength) return { issue: `a range has at most ${maxLength} characters` }
  const vers = /^vers:[a-z]+\/(.*)$/.exec(trimmed)
  if (vers) return parseVers(ecosystem, vers[1] ?? '')
  if (/^[[(]/.test(trimmed)) return parseIntervals(ecosystem, trimmed)
  if ((ecosystem === 'npm' || ecosystem === 'cargo') && isNpmRange.test(trimmed)) return parseNpm(ecosystem, trimmed)
  return checked(ecosystem, trimmed.split(/\s*\|\|?\s*/).map(comparatorsIn))
}

/** With carets, tildes, an `x`, a hyphen, or versions of one or two numbers. */
const isNpmRange = /[\^~*xX]|\s-\s|(?:^|[<>=\s,|])v?\d+(?:\.\d+)?(?:$|[\s,|])/

/** Null where the version cannot be compared. Pre-releases within the bounds are in it: they have what releases around them have. */
export function inRange({ ecosystem, anyOf }: VersionRange, version: string): boolean | null {
  const verdicts = anyOf.map((all) => holdsAll(ecosystem, all, version))
  return verdicts.includes(true) ? true : verdicts.includes(null) ? null : false
}

function holdsAll(ecosystem: Ecosystem, all: readonly Comparator[], version: string): boolean | null {
  const verdicts = all.map((each) => {
    const order = compareVersions(ecosystem, version, each.version)
    return order === null ? null : holds[each.operator](order)
  })
  return verdicts.includes(false) ? false : verdicts.includes(null) ? null : true
}

const holds: Record<Comparator['operator'], (order: number) => boolean> = {
  '<': (order) => order < 0, '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0, '=': (order) => order === 0, '!=': (order) => order !== 0,
}

function comparatorsIn(text: string): Comparator[] | null {
  const comparators: Comparator[] = []
  for (const part of text.replace(/([<>=!])\s+/g, '$1').split(/[\s,]+/).filter(Boolean)) {
    const [, sign = '', version = ''] = /^([<>=!]*)(.*)$/.exec(part) ?? []
    const operator = operators[sign]
    if (operator === undefined || version === '') return null
    comparators.push({ operator, version })
  }
  return comparators.length > 0 ? comparators : null
}

const wrong = { issue: 'write a range as >=2.0.0 <2.17.1' }

function checked(ecosystem: Ecosystem, parts: readonly (Comparator[] | null)[]): VersionRange | { issue: string } {
  const anyOf = parts.filter((part) => part !== null)
  if (anyOf.length < parts.length || anyOf.length === 0) return wrong
  const odd = anyOf.flat().find(({ version }) => compareVersions(ecosystem, version, version) === null)
  return odd ? { issue: `${odd.version} is no version of ${ecosystem}; ${wrong.issue}` } : { ecosystem, anyOf }
}

function parseNpm(ecosystem: Ecosystem, text: string): VersionRange | { issue: string } {
  try {
    const { set } = new semver.Range(text.replaceAll(',', ' '), { includePrerelease: true })
    return { ecosystem, anyOf: set.map((all) => all.flatMap((each) => (each.semver instanceof semver.SemVer ? [{ operator: operators[each.operator] ?? '=', version: each.semver.version }] : []))) }
  } catch {
    return wrong
  }
}

/** Of Maven and NuGet: square brackets include their end, round ones do not; several stand side by side. */
function parseIntervals(ecosystem: Ecosystem, text: string): VersionRange | { issue: string } {
  const intervals = text.match(/[[(][^[\]()]*[\])]/g) ?? []
  if (intervals.join('').length !== text.replace(/\s*,\s*(?=[[(])/g, '').replace(/\s+(?=[[(])/g, '').length) return wrong
  return checked(ecosystem, intervals.map(comparatorsOfInterval))
}

function comparatorsOfInterval(interval: string): Comparator[] | null {
  const [from = '', to, more] = interval.slice(1, -1).split(',').map((end) => end.trim())
  if (more !== undefined || (to === undefined && from === '')) return null
  if (to === undefined) return [{ operator: '=', version: from }]
  const lower: Comparator[] = from === '' ? [] : [{ operator: interval.startsWith('[') ? '>=' : '>', version: from }]
  const upper: Comparator[] = to === '' ? [] : [{ operator: interval.endsWith(']') ? '<=' : '<', version: to }]
  return [...lower, ...upper]
}

/** Comparators in the order of their versions; one that opens upwards goes with the next one if that closes it. https://github.com/package-url/vers-spec */
function parseVers(ecosystem: Ecosystem, text: string): VersionRange | { issue: string } {
  const all = text.split('|').map((part) => comparatorsIn(decodeURIComponentSafely(part))?.[0] ?? null)
  const parts: (Comparator[] | null)[] = []
  for (let at = 0; at < all.length; at++) {
    const [one, next] = [all[at] ?? null, all[at + 1]]
    const isClosed = one !== null && next && one.operator.startsWith('>') && next.operator.startsWith('<')
    parts.push(one === null ? null : isClosed ? [one, next] : [one])
    if (isClosed) at++
  }
  return checked(ecosystem, parts)
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
