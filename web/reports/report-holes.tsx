import type { Report } from '../../src/reports/contract.ts'
import { closedOf, stateWords } from '../incidents/holes.ts'
import { commitHref, fileHref } from '../repos/links.ts'
import { utc } from '../ui/time.tsx'
import classes from './report-page.module.css'

/** The places that were followed, and how each was closed. */
export function ReportHoles({ holes }: { holes: Report['holes'] }) {
  if (holes.length === 0) return null
  return (
    <section className={classes.section} aria-label="Holes">
      <h2>Holes</h2>
      <p>{closedOf(holes)} of {holes.length} closed.</p>
      <table className={classes.table}>
        <thead>
          <tr><th>Place</th><th>What</th><th>Owners</th><th>State</th></tr>
        </thead>
        <tbody>{holes.map((hole) => <HoleRow key={hole.id} hole={hole} />)}</tbody>
      </table>
    </section>
  )
}

function HoleRow({ hole: { repository: repo, rev, commit, path, line, what, owners, runs, state, reason, at, by } }: { hole: Report['holes'][number] }) {
  const href = path === '' ? commitHref({ repo, oid: commit }) : fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } })
  return (
    <tr>
      <td className={classes.breakable}><a href={href}>{repo} {path}{line === null ? '' : `:${line}`}</a> {rev === 'HEAD' ? '' : rev.slice(0, 40)}</td>
      <td className={classes.breakable}>{what} <span className={classes.quiet}>{runs.join(', ')}</span></td>
      <td className={classes.breakable}>{owners.join(', ') || '—'}</td>
      <td className={classes.breakable}><b>{stateWords[state]}</b>{reason === '' ? '' : `: ${reason}`} <span className={classes.quiet}>{by.name}, {utc(at)}</span></td>
    </tr>
  )
}
