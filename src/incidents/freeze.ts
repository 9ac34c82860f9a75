import { commitsOfSearch, pickLines, type CommitOf } from '../notebooks/notebooks.ts'
import type { FrozenImpact } from '../impact/contract.ts'
import type { Impact } from '../impact/impact.ts'
import type { Parsed } from '../platform/endpoint.ts'
import { badInput } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Repos } from '../repos/repos.ts'
import type { Search } from '../search/search.ts'
import type { Evidence, pinEvidence } from './contract.ts'

type What = Parsed<typeof pinEvidence>['body']['what']

interface FreezeDeps {
  viewer: Caller
  repos: Repos
  search: Search
  impact: Pick<Impact, 'freeze'>
  signal: AbortSignal
}

/** Reads what is pinned, as the person who pins it, at the commit that its revision means now. */
export async function freezeContent(what: What, { viewer, repos, search, impact, signal }: FreezeDeps): Promise<Evidence['content']> {
  switch (what.kind) {
    case 'search': {
      const frozen = await search.freeze(viewer, what, signal)
      if (frozen.alert && frozen.ledger.rows.length === 0) throw badInput('incidents.cannot_search', frozen.alert.description ?? frozen.alert.title)
      return { kind: 'search', search: frozen }
    }
    case 'file':
      return { kind: 'file', file: await freezeFile(what, viewer, repos) }
    case 'commit':
      return { kind: 'commit', commit: await freezeCommit(what, viewer, repos) }
    case 'impact':
      return { kind: 'impact', impact: await impact.freeze(viewer, what.question, signal) }
  }
}

const maxLines = 2000

async function freezeFile({ repo, rev, path, lines }: Extract<What, { kind: 'file' }>, viewer: Caller, repos: Repos) {
  const file = await repos.readFile(viewer, { repo, rev, path })
  if (file.text === null) throw badInput('incidents.no_text', `${path} holds no text that could be kept; pin the commit that brought it instead.`)
  const { start = 1, end = Infinity } = lines ?? {}
  const kept = pickLines(file.text, { start, end: Math.min(end, start + maxLines - 1) })
  if (!kept) throw badInput('incidents.bad_range', `${path} has fewer lines than that at this revision, or the last line stands before the first.`)
  return { repository: repo, rev, commit: file.commit, path, ...kept, language: file.language }
}

async function freezeCommit({ repo, rev }: Extract<What, { kind: 'commit' }>, viewer: Caller, repos: Repos) {
  const { commit, diff } = await repos.readCommit(viewer, { repo, rev })
  const { filesChanged, added, removed } = diff
  return { repository: repo, oid: commit.oid, subject: commit.subject, author: commit.author.name, time: commit.committer.time, filesChanged, added, removed }
}

/** The commits that a piece of evidence leads to. */
export function commitsOf(content: Evidence['content']): CommitOf[] {
  switch (content.kind) {
    case 'search':
      return commitsOfSearch(content.search)
    case 'file':
      return [{ repo: content.file.repository, commit: content.file.commit }]
    case 'commit':
      return [{ repo: content.commit.repository, commit: content.commit.oid }]
    case 'impact':
      return [...new Map(content.impact.affected.map(({ repo, commit }) => [`${repo} ${commit}`, { repo, commit }])).values()]
  }
}

/** What a piece of evidence is, in a few words for the timeline. */
export function headlineOf(content: Evidence['content']): string {
  switch (content.kind) {
    case 'search': {
      const { query, matchCount, ledger } = content.search
      return `search “${query}”: ${matchCount} ${matchCount === 1 ? 'match' : 'matches'} in ${ledger.repositories} ${ledger.repositories === 1 ? 'repository' : 'repositories'}${ledger.complete ? '' : ', not everything could be searched'}`
    }
    case 'file': {
      const { repository, path, startLine, endLine } = content.file
      return `${repository} ${path}:${startLine}${endLine > startLine ? `–${endLine}` : ''}`
    }
    case 'commit':
      return `commit ${content.commit.oid.slice(0, 10)} in ${content.commit.repository}: ${content.commit.subject}`
    case 'impact':
      return `impact of ${impactWords(content.impact)}`
  }
}

const impactWords = ({ question, totals: { places, repositories }, complete }: FrozenImpact): string =>
  `${question}: ${places} ${places === 1 ? 'place' : 'places'} in ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}${complete ? '' : ', not everything could be looked at'}`
