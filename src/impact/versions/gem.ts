/** Versions of RubyGems: https://docs.ruby-lang.org/en/master/Gem/Version.html, whose pattern this is. */
const shape = /^\d+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

type Part = bigint | string

/** A word is older than a number, so that a pre-release comes before its release; words come in the order of the alphabet. */
export function compareGem(a: string, b: string): number | null {
  if (!shape.test(a) || !shape.test(b)) return null
  const [x, y] = [partsOf(a), partsOf(b)]
  for (let at = 0; at < Math.max(x.length, y.length); at++) {
    const order = compareParts(x[at] ?? 0n, y[at] ?? 0n)
    if (order !== 0) return order
  }
  return 0
}

/** Zeros at the end of the release, and of what follows it, say nothing: `1.0.a.0` is `1.a`. */
function partsOf(version: string): Part[] {
  const parts = (version.replaceAll('-', '.pre.').match(/\d+|[a-zA-Z]+/g) ?? []).map((part): Part => (/^\d/.test(part) ? BigInt(part) : part))
  const word = parts.findIndex((part) => typeof part === 'string')
  const end = word < 0 ? parts.length : word
  return [...withoutZeros(parts.slice(0, end)), ...withoutZeros(parts.slice(end))]
}

const withoutZeros = (parts: readonly Part[]) => parts.slice(0, parts.findLastIndex((part) => part !== 0n) + 1)

function compareParts(a: Part, b: Part): number {
  if (typeof a !== typeof b) return typeof a === 'string' ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
