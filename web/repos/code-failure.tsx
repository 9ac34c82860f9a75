import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CallFailed } from '../../src/platform/endpoint.ts'
import { findFiles, listRefs, listRepositories, type Repository } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Failure } from '../ui/states.tsx'
import { baseName, beginningOf, folderOf } from './code-words.ts'
import { fileHref, historyHref, placeHref, repoHref, type CodePlace } from './links.ts'
import { StateLine } from './repo-row.tsx'
import { stateOf } from './repo-state.ts'
import classes from './repo-page.module.css'

interface Props {
  error: unknown
  place: CodePlace
  repository?: Repository | null | undefined
  retry: () => void
}

/** Says which of repository, revision and path is not there, and offers the nearest thing. */
export function CodeFailure({ error, place, repository, retry }: Props) {
  const code = error instanceof CallFailed ? error.body.code : ''
  if (code === 'repos.not_found') return <NoRepository repo={place.repo} />
  if (code === 'repos.not_ready' || code === 'repos.not_cloned') return <NotCloned place={place} repository={repository} words={error instanceof CallFailed ? error.body.message : ''} />
  if (repository?.head === null && repository.clone.state === 'ready' && revOf(place) === '') return <EmptyRepository repository={repository} />
  if (['git.unknown-revision', 'git.missing-object', 'git.refused', 'git.ambiguous-revision'].includes(code)) return <NoRevision place={place} words={error instanceof CallFailed ? error.body.message : ''} />
  if ((code === 'code.no_such_path' || code === 'git.missing-path' || code === 'git.wrong-type') && 'path' in place) return <NoPath place={place} />
  return <Failure error={error} retry={retry} />
}

function revOf(place: CodePlace): string {
  return 'rev' in place ? place.rev : place.view === 'compare' ? place.base || place.head : ''
}

function NoRepository({ repo }: { repo: string }) {
  const { data } = useQuery(reading(listRepositories, { query: { query: beginningOf(folderOf(repo) || repo), limit: 6 } }))
  return (
    <Empty title="There is no repository at this address" action={<Button component={PlaceLink} href="/repos">All repositories</Button>}>
      <b className={classes.long}>{repo}</b> is not here, or you may not see it.
      <Offers words="Repositories near it:" offers={(data?.repos ?? []).map(({ name }) => ({ label: name, href: repoHref({ repo: name }) }))} />
    </Empty>
  )
}

function NotCloned({ place, repository, words }: { place: CodePlace; repository: Repository | null | undefined; words: string }) {
  return (
    <Empty title={repository?.clone.state === 'failed' ? 'This repository could not be cloned' : 'This repository is being cloned'} action={<Button component={PlaceLink} href="/repos" variant="default">All repositories</Button>}>
      {repository ? <StateLine state={stateOf(repository)} /> : words}
      {repository?.clone.state !== 'failed' && <Text size="sm" mt="xs">{`${place.repo} opens here as soon as that is done.`}</Text>}
    </Empty>
  )
}

function EmptyRepository({ repository: { name, source, url } }: { repository: Repository }) {
  return (
    <Empty title="This repository is empty">
      {`${name} has no commit on its default branch yet. `}
      {source === 'remote' && url ? <>Push one to <code>{url}</code>; it is fetched on its own, or at once from the list of repositories.</> : 'Commit something; it is fetched on its own.'}
    </Empty>
  )
}

function NoRevision({ place, words }: { place: CodePlace; words: string }) {
  const rev = revOf(place)
  const { data } = useQuery(reading(listRefs, { query: { repo: place.repo, query: beginningOf(baseName(rev)), limit: 6 } }))
  const at = (to: string) => (place.view === 'compare' ? repoHref({ repo: place.repo, rev: to }) : placeHref('rev' in place ? { ...place, rev: to } : place))
  return (
    <Empty title="There is no such revision" action={<Button component={PlaceLink} href={'path' in place ? at('') : repoHref({ repo: place.repo })}>{'path' in place ? 'See it on the default branch' : 'Top of the repository'}</Button>}>
      <span className={classes.long}><b>{rev || 'The default branch'}</b> in {place.repo}: {words}</span> A branch may have been deleted, or a commit rewritten.
      <Offers words="Branches and tags with a similar name:" offers={(data?.refs ?? []).map(({ name }) => ({ label: name, href: at(name) }))} />
    </Empty>
  )
}

function NoPath({ place }: { place: Extract<CodePlace, { path: string }> }) {
  const { repo, rev, path } = place
  const { data } = useQuery(reading(findFiles, { query: { repo, rev, query: baseName(path).slice(0, 200), limit: 6 } }))
  return (
    <Empty
      title="There is no such path at this revision"
      action={
        <>
          <Button component={PlaceLink} href={historyHref({ repo, rev, path })}>History of this path</Button>
          <Button component={PlaceLink} href={repoHref({ repo, rev })} variant="default">Top of the repository</Button>
        </>
      }
    >
      <b className={classes.long}>{path}</b> does not stand here{rev === '' ? '' : <> at <b className={classes.long}>{rev}</b></>}. It may have been moved or deleted.
      <Offers words="Paths like it:" offers={(data?.paths ?? []).map((found) => ({ label: found, href: fileHref({ repo, rev, path: found }) }))} />
    </Empty>
  )
}

function Offers({ words, offers }: { words: string; offers: { label: string; href: string }[] }) {
  if (offers.length === 0) return null
  return (
    <div className={classes.offers}>
      <div>{words}</div>
      {offers.map(({ label, href }) => <PlaceLink key={href} href={href}>{label}</PlaceLink>)}
    </div>
  )
}
