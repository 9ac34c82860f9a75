import { ActionIcon, Button, Group, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconGitCommit, IconGitMerge, IconSearch, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Answer } from '../../src/platform/endpoint.ts'
import { lineHistory, type LineEvent } from '../../src/search/contract.ts'
import { reading } from '../app/api.ts'
import { PinButton } from '../incidents/pin.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { searchable, searchHref } from './code-words.ts'
import type { Here } from './here.ts'
import classes from './line-history.module.css'
import { firstOf } from './line-words.ts'
import { commitHref, fileHref, refsHref } from './links.ts'
import { shortOid } from './repo-state.ts'

type History = Answer<typeof lineHistory>

interface Props {
  here: Here
  path: string
  line: number
  close: () => void
}

/** Since when a line stands, who brought it, who took it away, and which releases have it. */
export function LineHistory({ here: { repo, commit }, path, line, close }: Props) {
  const query = useQuery({ ...reading(lineHistory, { query: { repo, rev: commit, path, line } }), staleTime: 60_000 })
  return (
    <section className={classes.panel} aria-label={`History of line ${line}`}>
      <Tooltip label="Close (w)">
        <ActionIcon variant="subtle" color="gray" size="sm" className={classes.close} onClick={close} aria-label="Close the history of the line"><IconX size={16} /></ActionIcon>
      </Tooltip>
      <div aria-live="polite">
        <Read query={query} height={96}>{(history) => <Facts key={line} repo={repo} path={path} history={history} />}</Read>
      </div>
      {query.data && <Actions text={query.data.text} repo={repo} commit={commit} path={path} line={line} />}
    </section>
  )
}

function Facts({ repo, path, history }: { repo: string; path: string; history: History }) {
  const { introduced, removed, stands, releases, releasesTotal, firstRelease, elsewhere, note } = history
  return (
    <dl className={classes.facts}>
      {introduced && <Fact name="Introduced"><Event repo={repo} event={introduced} /></Fact>}
      {removed && <Fact name="Removed"><Event repo={repo} event={removed} /></Fact>}
      {stands && <Fact name="Removed"><span className={classes.still}><IconCircleCheck size={14} aria-hidden /> still there, at the tip of the default branch</span></Fact>}
      {(introduced || releases.length > 0) && <Fact name="Releases"><Releases repo={repo} path={path} releases={releases} total={releasesTotal} first={firstRelease} /></Fact>}
      {elsewhere.length > 0 && <Fact name="Elsewhere"><Elsewhere repo={repo} places={elsewhere} /></Fact>}
      {note !== null && <Fact name={introduced ? 'Note' : 'Introduced'}><Text span size="xs" c="dimmed">{note}</Text></Fact>}
    </dl>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => <><dt>{name}</dt><dd>{children}</dd></>

const shownCommits = 3

/** A commit of the mainline. Of a merge, the commits that made the change are what one wants to read. */
function Event({ repo, event }: { repo: string; event: LineEvent }) {
  const [all, setAll] = useState(false)
  const Icon = event.merge ? IconGitMerge : IconGitCommit
  const { shown, more } = firstOf(event.commits, all ? Infinity : shownCommits)
  return (
    <>
      <Commit repo={repo} commit={event} before={<>{event.merge && 'in merge '}</>} icon={<Icon size={14} aria-label={event.merge ? 'Merge' : 'Commit'} />} />
      {shown.map((commit) => <Commit key={commit.oid} repo={repo} commit={commit} before="by " icon={<IconGitCommit size={14} aria-label="Commit" />} />)}
      {more > 0 && <More count={more} show={() => setAll(true)} />}
    </>
  )
}

function Commit({ repo, commit: { oid, subject, author, time }, before, icon }: { repo: string; commit: Pick<LineEvent, 'oid' | 'subject' | 'author' | 'time'>; before: ReactNode; icon: ReactNode }) {
  return (
    <div className={classes.commit}>
      {icon}
      <span className={classes.subject} title={subject}><span className={classes.quiet}>{before}</span><PlaceLink href={commitHref({ repo, oid })}>{subject || 'No message'}</PlaceLink></span>
      <span className={classes.who}>{author} · <Ago time={time} /> · <code>{shortOid(oid)}</code></span>
    </div>
  )
}

const shownReleases = 8

function Releases({ repo, path, releases, total, first }: { repo: string; path: string; releases: History['releases']; total: number; first: string | null }) {
  const [all, setAll] = useState(false)
  const { shown, more } = firstOf(releases, all ? Infinity : shownReleases)
  const unknown = total - releases.length
  if (releases.length === 0) return <span className={classes.quiet}>in no branch and no tag</span>
  return (
    <span className={classes.releases}>
      {first !== null && total > 1 && <><span className={classes.quiet}>first in</span><Release repo={repo} path={path} name={first} kind="tag" /><span className={classes.quiet}>now in</span></>}
      {shown.map(({ name, kind }) => <Release key={`${kind} ${name}`} repo={repo} path={path} name={name} kind={kind} />)}
      {more > 0 && <More count={more + unknown} show={() => setAll(true)} />}
      {more === 0 && unknown > 0 && <PlaceLink href={refsHref({ repo })}>and {unknown.toLocaleString('en-US')} more</PlaceLink>}
    </span>
  )
}

function Release({ repo, path, name, kind }: { repo: string; path: string } & History['releases'][number]) {
  return <PlaceLink className={classes.release} data-kind={kind} title={kind === 'tag' ? 'Tag' : 'Branch'} href={fileHref({ repo, rev: name, path })}>{name}</PlaceLink>
}

function Elsewhere({ repo, places }: { repo: string; places: History['elsewhere'] }) {
  const [all, setAll] = useState(false)
  const { shown, more } = firstOf(places, all ? Infinity : shownCommits)
  return (
    <>
      {shown.map(({ path, introduced, removed }) => (
        <div key={`${path} ${introduced}`} className={classes.place}>
          <PlaceLink href={fileHref({ repo, rev: introduced, path })} className="fb-code">{path}</PlaceLink>{' '}
          <span className={classes.quiet}>from <PlaceLink href={commitHref({ repo, oid: introduced })}><code>{shortOid(introduced)}</code></PlaceLink> {removed ? <>until <PlaceLink href={commitHref({ repo, oid: removed })}><code>{shortOid(removed)}</code></PlaceLink></> : 'until now'}</span>
        </div>
      ))}
      {more > 0 && <More count={more} show={() => setAll(true)} />}
    </>
  )
}

const More = ({ count, show }: { count: number; show: () => void }) => <UnstyledButton className={classes.more} onClick={show}>and {count.toLocaleString('en-US')} more</UnstyledButton>

function Actions({ text, repo, commit, path, line }: { text: string; repo: string; commit: string; path: string; line: number }) {
  const term = searchable(text)
  return (
    <Group gap={8}>
      {term !== '' && <Button component={PlaceLink} href={searchHref(term)} size="compact-sm" variant="default" leftSection={<IconSearch size={14} />}>Search this line everywhere</Button>}
      {term !== '' && <Button component={PlaceLink} href={searchHref(term, { history: true })} size="compact-sm" variant="default" leftSection={<IconGitCommit size={14} />}>Search its history</Button>}
      <PinButton what={{ kind: 'file', repo, rev: commit, path, lines: { start: line, end: line } }} label="Pin line" />
    </Group>
  )
}
