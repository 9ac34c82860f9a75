import { Button, Group } from '@mantine/core'
import { IconDownload, IconLink, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { RoleName } from '../../src/incidents/contract.ts'
import { getReport, downloadReport, type Report } from '../../src/reports/contract.ts'
import { hrefOf } from '../../src/platform/endpoint.ts'
import { reading, useLive } from '../app/api.ts'
import { incidentHref, roleWords, severityMeanings, statusWords } from '../incidents/words.ts'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Read } from '../ui/states.tsx'
import { duration, utc } from '../ui/time.tsx'
import { ReportCause } from './report-cause.tsx'
import { ReportCoverage, CoverageLedger } from './report-coverage.tsx'
import { ReportEvidence } from './report-evidence.tsx'
import { ReportHoles } from './report-holes.tsx'
import { ReportImpact } from './report-impact.tsx'
import { Markdown } from '../ui/markdown.tsx'
import classes from './report-page.module.css'

export function ReportPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const report = useQuery(reading(getReport, { params: { id } }))
  return (
    <div className={classes.page}>
      <Read query={report}>{(read) => <ReportSheet report={read} />}</Read>
    </div>
  )
}

/** The report of an incident, as a page to read, to print and to hand on. Every sentence in it comes from the record. */
function ReportSheet({ report }: { report: Report }) {
  const { incident } = report
  useLive([`incident/${incident.id}`], getReport)
  return (
    <article className={classes.sheet}>
      <title>{`Report INC-${incident.number} ${incident.title} · Firebreak`}</title>
      <Actions report={report} />
      <header>
        <p className={classes.kicker}>Incident report · INC-{incident.number}</p>
        <h1 className={classes.title}>{incident.title}</h1>
        <p className={classes.asOf}>As of {utc(report.asOf)}</p>
      </header>
      <InShort report={report} />
      <ReportCoverage coverage={report.coverage} />
      <ReportCause report={report} />
      <ReportImpact impact={report.impact} coverage={report.coverage} evidence={report.evidence} />
      <ReportHoles holes={report.holes} />
      <Signals report={report} />
      <ReportEvidence evidence={report.evidence} />
      <Timeline report={report} />
      <CoverageLedger coverage={report.coverage} />
      <footer className={classes.footer}>
        Written by Firebreak from the record of INC-{incident.number}. <span className={classes.address}>{`${window.location.origin}${incidentHref(incident)}`}</span>
      </footer>
    </article>
  )
}

const formats = [
  { format: 'pdf', label: 'PDF' },
  { format: 'md', label: 'Markdown' },
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
] as const

function Actions({ report: { incident } }: { report: Report }) {
  const copy = () => void copyText(window.location.href, 'Link')
  useShortcuts([{ keys: 'y', label: 'Copy the link of the report', group: 'Report', run: copy }], [])
  return (
    <Group justify="space-between" gap="xs" className="fb-no-print" mb="md">
      <PlaceLink href={incidentHref(incident)}>← INC-{incident.number}</PlaceLink>
      <Group gap="xs">
        {formats.map(({ format, label }) => (
          <Button key={format} component="a" href={hrefOf(downloadReport, { params: { id: incident.id }, query: { format } })} download variant="default" size="compact-md" leftSection={<IconDownload size={16} />}>
            {label}
          </Button>
        ))}
        <Button variant="default" size="compact-md" leftSection={<IconLink size={16} />} onClick={copy} title="Copy the link (y)">
          Copy link
        </Button>
        <Button size="compact-md" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
          Print
        </Button>
      </Group>
    </Group>
  )
}

function InShort({ report: { incident, roles, exitCriteria } }: { report: Report }) {
  const times: [label: string, time: string | null][] = [
    ['Declared', incident.declaredAt],
    ['Mitigated', incident.mitigatedAt],
    ['Resolved', incident.resolvedAt],
    ['Closed', incident.closedAt],
  ]
  return (
    <section className={classes.section}>
      <h2>In short</h2>
      {incident.summary === '' ? <p className={classes.missing}>No summary was written.</p> : <Markdown text={incident.summary} />}
      <dl className={classes.facts}>
        <dt>Severity</dt>
        <dd>
          {incident.severity.toUpperCase()}: {severityMeanings[incident.severity]}
        </dd>
        <dt>Status</dt>
        <dd>{statusWords[incident.status]}</dd>
        {times.map(([label, time]) => (
          <FactOfTime key={label} label={label} time={time} since={incident.declaredAt} />
        ))}
        <dt>Declared by</dt>
        <dd>{incident.declaredBy.name}</dd>
        <dt>Roles</dt>
        <dd>{roles.map(({ role, name }) => `${roleLabel(role)}: ${name}`).join('; ') || 'nobody was assigned'}</dd>
        <dt>Affected services</dt>
        <dd>{incident.services.join(', ') || 'not named'}</dd>
      </dl>
      {exitCriteria.length > 0 && (
        <>
          <h3>Exit criteria</h3>
          <ul className={classes.criteria}>
            {exitCriteria.map(({ text, met }) => (
              <li key={text}>
                <b>{met ? '☑ met' : '☐ not met'}</b> {text}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const roleLabel = (role: string): string => RoleName.options.flatMap((known) => (known === role ? [roleWords[known].long] : []))[0] ?? role

function FactOfTime({ label, time, since }: { label: string; time: string | null; since: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {time === null ? 'not yet' : utc(time)}
        {time !== null && time !== since && ` (after ${duration(since, Date.parse(time))})`}
      </dd>
    </>
  )
}

function Signals({ report: { signals } }: { report: Report }) {
  if (signals.length === 0) return null
  return (
    <section className={classes.section}>
      <h2>What was handed over</h2>
      {signals.map(({ at, by, headline, frames }) => (
        <div key={`${at} ${headline}`} className={classes.block}>
          <p>
            <b>{headline}</b>
            <br />
            <span className={classes.quiet}>
              {by}, {utc(at)}
            </span>
          </p>
          {frames.length > 0 && (
            <table className={classes.table}>
              <thead>
                <tr>
                  <th>Function</th>
                  <th>Place</th>
                  <th>How sure</th>
                </tr>
              </thead>
              <tbody>
                {frames.map((frame, row) => (
                  <tr key={row}>
                    <td>
                      <code>{frame.function || 'anonymous'}</code>
                    </td>
                    <td className={classes.breakable}>{frame.place}</td>
                    <td>{frame.confidence}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      ))}
    </section>
  )
}

function Timeline({ report: { timeline } }: { report: Report }) {
  return (
    <section className={classes.section}>
      <h2>Timeline (UTC)</h2>
      <table className={classes.table}>
        <thead>
          <tr>
            <th className={classes.time}>Time</th>
            <th className={classes.who}>Who</th>
            <th>What</th>
          </tr>
        </thead>
        <tbody>
          {timeline.map(({ id, at, by, text }) => (
            <tr key={id}>
              <td className={classes.time}>{utc(at).replace(' UTC', '')}</td>
              <td className={classes.who}>{by.name}</td>
              <td className={classes.breakable}>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
