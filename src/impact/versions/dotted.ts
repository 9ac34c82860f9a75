/**
 * Versions of numbers and words between dots, as RubyGems, NuGet and Composer have them. Absent parts are zeros; a word is older than a
 * number, so that a pre-release comes before its release. RubyGems: https://docs.ruby-lang.org/en/master/Gem/Version.html; the others rank
 * the words of Composer's stability: https://getcomposer.org/doc/04-schema.md#version.
 */
const shape = /^v?\d+(?:[.\-_]?[0-9a-z]+)*(?:\+[0-9a-z.-]+)?$/i
const stages = new Map<bigint | string, number>([['dev', 0], ['alpha', 1], ['a', 1], ['beta', 2], ['b', 2], ['rc', 3], ['patch', 4], ['pl', 4], ['p', 4]])

export function compareDotted(a: string, b: string): number | null {
  if (!shape.test(a) || !shape.test(b)) return null
  const [x, y] = [partsOf(a), partsOf(b)]
  for (let at = 0; at < Math.max(x.length, y.length); at++) {
    const order = compareParts(x[at] ?? 0n, y[at] ?? 0n)
    if (order !== 0) return order
  }
  return 0
}

const partsOf = (text: string): (bigint | string)[] =>
  (text.toLowerCase().replace(/^v/, '').replace(/\+.*$/, '').match(/\d+|[a-z]+/g) ?? []).map((part) => (/^\d/.test(part) ? BigInt(part) : part))

function compareParts(a: bigint | string, b: bigint | string): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'bigint') return isPatch(b) ? -1 : 1
  if (typeof b === 'bigint') return isPatch(a) ? 1 : -1
  const [x, y] = [stages.get(a), stages.get(b)]
  return x !== undefined && y !== undefined ? x - y : a < b ? -1 : a > b ? 1 : 0
}

/** What comes after a release. */
const isPatch = (part: bigint | string) => stages.get(part) === stages.get('patch')
