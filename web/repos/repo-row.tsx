import { Button, Group, Menu, Modal, Progress, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconClock, IconDots, IconLoader2, type Icon } from '@tabler/icons-react'
import { memo, useState, type ComponentProps } from 'react'
import { fetchRepository, listRepositories, removeRepository, updateRepository, type Repository } from '../../src/repos/contract.ts'
import { useChange } from '../app/api.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { commitHref, repoHref } from './links.ts'
import { badgesOf, shortOid, stateOf, type RepoState } from './repo-state.ts'
import classes from './repos-page.module.css'

interface RowProps {
  repository: Repository
  /** What the reader may do with repositories. */
  may: { fetch: boolean; manage: boolean }
}

/** One repository of the list; drawn again only when it changes. */
export const RepoRow = memo(function RepoRow({ repository, may }: RowProps) {
  const { name, description, defaultBranch, head, clone } = repository
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <Group gap={6}>
          <PlaceLink data-row href={repoHref({ repo: name })} className={classes.title} title={name}>{name}</PlaceLink>
          <RepoBadges repository={repository} />
        </Group>
        {description !== '' && <Text size="xs" c="dimmed" lineClamp={1} title={description}>{description}</Text>}
      </div>
      <div className={classes.head}>
        {head && (
          <>
            <span className={classes.branch} title={defaultBranch ?? undefined}>{defaultBranch ?? 'no branch'}</span>{' '}
            <PlaceLink href={commitHref({ repo: name, oid: head })} className="fb-code">{shortOid(head)}</PlaceLink>
          </>
        )}
      </div>
      <StateLine state={stateOf(repository)} />
      <Text size="xs" c="dimmed" className={classes.fetched} component="div">{clone.lastFetchedAt ? <>fetched <Ago time={clone.lastFetchedAt} /></> : 'never fetched'}</Text>
      <Actions repository={repository} may={may} />
    </li>
  )
})

export function RepoBadges({ repository }: { repository: Repository }) {
  return badgesOf(repository).map(({ label, title }) => <span key={label} className={classes.badge} title={title}>{label}</span>)
}

const icons: Record<RepoState['kind'], { icon: Icon; colour: string }> = {
  waiting: { icon: IconClock, colour: 'var(--mantine-color-dimmed)' },
  running: { icon: IconLoader2, colour: 'var(--fb-link)' },
  ready: { icon: IconCircleCheck, colour: 'var(--mantine-color-green-text)' },
  failed: { icon: IconAlertTriangle, colour: 'var(--mantine-color-red-text)' },
  empty: { icon: IconCircleDashed, colour: 'var(--mantine-color-dimmed)' },
}

/** How a repository is doing: a sign, words, how far it is, and how to mend it. */
export function StateLine({ state: { kind, words, percent, mend } }: { state: RepoState }) {
  const { icon: StateIcon, colour } = icons[kind]
  return (
    <div className={classes.state}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <StateIcon size={16} color={colour} className={classes.sign} aria-label={kind} />
        <Text size="xs" component="div" style={{ overflowWrap: 'anywhere' }}>
          {words}
          {percent !== null && ` ${Math.round(percent)} %`} {mend !== '' && <Text span inherit c="dimmed">{mend}</Text>}
        </Text>
      </Group>
      {kind === 'running' && <Progress value={percent ?? 100} size={3} mt={4} animated={percent === null} aria-label={words} />}
    </div>
  )
}

/** A menu is costly, and a list has thousands of rows: until it is asked for there is only its button. */
function Actions({ repository, may }: RowProps) {
  const [asked, setAsked] = useState(false)
  if (!may.fetch) return <span />
  if (asked) return <ActionsMenu repository={repository} may={may} />
  return <ActionsButton name={repository.name} onClick={() => setAsked(true)} />
}

function ActionsButton({ name, ...rest }: { name: string } & ComponentProps<'button'>) {
  return (
    <UnstyledButton className={classes.more} aria-label={`Actions for ${name}`} aria-haspopup="menu" {...rest}>
      <IconDots size={18} />
    </UnstyledButton>
  )
}

function ActionsMenu({ repository, may }: RowProps) {
  const [removing, setRemoving] = useState(false)
  const options = { stale: [listRepositories] }
  const fetchNow = useChange(fetchRepository, options)
  const update = useChange(updateRepository, options)
  const { id, name, fork, archived } = repository
  const params = { id }
  const failed = { onError: (error: unknown) => sayFailed(error) }
  return (
    <>
      <Menu position="bottom-end" defaultOpened>
        <Menu.Target>
          <ActionsButton name={name} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => fetchNow.mutate({ params, body: {} }, failed)}>Fetch now</Menu.Item>
          {may.manage && <Menu.Item onClick={() => update.mutate({ params, body: { fork: !fork } }, failed)}>{fork ? 'Not a fork' : 'Mark as a fork'}</Menu.Item>}
          {may.manage && <Menu.Item onClick={() => update.mutate({ params, body: { archived: !archived } }, failed)}>{archived ? 'Not archived' : 'Mark as archived'}</Menu.Item>}
          {may.manage && <Menu.Divider />}
          {may.manage && <Menu.Item color="red" onClick={() => setRemoving(true)}>Remove…</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {removing && <ConfirmRemove repository={repository} close={() => setRemoving(false)} />}
    </>
  )
}

function ConfirmRemove({ repository: { id, name, source }, close }: { repository: Repository; close: () => void }) {
  const remove = useChange(removeRepository, { stale: [listRepositories], onDone: close })
  return (
    <Modal opened onClose={close} title={`Remove ${name}?`}>
      <Stack>
        <Text style={{ overflowWrap: 'anywhere' }}>
          {`The mirror of ${name} on this server is deleted, and searches no longer cover it. What was pinned from it stays. `}
          {source === 'sample' ? 'The sample organisation can be added again.' : 'The source itself is not touched, and can be added again.'}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>Keep it</Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ params: { id } }, { onError: (error) => sayFailed(error) })}>Remove</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
