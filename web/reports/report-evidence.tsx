import { Button } from '@mantine/core'
import { useState } from 'react'
import { commitsFound, type Report } from '../../src/reports/contract.ts'
import { foundWords, type FrozenPlace } from '../../src/search/contract.ts'
import { commitHref, fileHref } from '../repos/links.ts'
import { count, countRepositories, summarise } from '../search/ledger-words.ts'
import { searchHref } from '../search/query-edit.ts'
import { utc } from '../ui/time.tsx'
import classes from './report-page.module.css'

type Evidence = Report['evidence'][number]

/** What was pinned, under the names that the tables above call it by. */
export function ReportEvidence({ evidence }: { evidence: Report['evidence'] }) {
  return (
    <section className={classes.section} id="evidence">
      <h2>Evidence</h2>
      {evidence.length === 0 && <p>Nothing was pinned.</p>}
      {evidence.map((piece, at) => (
        <div key={piece.id} className={classes.block}>
          <p className={classes.path}>
            <b>E{at + 1}</b> <Headline content={piece.content} />
          </p>
          {piece.note !== '' && <p>{piece.note}</p>}
          <Facts content={piece.content} />
          <p className={classes.quiet}>
            Pinned by {piece.pinnedBy.name}, {utc(piece.pinnedAt)}
          </p>
        </div>
      ))}
    </section>
  )
}

function Headline({ content }: { content: Evidence['content'] }) {
  switch (content.kind) {
    case 'search':
      return (
        <>
          search <a href={searchHref(content.search)} className={classes.breakable}><code>{content.search.query}</code></a> ({content.search.patternType})
        </>
      )
    case 'impact':
      return <>impact of {content.impact.question}</>
    case 'file': {
      const { repository: repo, commit, path, startLine, endLine } = content.file
      return (
        <a href={fileHref({ repo, rev: commit, path, lines: { start: startLine, end: endLine } })} className={classes.breakable}>
          {repo} {path}:{startLine}
          {endLine > startLine && `–${endLine}`}
        </a>
      )
    }
    case 'commit': {
      const { repository: repo, oid, subject } = content.commit
      return (
        <a href={commitHref({ repo, oid })} className={classes.breakable}>
          commit {oid.slice(0, 10)} in {repo}: {subject}
        </a>
      )
    }
  }
}

/** Longer lists are folded on the screen; on paper everything stands. */
const commitsAtFirst = 20

function Commits({ commits }: { commits: readonly FrozenPlace[] }) {
  const [all, setAll] = useState(false)
  if (commits.length === 0) return null
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr><th>Repository</th><th>Commit</th><th>What it says</th></tr>
        </thead>
        <tbody>
          {commits.map(({ repository: repo, commit: oid, text }, at) => (
            <tr key={`${repo} ${oid}`} className={classes.foldable} data-folded={(at >= commitsAtFirst && !all) || undefined}>
              <td className={classes.breakable}>{repo}</td>
              <td><a href={commitHref({ repo, oid })}><code>{oid.slice(0, 10)}</code></a></td>
              <td className={classes.breakable}>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {commits.length > commitsAtFirst && !all && (
        <Button className="fb-no-print" variant="default" size="compact-sm" onClick={() => setAll(true)}>
          Show {(commits.length - commitsAtFirst).toLocaleString('en-US')} more commits
        </Button>
      )}
    </>
  )
}

const shownLines = 40

function ImpactFacts({ impact: { totals, complete, affected, truncated, at } }: { impact: Extract<Evidence['content'], { kind: 'impact' }>['impact'] }) {
  const runs = affected.filter(({ environment }) => environment !== null)
  return (
    <>
      <p>
        {count(totals.places, 'place')} in {countRepositories(totals.repositories)}{truncated && `, of which ${affected.length.toLocaleString('en-US')} are kept`}. {complete ? 'Nothing was left out' : 'Not everything could be looked at'}. Frozen <span className={classes.moment}>{utc(at)}</span>.
      </p>
      {runs.length > 0 && <p>Runs as {[...new Set(runs.map(({ service, environment }) => `${service} in ${environment}`))].join(', ')}.</p>}
    </>
  )
}

function Facts({ content }: { content: Evidence['content'] }) {
  switch (content.kind) {
    case 'search': {
      const { verdict, parts } = summarise(content.search.ledger, false)
      const { truncated, places } = content.search
      return (
        <>
          <p>
            {foundWords(content.search)}
            {truncated && `, of which ${places.length.toLocaleString('en-US')} are kept`}. {verdict}: {parts.join(' · ')}. Frozen <span className={classes.moment}>{utc(content.search.at)}</span>.
          </p>
          <Commits commits={commitsFound({ content })} />
        </>
      )
    }
    case 'impact':
      return <ImpactFacts impact={content.impact} />
    case 'file': {
      const lines = content.file.text.split('\n')
      return (
        <>
          <table className={classes.code}>
            <tbody>
              {lines.slice(0, shownLines).map((text, at) => (
                <tr key={at}>
                  <td className={classes.line}>{content.file.startLine + at}</td>
                  <td>
                    <code>{text}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={classes.quiet}>
            As of commit {content.file.commit}
            {lines.length > shownLines && `; the first ${shownLines} of ${lines.length} lines`}
          </p>
        </>
      )
    }
    case 'commit': {
      const { author, time, filesChanged, added, removed } = content.commit
      return (
        <p>
          {author}, {utc(time)} · {filesChanged} {filesChanged === 1 ? 'file' : 'files'}, +{added} −{removed}
        </p>
      )
    }
  }
}
