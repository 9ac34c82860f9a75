import type { Severity, Status } from '../../src/incidents/contract.ts'
import classes from './badges.module.css'
import { severityMeanings, statusMeanings, statusWords } from './words.ts'

/** How many of the four bars stand: the shape that says the same as the colour. */
const bars: Record<Severity, number> = { sev1: 4, sev2: 3, sev3: 2, sev4: 1 }

/** Severity by word, bars and colour. */
export function SeverityBadge({ severity }: { severity: Severity }) {
  return (
    <span className={classes.severity} data-severity={severity} title={severityMeanings[severity]}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden>
        {[0, 1, 2, 3].map((bar) => (
          <rect key={bar} x={bar * 3} y={9 - bar * 3} width="2" height={3 + bar * 3} rx="0.5" fill="currentColor" opacity={bar < bars[severity] ? 1 : 0.3} />
        ))}
      </svg>
      {severity.toUpperCase()}
    </span>
  )
}

/** How much of the ring is filled at each stage of an incident's life. */
const filled: Record<Status, number> = { declared: 0, investigating: 0.25, mitigated: 0.6, resolved: 1, closed: 1 }

/** Status by word, a ring that fills, and colour. */
export function StatusBadge({ status, quiet = false }: { status: Status; quiet?: boolean }) {
  return (
    <span className={classes.status} data-status={status} data-quiet={quiet || undefined} title={statusMeanings[status]}>
      <StatusRing status={status} />
      {statusWords[status]}
    </span>
  )
}

export function StatusRing({ status }: { status: Status }) {
  const around = 2 * Math.PI * 2.5
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden className={classes.ring} data-status={status}>
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray={status === 'declared' ? '2 1.8' : undefined} />
      {filled[status] < 1 && <circle cx="7" cy="7" r="2.5" fill="none" stroke="currentColor" strokeWidth="5" strokeDasharray={`${filled[status] * around} ${around}`} transform="rotate(-90 7 7)" />}
      {status === 'resolved' && <path d="M4 7.2 6.2 9.4 10.2 5" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />}
      {status === 'closed' && <rect x="4.5" y="4.5" width="5" height="5" rx="1" fill="currentColor" />}
    </svg>
  )
}
