import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSample } from '../../../test/support/sample.ts'
import type { Built } from '../../../test/support/sample.ts'
import { sampleHistories } from './sample.ts'
import { sampleDeployments } from './deployments.ts'
import { sampleStory } from './story.ts'
import { sampleTraces } from './traces.ts'
import type { SampleSearch } from './story.ts'

let built: Built

beforeAll(() => {
  built = buildSample()
})

afterAll(() => built.close())

const names = sampleHistories.map(({ name }) => name).toSorted()

const lineOf = (repository: string, revision: string, path: string, line: number) =>
  built.git(repository, 'show', `${revision}:${path}`).split('\n')[line - 1]

/** Every matching line as `repository path`. */
const matches = ({ grep: { pattern, globs, revision, repositories } }: SampleSearch): string[] =>
  (repositories === 'all' ? names : repositories).flatMap((name) =>
    built.grep(name, '-i', '-n', '-E', '-e', pattern, revision, '--', ...globs).map((line) => `${name} ${line.split(':')[1]}`),
  )

/** The fault in any of its forms, one for each language. */
const FAULT = String.raw`[rR]ates\[[a-zA-Z.]+\]!?\.[rR]ate|regional_rates(\(\))?\[.*\]|regionalRates\.get\(region\)\.rate`
const WHERE = ['*.ts', '*.py', '*.go', '*.java']

const faults = (repository: string, revision: string) => built.grep(repository, '-n', '-E', '-e', FAULT, revision, '--', ...WHERE)

describe('the story', () => {
  test.each(sampleStory.holes)('$repository $path:$line is a hole', ({ repository, path, line, holds }) => {
    expect(lineOf(repository, 'main', path, line)).toContain(holds)
  })

  test('there are no other holes on the default branches', () => {
    const found = names.flatMap((name) => faults(name, 'main').map((line) => `${name} ${line.split(':').slice(1, 3).join(':')}`))
    expect(found).toEqual(sampleStory.holes.map(({ repository, path, line }) => `${repository} ${path}:${line}`))
    expect(sampleStory.affected).toEqual([...new Set(sampleStory.holes.map(({ repository }) => repository))])
    expect([...sampleStory.affected, ...sampleStory.unaffected].toSorted()).toEqual(names)
  })

  test.each(Object.entries(sampleStory.searches))('the search %s finds what it promises', (_, search) => {
    const found = matches(search)
    expect([...new Set(found)].toSorted()).toEqual(search.files.toSorted())
    expect(found.length).toBe(search.lines)
  })

  test('every release branch is told, with or without the fault', () => {
    const branches = names.flatMap((name) =>
      built.git(name, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/release').trim().split('\n').filter(Boolean).map((branch) => ({ repository: name, branch })),
    )
    const hit = branches.filter(({ repository, branch }) => faults(repository, branch).length > 0)
    expect(hit).toEqual(sampleStory.affectedBranches)
    expect(branches.filter((each) => !hit.includes(each))).toEqual(sampleStory.cleanBranches)
  })
})

describe('the culprit', () => {
  const { repository, commit, subject, author, firstRelease } = sampleStory.culprit

  test('is the commit that it says', () => {
    expect(built.git(repository, 'log', '-1', '--format=%s|%an', commit).trim()).toBe(`${subject}|${author}`)
  })

  test('brought the line of the crash', () => {
    const { path, line, holds } = sampleStory.trace.crash
    expect(built.git(repository, 'blame', '-l', '-s', `-L${line},${line}`, sampleStory.trace.revision, '--', path)).toMatch(new RegExp(`^${commit}`))
    expect(built.git(repository, 'show', commit)).toContain(`+  return ${holds}`)
  })

  test('is the first commit of the organisation with the fault', () => {
    expect(faults(repository, `${commit}^`)).toEqual([])
    const first = names.flatMap((name) => built.git(name, 'log', '--all', '--format=%ct %H', '-G', FAULT, '--extended-regexp', '--', ...WHERE).trim().split('\n').filter(Boolean))
    expect(first.toSorted()[0]?.split(' ')[1]).toBe(commit)
  })

  test('went out with its first release', () => {
    expect(built.git(repository, 'tag', '--contains', commit).trim().split('\n')[0]).toBe(firstRelease)
  })
})

describe('the trigger', () => {
  const { repository, commit, subject, firstRelease } = sampleStory.trigger

  test('is the commit that it says, and first went out with its release', () => {
    expect(built.git(repository, 'log', '-1', '--format=%s', commit).trim()).toBe(subject)
    expect(built.git(repository, 'tag', '--contains', commit).trim()).toBe(firstRelease)
  })

  test('sends a region that is in no version of the table', () => {
    expect(built.git(repository, 'show', commit)).toContain("return 'XI'")
    expect(built.git('acme/tax-rates', 'log', '--all', '--oneline', '-S', '"XI"').trim()).toBe('')
  })
})

describe('deployments', () => {
  test.each(sampleDeployments.map((each) => [each]))('of %o came after its tag', ({ repository, tag, at }) => {
    const tagged = new Date(Number(built.git(repository, 'for-each-ref', '--format=%(creatordate:unix)', `refs/tags/${tag}`)) * 1000)
    expect(tagged.getTime()).toBeLessThan(new Date(at).getTime())
  })

  test('of what failed are of the revisions that the traces come from', () => {
    for (const { repository, revision } of sampleTraces.filter(({ repository }) => sampleDeployments.some((each) => each.repository === repository))) {
      const before = sampleDeployments.filter((each) => each.repository === repository && each.environment === 'production' && each.at <= sampleStory.incident.began)
      expect([repository, before.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1)?.tag]).toEqual([repository, revision])
    }
  })
})
