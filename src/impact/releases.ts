import semver from 'semver'
import type { Affected, Impact, Release } from './contract.ts'
import type { Standings } from './standing.ts'

/** Of each repository that is or was hit: its tracked tags, by version, with whether they have what is asked about. */
export function releasesOf(standings: Standings, { affected, history }: Pick<Impact, 'affected' | 'history'>): Impact['releases'] {
  const repos = new Set([...affected.map(({ repo }) => repo), ...history.mainlines.map(({ repo }) => repo)])
  const tags = Map.groupBy([...standings.all()].flatMap(({ repository, names }) => names.flatMap(({ rev, at }) => (at === 'tag' ? [{ repo: repository.name, tag: rev }] : []))), ({ repo }) => repo)
  const hit = new Set(affected.flatMap(({ repo, rev, at }: Affected) => (at === 'tag' ? [`${repo}\0${rev}`] : [])))
  return [...repos].toSorted().flatMap((repo) => {
    const own = (tags.get(repo) ?? []).map(({ tag }) => tag).toSorted(byVersion)
    return own.length === 0 ? [] : [{ repo, releases: told(own, (tag) => hit.has(`${repo}\0${tag}`)) }]
  })
}

/** A release without it, after one with it, has the fix. */
function told(tags: readonly string[], isHit: (tag: string) => boolean): Release[] {
  let seen = false
  return tags.map((tag) => {
    const state = isHit(tag) ? 'affected' : seen ? 'fixed' : 'before'
    seen ||= state === 'affected'
    return { tag, state }
  })
}

const names = new Intl.Collator('en', { numeric: true })
const versionIn = (tag: string) => semver.parse(/\d+\.\d+\.\d+\S*$/.exec(tag)?.[0] ?? tag)

/** Such as `stable`, which moves from version to version. */
const isMoving = (tag: string) => !/\d/.test(tag)

/** Older versions first; what is no version by its name, and tags without a number last, as they say nothing of what came after what. */
export function byVersion(a: string, b: string): number {
  const [one, other] = [versionIn(a), versionIn(b)]
  return Number(isMoving(a)) - Number(isMoving(b)) || (one && other ? semver.compare(one, other) : 0) || names.compare(a, b)
}
