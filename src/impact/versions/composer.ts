/**
 * Versions of Composer: up to four numbers, or a date, absent ones being zeros; then a stability with numbers of its own. As
 * https://github.com/composer/semver reads them (VersionParser::normalize) and https://www.php.net/version_compare puts them in order.
 */
const classical = /^v?(\d{1,5}(?:\.\d+){0,3})[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+)*))?([.-]?dev)?(?:\+\S*)?$/i
const dated = /^v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3})?)[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\d+)*))?([.-]?dev)?(?:\+\S*)?$/i

const release = 4
const stages = new Map([['alpha', 1], ['a', 1], ['beta', 2], ['b', 2], ['rc', 3], ['stable', release], ['patch', 5], ['pl', 5], ['p', 5]])

/** In the order in which they count. */
type Rank = readonly [numbers: readonly bigint[], stage: readonly bigint[]]

export function compareComposer(a: string, b: string): number | null {
  const [x, y] = [rankOf(a), rankOf(b)]
  return x && y ? compareNumbers(x[0], y[0]) || compareNumbers(x[1], y[1]) : null
}

function rankOf(version: string): Rank | null {
  const [, numbers, stage = 'stable', ofStage = '', dev] = classical.exec(version) ?? dated.exec(version) ?? []
  if (numbers === undefined) return null
  const rank = stages.get(stage.toLowerCase()) ?? release
  // What is under development comes before what it is to become, and a stability with numbers after the one without.
  return [numbersIn(numbers), [BigInt(dev !== undefined && rank === release ? 0 : rank), ...numbersIn(ofStage), ...(dev !== undefined && rank !== release ? [-1n] : [])]]
}

const numbersIn = (text: string): bigint[] => (text.match(/\d+/g) ?? []).map(BigInt)

function compareNumbers(a: readonly bigint[], b: readonly bigint[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [x, y] = [a[at] ?? 0n, b[at] ?? 0n]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}
