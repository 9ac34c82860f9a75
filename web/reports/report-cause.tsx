import type { Report } from '../../src/reports/contract.ts'
import { commitHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { utc } from '../ui/time.tsx'
import classes from './report-page.module.css'

/** The changes that people marked: what brought it, and what did not. */
export function ReportCause({ report: { verdicts } }: { report: Report }) {
  return (
    <section className={classes.section} aria-label="Cause">
      <h2>Cause</h2>
      {verdicts.length === 0 && <p className={classes.missing}>No change was marked as the culprit.</p>}
      <ul className={classes.criteria}>
        {verdicts.map(({ repository, oid, subject, author, verdict, at, by }) => (
          <li key={`${repository} ${oid}`}>
            <b>{verdict === 'culprit' ? 'Culprit' : 'Cleared'}</b> {repository} <PlaceLink className="fb-code" href={commitHref({ repo: repository, oid })}>{shortOid(oid)}</PlaceLink> {subject} ({author}). Marked by {by.name}, {utc(at)}.
          </li>
        ))}
      </ul>
    </section>
  )
}
