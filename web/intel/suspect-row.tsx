import { ActionIcon, Badge, Button, Group, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconGitBranch } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { judgeChange, suspectHitRate, type Incident, type Verdict } from '../../src/incidents/contract.ts'
import { suspectWords } from '../../src/intel/contract.ts'
import { useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { PinButton } from '../incidents/pin.tsx'
import { show } from '../incidents/use-incident.ts'
import { commitHref, fileHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { ConfidenceBar } from './confidence-bar.tsx'
import classes from './suspects-panel.module.css'
import type { Ranked } from './suspects.ts'

interface Props {
  ranked: Ranked
  repo: string
  incident: Incident | null
}

/** One change: what it is, why it is suspected, and what can be done about it. */
export function SuspectRow({ ranked: { suspect, rank }, repo, incident }: Props) {
  const { oid, subject, author, time, reasons, confidence } = suspect
  const verdict = incident?.verdicts.find((each) => each.repository === repo && each.oid === oid)?.verdict ?? null
  return (
    <li className={classes.suspect} data-verdict={verdict ?? undefined}>
      <div className={classes.head}>
        <span className={classes.rank} aria-label={`Suspect ${rank}`}>{rank}</span>
        <PlaceLink href={commitHref({ repo, oid, path: reasons.find(({ path }) => path !== null)?.path ?? undefined })} className={classes.subject}>{subject}</PlaceLink>
        <ConfidenceBar candidate={{ repo, rev: '', commit: oid, path: '', line: null, confidence, reasons: reasons.map(({ text }) => text) }} said={suspectWords(confidence)} />
        {verdict && <Badge color={verdict === 'culprit' ? 'red' : 'gray'} variant="light" tt="none">{verdict}</Badge>}
      </div>
      <p className={classes.facts}>{author} · <Ago time={time} /> · <span className="fb-code">{shortOid(oid)}</span></p>
      <ul className={classes.reasons}>
        {reasons.map(({ text, path, line }) => (
          <li key={text}>{path === null ? text : <PlaceLink href={fileHref({ repo, rev: oid, path, lines: line === null ? null : { start: line, end: line } })}>{text}</PlaceLink>}</li>
        ))}
      </ul>
      <Group gap={4}>
        <PinButton what={{ kind: 'commit', repo, rev: oid }} />
        {incident && <Verdicts incident={incident} repo={repo} oid={oid} rank={rank} verdict={verdict} />}
        <Tooltip label="Copy the command that reverts it"><ActionIcon variant="subtle" color="gray" aria-label="Copy the command that reverts it" onClick={() => void copyText(`git revert --no-edit ${oid}`, 'Command')}><IconArrowBackUp size={16} /></ActionIcon></Tooltip>
        <Tooltip label="Copy the start of a bisect that ends here"><ActionIcon variant="subtle" color="gray" aria-label="Copy the start of a bisect that ends here" onClick={() => void copyText(`git bisect start ${oid} ${oid}^`, 'Command')}><IconGitBranch size={16} /></ActionIcon></Tooltip>
      </Group>
    </li>
  )
}

interface VerdictsProps {
  incident: Incident
  repo: string
  oid: string
  rank: number
  verdict: Verdict['verdict'] | null
}

function Verdicts({ incident, repo, oid, rank, verdict }: VerdictsProps) {
  const client = useQueryClient()
  const judge = useChange(judgeChange, { stale: [suspectHitRate], onDone: (answer) => show(client, answer) })
  if (!useMay('incidents.write')) return null
  const button = (own: Verdict['verdict'], label: string) => (
    <Button
      variant={verdict === own ? 'filled' : 'default'} color={own === 'culprit' ? 'red' : undefined} size="compact-sm" aria-pressed={verdict === own} loading={judge.isPending && judge.variables.body.verdict === own}
      onClick={() => judge.mutate({ params: { id: incident.id }, body: { repo, rev: oid, rank, verdict: verdict === own ? null : own } }, { onError: (error) => sayFailed(error, 'Not marked') })}
    >
      {label}
    </Button>
  )
  return <>{button('culprit', 'Culprit')}{button('cleared', 'Cleared')}</>
}
