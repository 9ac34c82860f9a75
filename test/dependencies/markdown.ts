import type { Compared, Comparison } from './compare.ts'

/** The page that keeps what a comparison found. */
export function pageOf({ about }: Comparison, all: readonly Compared[]): string {
  return [about.trim(), '', ...tableOf(all), '', ...differencesOf(all), ''].join('\n')
}

function tableOf(all: readonly Compared[]): string[] {
  const rows = all.map(({ subject, tool, theirs, ours, same, onlyTool, onlyFirebreak }) => [
    subject.repo, subject.commit.slice(0, 12), subject.folder || '/', [subject.lock, subject.note].filter(Boolean).join(', ') || '–', tool, theirs, ours, same, onlyTool.length, onlyFirebreak.length,
  ])
  const sum = (count: (each: Compared) => number) => all.reduce((total, each) => total + count(each), 0)
  return [
    '| project | commit | folder | lockfile | tool | packages by the tool | packages by Firebreak | same | only the tool | only Firebreak |',
    '|---|---|---|---|---|--:|--:|--:|--:|--:|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    `| **all ${all.length}** | | | | | ${sum(({ theirs }) => theirs)} | ${sum(({ ours }) => ours)} | ${sum(({ same }) => same)} | ${sum(({ onlyTool }) => onlyTool.length)} | ${sum(({ onlyFirebreak }) => onlyFirebreak.length)} |`,
  ]
}

/** As many examples of one cause. */
const maxExamples = 5

/** Every difference, by its cause; those without one come first. */
function differencesOf(all: readonly Compared[]): string[] {
  const causes = new Map<string, string[]>()
  for (const { subject, onlyTool, onlyFirebreak } of all) {
    for (const [side, differences] of [['the tool', onlyTool], ['Firebreak', onlyFirebreak]] as const) {
      for (const { package: name, cause } of differences) {
        const key = `only ${side}: ${cause ?? 'not explained.'}`
        causes.set(key, [...(causes.get(key) ?? []), `${name} (${subject.repo})`])
      }
    }
  }
  if (causes.size === 0) return ['There are no differences.']
  const sorted = [...causes].toSorted(([a, { length: x }], [b, { length: y }]) => Number(b.endsWith('not explained.')) - Number(a.endsWith('not explained.')) || y - x || (a < b ? -1 : 1))
  return ['## Differences', '', ...sorted.map(([cause, names]) => `* ${names.length}, ${cause} ${exampleOf(names)}`)]
}

const exampleOf = (names: readonly string[]) => `For example ${names.slice(0, maxExamples).map((name) => `\`${name.replace(' (', '` (')}`).join(', ')}.`
