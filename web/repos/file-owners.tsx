import { Anchor, Popover, Text, UnstyledButton } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '../../src/platform/endpoint.ts'
import { readOwners, type OwnedBy, type OwnerReason } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { filesOfOwner } from '../search/query-edit.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import type { File } from './file-about.tsx'
import classes from './file-owners.module.css'
import { fileHref } from './links.ts'
import { ownersInBrief, sourceWords } from './owner-words.ts'

type Found = Answer<typeof readOwners>

/** Who owns a file, in a few words; opened, why, with the lines that say so. */
export function FileOwners({ file: { repo, commit, path } }: { file: Pick<File, 'repo' | 'commit' | 'path'> }) {
  const { data } = useQuery({ ...reading(readOwners, { query: { repo, rev: commit, path } }), staleTime: Infinity })
  if (!data) return null
  return (
    <Popover width={380} position="bottom-start" shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.brief} aria-label={`${ownersInBrief(data.owned)}: show why`}>
          <IconUsers size={14} stroke={1.6} aria-hidden />
          <span>{ownersInBrief(data.owned)}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel}>
        <Sources found={data} />
        <Problems found={data} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Sources({ found }: { found: Found }) {
  const { owned } = found
  const isDeclared = owned.some(({ owners, reason }) => owners.length > 0 && reason.kind !== 'authors')
  return (
    <>
      {!isDeclared && <Text size="sm" c="dimmed">No CODEOWNERS rule and no catalog-info.yaml names an owner of this file.{owned.some(({ reason }) => reason.kind === 'authors') && ' Those who worked on it:'}</Text>}
      <ul className={classes.sources}>
        {owned.map((source, at) => <Source key={at} found={found} source={source} />)}
      </ul>
    </>
  )
}

function Source({ found, source: { owners, reason } }: { found: Found; source: OwnedBy }) {
  const isAuthors = reason.kind === 'authors'
  return (
    <li>
      <div className={classes.names}>
        {owners.length === 0 && 'Nobody'}
        {owners.map(({ name, members = [] }) => (
          <span key={name}>{isAuthors ? name : <Anchor component={PlaceLink} href={filesOfOwner(name)} title={members.length > 0 ? members.join(', ') : `All files of ${name}`}>{name}</Anchor>}</span>
        ))}
      </div>
      <Text size="xs" c="dimmed">{sourceWords(reason)}{isAuthors ? <>, the newest <Ago time={reason.newest} /></> : <>, <Line found={found} at={reason} /></>}</Text>
    </li>
  )
}

/** The line that says so, at the same commit. */
function Line({ found: { repo, commit }, at: { file, line } }: { found: Found; at: Pick<Exclude<OwnerReason, { kind: 'authors' }>, 'file' | 'line'> }) {
  const lines = line > 0 ? { start: line, end: line } : null
  return <Anchor component={PlaceLink} size="xs" underline="always" href={fileHref({ repo, rev: commit, path: file, lines })}>{file}{line > 0 && `:${line}`}</Anchor>
}

const shownProblems = 5

function Problems({ found }: { found: Found }) {
  const { problems } = found
  if (problems.length === 0) return null
  return (
    <div className={classes.problems}>
      <Text size="xs" fw={600}>Not read</Text>
      {problems.slice(0, shownProblems).map((problem) => (
        <Text key={`${problem.file} ${problem.line}`} size="xs" c="dimmed"><Line found={found} at={problem} /> {problem.message}</Text>
      ))}
      {problems.length > shownProblems && <Text size="xs" c="dimmed">and {problems.length - shownProblems} more lines</Text>}
    </div>
  )
}
