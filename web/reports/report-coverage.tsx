import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import type { Report } from '../../src/reports/contract.ts'
import { columnsOf, countRepositories, isGap, reasonWords, sizeOf, stateWords, type LedgerColumns } from '../search/ledger-words.ts'
import { utc } from '../ui/time.tsx'
import classes from './report-page.module.css'

type Coverage = Report['coverage']

/** What this report can say anything about: it stands before every number. */
export function ReportCoverage({ coverage }: { coverage: Coverage }) {
  const Icon = coverage.searches + coverage.questions.length === 0 ? IconCircleDashed : coverage.complete ? IconCircleCheck : IconAlertTriangle
  const gaps = coverage.rows.filter(isGap).length + coverage.questions.reduce((sum, { ledger }) => sum + ledger.gapCount, 0)
  return (
    <section className={classes.statement} data-complete={coverage.complete || undefined} aria-label="Statement of coverage">
      <Icon size={20} stroke={1.8} aria-hidden />
      <div>
        <h2>What was searched</h2>
        <p>{coverage.statement}</p>
        {gaps > 0 && (
          <p>
            <a href="#ledger">The {gaps === 1 ? 'gap' : `${gaps} gaps`}, and why</a>
          </p>
        )}
      </div>
    </section>
  )
}

/** Every repository at its revision that a pinned search looked at, and what of it was left out. */
export function CoverageLedger({ coverage: { rows, statement, questions } }: { coverage: Coverage }) {
  return (
    <section className={classes.section} id="ledger">
      <h2>Coverage ledger</h2>
      {rows.length + questions.length === 0 && <p>{statement}</p>}
      {[...Map.groupBy(rows, ({ query }) => query)].map(([query, ofQuery]) => ({ query, ofQuery, columns: columnsOf(ofQuery) })).map(({ query, ofQuery, columns }) => (
        <div key={query} className={classes.block}>
          <p>
            <code className={classes.breakable}>{query}</code>
          </p>
          <table className={classes.table} tabIndex={0} aria-label="What was searched">
            <thead>
              <tr>
                <th>Repository</th>
                <th>Revision</th>
                <th>State</th>
                {columns.files && <th className={classes.number}>Files</th>}
                {columns.commits && <th className={classes.number}>Commits</th>}
                {columns.files && <th className={classes.number}>Size</th>}
                <th>Not searched</th>
              </tr>
            </thead>
            <tbody>
              {ofQuery.map((row, at) => (
                <LedgerRow key={at} row={row} columns={columns} />
              ))}
            </tbody>
          </table>
        </div>
      ))}
      {questions.map((asked, at) => <QuestionCovered key={at} asked={asked} />)}
    </section>
  )
}

function QuestionCovered({ asked: { question, ledger: { repositories, revisions, gaps, gapCount } } }: { asked: Coverage['questions'][number] }) {
  return (
    <div className={classes.block}>
      <p>
        Impact of {question}: {revisions.toLocaleString('en-US')} revisions of {countRepositories(repositories)}. {gapCount === 0 && 'Nothing was left out.'}
      </p>
      <ul className={classes.criteria}>
        {gaps.map(({ repo, rev, path, reason }, at) => <li key={at} className={classes.breakable}>{[repo, rev, path].filter(Boolean).join(' ')} {reason}</li>)}
        {gapCount > gaps.length && <li>and {(gapCount - gaps.length).toLocaleString('en-US')} more</li>}
      </ul>
    </div>
  )
}

function LedgerRow({ row: { repository, rev, commit, state, files, commits, bytes, skipped, fetchedAt }, columns }: { row: Coverage['rows'][number]; columns: LedgerColumns }) {
  return (
    <tr>
      <td className={classes.breakable}>{repository}</td>
      <td title={fetchedAt ? `Fetched ${utc(fetchedAt)}` : undefined}>
        {rev === '' || rev === 'HEAD' ? 'default branch' : rev} {commit && <code>{commit.slice(0, 10)}</code>}
      </td>
      <td>{stateWords[state]}</td>
      {columns.files && <td className={classes.number}>{files.toLocaleString('en-US')}</td>}
      {columns.commits && <td className={classes.number}>{commits.toLocaleString('en-US')}</td>}
      {columns.files && <td className={classes.number}>{sizeOf(bytes)}</td>}
      <td className={classes.breakable}>{skipped.map(({ reason, count, examples }) => `${count.toLocaleString('en-US')} ${reasonWords[reason]}${examples.length > 0 ? ` (${examples.join(', ')}${count > examples.length ? ', …' : ''})` : ''}`).join('; ') || '—'}</td>
    </tr>
  )
}
