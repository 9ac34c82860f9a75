import { Badge, Button, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { LogStatementLines } from '../../src/intel/contract.ts'
import { fileHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { ConfidenceBar } from './confidence-bar.tsx'
import { reasonsOf, spanWords, type LogGroup, type LogLine } from './log-lines.ts'
import classes from './log-panel.module.css'

interface At {
  repo: string
  rev: string
  commit: string
}

/** One statement with the lines that it wrote, or the lines that none can have written. */
export function LogGroupRow({ group, at }: { group: LogGroup; at: At }) {
  const { statement, lines } = group
  const [open, setOpen] = useState(false)
  const [first] = lines
  const label = `${open ? 'Hide' : 'Show'} ${lines.length === 1 ? 'the line' : `the ${lines.length.toLocaleString('en-US')} lines`}`
  return (
    <li className={classes.group}>
      <div className={classes.head}>
        <UnstyledButton className={classes.count} aria-expanded={open} aria-label={label} title={label} onClick={() => setOpen(!open)}>
          {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          {lines.length.toLocaleString('en-US')} ×
        </UnstyledButton>
        {statement ? <Statement statement={statement} at={at} /> : <span className={classes.nobody}>No statement that was read could have written {lines.length === 1 ? 'this line' : 'these lines'}</span>}
        <span className={classes.span}>{spanWords(group)}</span>
      </div>
      {!open && first && <code className={classes.sample}>{first.text.slice(0, 300)}</code>}
      {open && statement && <Beside statement={statement} at={at} />}
      {open && <Lines lines={lines} />}
    </li>
  )
}

function Statement({ statement, at: { repo, rev, commit } }: { statement: LogStatementLines; at: At }) {
  const { path, line, endLine, function: name, level, confidence } = statement
  return (
    <span className={classes.statement}>
      <PlaceLink data-row href={fileHref({ repo, rev, path, lines: { start: line, end: endLine } })} className={classes.place}>{path}:{line}</PlaceLink>
      {name !== null && <code className={classes.name}>{name}</code>}
      {level !== null && <Badge size="sm" variant="light" color="gray" tt="none">{level}</Badge>}
      <ConfidenceBar candidate={{ repo, rev, commit, path, line, confidence, reasons: reasonsOf(statement) }} />
    </span>
  )
}

const shownOthers = 5

/** The function that logs for it, and the statements that cannot be told from it. */
function Beside({ statement: { through, others }, at: { repo, rev } }: { statement: LogStatementLines; at: At }) {
  const link = ({ path, line }: { path: string; line: number }) => <PlaceLink key={`${path}:${line}`} href={fileHref({ repo, rev, path, lines: { start: line, end: line } })}>{path}:{line}</PlaceLink>
  if (!through && others.length === 0) return null
  return (
    <p className={classes.beside}>
      {through && <>Logged by {link(through)}. </>}
      {others.length > 0 && <>It may as well have been {others.slice(0, shownOthers).map((other, at) => [at > 0 && ', ', link(other)])}{others.length > shownOthers && ` or one of ${others.length - shownOthers} others`}.</>}
    </p>
  )
}

const shownAtOnce = 200

/** Of thousands only some are put on the page at once. */
function Lines({ lines }: { lines: readonly LogLine[] }) {
  const [shown, setShown] = useState(shownAtOnce)
  return (
    <>
      <div className={`${classes.lines} fb-code`} tabIndex={0} role="group" aria-label="Lines">
        {lines.slice(0, shown).map(({ number, text }) => (
          <div key={number} className={classes.line}>
            <span className={classes.number}>{number}</span>
            <span className={classes.text}>{text.slice(0, 2000)}</span>
          </div>
        ))}
      </div>
      {lines.length > shown && (
        <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown * 5)}>
          Show {Math.min(shown * 4, lines.length - shown).toLocaleString('en-US')} more
        </Button>
      )}
      {lines.length > shown && <Text size="xs" c="dimmed" component="span"> of {(lines.length - shown).toLocaleString('en-US')} that are not shown</Text>}
    </>
  )
}
