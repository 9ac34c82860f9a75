import { ActionIcon, Button, Stack, Text, Tooltip } from '@mantine/core'
import { IconAffiliate, IconArrowBackUp, IconChevronDown, IconChevronRight, IconFileText, IconGitCommit, IconRefresh, IconSearch, IconTarget, IconX, type Icon } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { getIncident, removeEvidence, rerunEvidence, restoreEvidence, type Evidence, type Incident } from '../../src/incidents/contract.ts'
import { foundWords } from '../../src/search/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { forget, useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { hrefOfAffected, placeWords } from '../impact/affected-href.ts'
import { ImpactLedger } from '../impact/ledger-note.tsx'
import { hrefOfQuestion } from '../impact/question.ts'
import { CommitFacts } from '../notebooks/commit-facts.tsx'
import { Delta } from '../notebooks/delta.tsx'
import { FoldedRows, FrozenMark } from '../notebooks/frozen-search.tsx'
import { commitHref, fileHref } from '../repos/links.ts'
import { count, countRepositories } from '../search/ledger-words.ts'
import { LedgerLine } from '../search/ledger.tsx'
import { searchHref } from '../search/query-edit.ts'
import { rowsOfPlaces } from '../search/result-rows.ts'
import { CodeLines } from '../ui/code-lines.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Failure, Waiting } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { offerUndo, sayFailed } from '../ui/undo.tsx'
import { isFollowed } from './holes.ts'
import { RoomSection } from './room-section.tsx'
import { useHoles } from './use-holes.ts'
import classes from './room-evidence.module.css'

/** What was pinned, newest first, frozen as it was seen. */
export function RoomEvidence({ incident }: { incident: Incident }) {
  const [showRemoved, setShowRemoved] = useState(false)
  const pinned = incident.evidence.filter(({ removed }) => !removed).toReversed()
  const removed = incident.evidence.filter((evidence) => evidence.removed)
  return (
    <RoomSection title="Evidence" count={pinned.length}>
      {pinned.length === 0 && (
        <Text c="dimmed">
          Nothing is pinned. <PlaceLink href="/search">Search</PlaceLink>, open a file or a commit, and press <kbd>p</kbd>: it is kept here as it was when you saw it.
        </Text>
      )}
      <Stack gap="sm">
        {pinned.map((evidence) => (
          <EvidenceCard key={evidence.id} evidence={evidence} holes={incident.holes} />
        ))}
      </Stack>
      {removed.length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" mt="xs" onClick={() => setShowRemoved(!showRemoved)} aria-expanded={showRemoved}>
          {removed.length} taken off
        </Button>
      )}
      {showRemoved && removed.map((evidence) => <RemovedRow key={evidence.id} evidence={evidence} />)}
    </RoomSection>
  )
}

export const evidenceElementId = (id: string): string => `evidence-${id}`

function EvidenceCard({ evidence, holes }: { evidence: Evidence; holes: Incident['holes'] }) {
  const { content } = evidence
  switch (content.kind) {
    case 'search': return <SearchCard evidence={evidence} search={content.search} holes={holes} />
    case 'impact': return <ImpactCard evidence={evidence} impact={content.impact} holes={holes} />
    case 'file': return <FileCard evidence={evidence} file={content.file} />
    case 'commit': return <CommitCard evidence={evidence} commit={content.commit} />
  }
}

type Content<K extends Evidence['content']['kind']> = Extract<Evidence['content'], { kind: K }>

interface CardProps {
  evidence: Evidence
  icon: Icon
  title: ReactNode
  actions?: ReactNode
  /** Goes to both edges. */
  wide?: ReactNode
  children?: ReactNode
}

function Card({ evidence: { id, incidentId, note, pinnedBy, pinnedAt }, icon: KindIcon, title, actions, wide, children }: CardProps) {
  const { remove } = useRemoval(incidentId)
  const mayWrite = useMay('incidents.write')
  return (
    <article className={classes.card} id={evidenceElementId(id)} tabIndex={-1}>
      <div className={classes.head}>
        <KindIcon size={16} stroke={1.6} aria-hidden className={classes.icon} />
        <div className={classes.title}>{title}</div>
        {actions}
        {mayWrite && (
          <Tooltip label="Take off">
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Take this evidence off" onClick={() => void remove(id)}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {note !== '' && <p className={classes.note}>{note}</p>}
      {children && <div className={classes.body}>{children}</div>}
      {wide}
      <div className={classes.foot}>
        pinned by {pinnedBy.name} <Ago time={pinnedAt} />
      </div>
    </article>
  )
}

/** Follows every place of a piece of evidence until it is closed; those that are followed already stay as they are. */
function FollowButton({ evidence, holes }: { evidence: Evidence; holes: Incident['holes'] }) {
  const { track } = useHoles({ id: evidence.incidentId })
  if (!useMay('incidents.write') || isFollowed(holes, evidence.id)) return null
  return (
    <Tooltip label="Follow its places until each is closed">
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Follow its places as holes" onClick={() => void track(evidence.id)}>
        <IconTarget size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function ImpactCard({ evidence, impact, holes }: { evidence: Evidence; impact: Content<'impact'>['impact']; holes: Incident['holes'] }) {
  const [open, setOpen] = useState(false)
  const { asked, question, affected, truncated, totals, at } = impact
  const href = asked && hrefOfQuestion(asked)
  const Chevron = open ? IconChevronDown : IconChevronRight
  const wide = open && (
    <div className={classes.places}>
      {truncated && <Text c="dimmed">More places are hit than are kept: the first {affected.length.toLocaleString('en-US')} stand here.</Text>}
      <ul className={classes.affected}>
        {affected.map((row, place) => (
          <li key={place}>
            <b>{row.repo}</b> {row.rev === row.commit ? row.rev.slice(0, 10) : row.rev} <PlaceLink href={hrefOfAffected(row)} className="fb-code">{placeWords(row)}</PlaceLink> {row.via.length > 0 ? row.via.join(' → ') : row.text}
            {row.environment !== null && <Text span size="xs" c="dimmed"> {row.service} in {row.environment}</Text>}
          </li>
        ))}
      </ul>
    </div>
  )
  return (
    <Card evidence={evidence} icon={IconAffiliate} title={href ? <PlaceLink href={href} className={classes.query}>Impact of {question}</PlaceLink> : `Impact of ${question}`} actions={<FollowButton evidence={evidence} holes={holes} />} wide={wide}>
      <button type="button" className={classes.count} aria-expanded={open} onClick={() => setOpen(!open)} disabled={affected.length === 0}>
        {affected.length > 0 && <Chevron size={14} aria-hidden />}
        {count(totals.places, 'place')} in {countRepositories(totals.repositories)}
      </button>
      <ImpactLedger impact={impact} />
      <FrozenMark at={at} />
    </Card>
  )
}

function SearchCard({ evidence, search, holes }: { evidence: Evidence; search: Content<'search'>['search']; holes: Incident['holes'] }) {
  const [open, setOpen] = useState(false)
  const rerun = useChange(rerunEvidence)
  const again = () => rerun.mutate({ params: { id: evidence.incidentId, evidence: evidence.id }, body: {} })
  const Chevron = open ? IconChevronDown : IconChevronRight
  const title = (
    <PlaceLink href={searchHref(search)} className={`${classes.query} fb-code`}>
      {search.query}
    </PlaceLink>
  )
  const actions = (
    <>
      {search.places.length > 0 && <FollowButton evidence={evidence} holes={holes} />}
      <Tooltip label="Run again and compare">
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Run again and compare" onClick={again} loading={rerun.isPending}>
          <IconRefresh size={16} />
        </ActionIcon>
      </Tooltip>
    </>
  )
  const wide = (
    <>
      {rerun.isPending && <Waiting label="Searching again" height={40} />}
      {rerun.error && <Failure error={rerun.error} retry={again} />}
      {rerun.data && <Delta delta={rerun.data} onClose={rerun.reset} />}
      {open && (
        <div className={classes.places}>
          {search.truncated && <Text c="dimmed">More places matched than are kept: the first {search.places.length.toLocaleString('en-US')} stand here.</Text>}
          <FoldedRows rows={rowsOfPlaces(search.places)} />
        </div>
      )}
    </>
  )
  return (
    <Card evidence={evidence} icon={IconSearch} title={title} actions={actions} wide={wide}>
      <button type="button" className={classes.count} aria-expanded={open} onClick={() => setOpen(!open)} disabled={search.places.length === 0}>
        {search.places.length > 0 && <Chevron size={14} aria-hidden />}
        {foundWords(search)}
      </button>
      <LedgerLine ledger={search.ledger} />
      <FrozenMark at={search.at} />
    </Card>
  )
}

const linesAtFirst = 14

function FileCard({ evidence, file }: { evidence: Evidence; file: Content<'file'>['file'] }) {
  const [whole, setWhole] = useState(false)
  const { repository: repo, commit, path, startLine, endLine } = file
  const lines = file.text.split('\n').map((text, at) => ({ number: startLine + at, text }))
  const hidden = lines.length - linesAtFirst
  const title = (
    <>
      <span className={classes.repo}>{repo} › </span>
      <PlaceLink href={fileHref({ repo, rev: commit, path, lines: { start: startLine, end: endLine } })}>
        {path}:{startLine}
        {endLine > startLine && `–${endLine}`}
      </PlaceLink>
    </>
  )
  const wide = (
    <>
      <CodeLines lines={whole ? lines : lines.slice(0, linesAtFirst)} language={path} hrefOf={(line) => fileHref({ repo, rev: commit, path, lines: { start: line, end: line } })} />
      {hidden > 0 && (
        <Button variant="subtle" size="compact-sm" m={4} onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? 'Show fewer lines' : `Show ${hidden} more lines`}
        </Button>
      )}
      <div className={classes.frozen}>
        <FrozenMark at={evidence.pinnedAt} commit={commit} />
      </div>
    </>
  )
  return <Card evidence={evidence} icon={IconFileText} title={title} wide={wide} />
}

function CommitCard({ evidence, commit }: { evidence: Evidence; commit: Content<'commit'>['commit'] }) {
  const { repository: repo, oid } = commit
  const href = commitHref({ repo, oid })
  const title = (
    <>
      <span className={classes.repo}>{repo} › </span>
      <PlaceLink href={href}>
        <code>{oid.slice(0, 10)}</code>
      </PlaceLink>
    </>
  )
  return <Card evidence={evidence} icon={IconGitCommit} title={title} wide={<CommitFacts href={href} {...commit} />} />
}

function RemovedRow({ evidence }: { evidence: Evidence }) {
  const { restore } = useRemoval(evidence.incidentId)
  const mayWrite = useMay('incidents.write')
  return (
    <div className={classes.removed}>
      <span className={classes.title}>{headlineOf(evidence.content)}</span>
      {mayWrite && (
        <Button variant="subtle" size="compact-xs" leftSection={<IconArrowBackUp size={14} />} onClick={() => void restore(evidence.id)}>
          Put back
        </Button>
      )}
    </div>
  )
}

function headlineOf(content: Evidence['content']): string {
  switch (content.kind) {
    case 'search': return content.search.query
    case 'impact': return `Impact of ${content.impact.question}`
    case 'file': return `${content.file.repository} › ${content.file.path}:${content.file.startLine}`
    case 'commit': return `${content.commit.repository} › ${content.commit.oid.slice(0, 10)} ${content.commit.subject}`
  }
}

function useRemoval(incident: string) {
  const client = useQueryClient()
  const act = async (what: Promise<unknown>) => {
    await what.catch((error) => sayFailed(error))
    await forget(client, getIncident)
  }
  const restore = (evidence: string) => act(call(restoreEvidence, { params: { id: incident, evidence }, body: {} }))
  const remove = async (evidence: string) => {
    await act(call(removeEvidence, { params: { id: incident, evidence } }).then(() => offerUndo({ message: 'Evidence taken off', undo: () => restore(evidence) })))
  }
  return { remove, restore }
}
