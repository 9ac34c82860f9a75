import semver from 'semver'

/**
 * Versions of NuGet: those of https://semver.org with one to four numbers, absent ones being zeros, and words whose letter case does not count:
 * https://learn.microsoft.com/nuget/concepts/package-versioning.
 */
const shape = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9a-z-]+(?:\.[0-9a-z-]+)*))?(?:\+[0-9a-z.-]+)?$/i

interface Version {
  numbers: readonly bigint[]
  /** Of a pre-release; null for a release. */
  labels: readonly string[] | null
}

export function compareNuget(a: string, b: string): number | null {
  const [x, y] = [parse(a), parse(b)]
  return x && y ? compareNumbers(x.numbers, y.numbers) || compareLabels(x.labels, y.labels) : null
}

function parse(text: string): Version | null {
  const [, major, minor = '0', patch = '0', revision = '0', labels] = shape.exec(text) ?? []
  return major === undefined ? null : { numbers: [major, minor, patch, revision].map(BigInt), labels: labels?.toLowerCase().split('.') ?? null }
}

function compareNumbers(a: readonly bigint[], b: readonly bigint[]): number {
  const at = a.findIndex((number, place) => number !== b[place])
  return at < 0 ? 0 : (a[at] ?? 0n) < (b[at] ?? 0n) ? -1 : 1
}

/** A release comes after its pre-releases, and of two where one goes on the longer one does. */
function compareLabels(a: readonly string[] | null, b: readonly string[] | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  for (const [at, label] of a.entries()) {
    const other = b[at]
    const order = other === undefined ? 1 : semver.compareIdentifiers(label, other)
    if (order !== 0) return order
  }
  return a.length - b.length
}
