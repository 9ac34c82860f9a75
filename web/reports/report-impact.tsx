import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Report } from '../../src/reports/contract.ts'
import { fileHref, repoHref } from '../repos/links.ts'
import { count, countRepositories } from '../search/ledger-words.ts'
import { evidenceLabels, filesOf, type FileOfPlaces } from './places.ts'
import classes from './report-page.module.css'

interface Props {
  impact: Report['impact']
  coverage: Report['coverage']
  evidence: Report['evidence']
}

/** Which repositories, files and lines are hit, and who owns them, as far as was searched. */
export function ReportImpact({ impact, coverage, evidence }: Props) {
  const label = evidenceLabels(evidence)
  return (
    <section className={classes.section} id="impact">
      <h2>Impact</h2>
      {impact.repositories.length === 0 ? <NothingFound coverage={coverage} /> : <Totals impact={impact} coverage={coverage} />}
      {impact.repositories.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>Repository</th>
              <th className={classes.number}>Files</th>
              <th className={classes.number}>Lines</th>
              <th>Owners</th>
            </tr>
          </thead>
          <tbody>
            {impact.repositories.map(({ repository, files, lines, owners }) => (
              <tr key={repository}>
                <td className={classes.breakable}>
                  <a href={`#repository-${repository}`}>{repository}</a>
                </td>
                <td className={classes.number}>{files}</td>
                <td className={classes.number}>{lines}</td>
                <td>{owners.join(', ') || 'no owner is named'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {impact.repositories.map(({ repository }) => (
        <Repository key={repository} repository={repository} files={filesOf(impact.places, repository)} label={label} />
      ))}
    </section>
  )
}

/** “None” is never said without what was searched. */
function NothingFound({ coverage }: { coverage: Report['coverage'] }) {
  const lead = coverage.searches === 0 ? 'The record names no place in code.' : 'The pinned searches found no place.'
  return (
    <p>
      {lead} {coverage.statement}
    </p>
  )
}

function Totals({ impact, coverage }: { impact: Report['impact']; coverage: Report['coverage'] }) {
  const files = impact.repositories.reduce((sum, repository) => sum + repository.files, 0)
  const lines = impact.repositories.reduce((sum, repository) => sum + repository.lines, 0)
  return (
    <p>
      <b>
        {countRepositories(impact.repositories.length)}, {count(files, 'file')}, {count(lines, 'line')}
      </b>
      {coverage.complete ? ', in all that was searched.' : '. There may be more: not everything was searched.'}
      {impact.truncated && ' More places matched than the evidence keeps, so these are the least.'}
    </p>
  )
}

/** Longer lists are folded on the screen; on paper everything stands. */
const filesAtFirst = 20

function Repository({ repository, files, label }: { repository: string; files: FileOfPlaces[]; label: (source: string) => string }) {
  const [all, setAll] = useState(false)
  return (
    <div className={classes.block} id={`repository-${repository}`}>
      <h3 className={classes.breakable}>
        <a href={repoHref({ repo: repository })}>{repository}</a>
      </h3>
      {files.map((file, at) => (
        <File key={`${file.rev} ${file.commit} ${file.path}`} file={file} label={label} folded={at >= filesAtFirst && !all} />
      ))}
      {files.length > filesAtFirst && !all && (
        <Button className="fb-no-print" variant="default" size="compact-sm" onClick={() => setAll(true)}>
          Show {files.length - filesAtFirst} more files
        </Button>
      )}
    </div>
  )
}

function File({ file: { repository, rev, commit, path, owners, places }, label, folded }: { file: FileOfPlaces; label: (source: string) => string; folded: boolean }) {
  const href = (line: number | null) => fileHref({ repo: repository, rev: commit, path, lines: line === null ? null : { start: line, end: line } })
  const found = [...new Set(places.flatMap(({ sources }) => sources))].map(label)
  return (
    <div className={classes.file} data-folded={folded || undefined}>
      <p className={classes.path}>
        {path === '' ? <a href={repoHref({ repo: repository, rev: commit })}>the repository</a> : <a href={href(null)}>{path}</a>}{' '}
        <span className={classes.quiet}>
          {rev === '' || rev === 'HEAD' ? '' : `${rev}, `}
          {commit.slice(0, 10)} · {owners.join(', ') || 'no owner is named'} · {found.join(', ')}
        </span>
      </p>
      <table className={classes.code}>
        <tbody>
          {places.flatMap(({ line, text }) =>
            line === null
              ? []
              : [
                  <tr key={line}>
                    <td className={classes.line}>
                      <a href={href(line)}>{line}</a>
                    </td>
                    <td>
                      <code>{text}</code>
                    </td>
                  </tr>,
                ],
          )}
        </tbody>
      </table>
    </div>
  )
}
