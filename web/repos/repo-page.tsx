import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { listRepositories, resolveRevision } from '../../src/repos/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { Missing } from '../app/missing.tsx'
import { reading, useLive } from '../app/api.ts'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Waiting } from '../ui/states.tsx'
import { BlobView } from './blob-view.tsx'
import { CodeFailure } from './code-failure.tsx'
import { titleOf } from './code-words.ts'
import { CommitView } from './commit-view.tsx'
import { CompareView } from './compare-view.tsx'
import { FileFinder } from './file-finder.tsx'
import { useRepository, type Here } from './here.ts'
import { HistoryView } from './history-view.tsx'
import { IndexesView } from './indexes-view.tsx'
import { parsePlace, type CodePlace } from './links.ts'
import { RefsView } from './refs-view.tsx'
import { RepoHeader } from './repo-header.tsx'
import classes from './repo-page.module.css'
import { TreeView } from './tree-view.tsx'

/** Everything within one repository: what is shown is read from the address alone. */
export function RepoPage() {
  const place = usePlace()
  if (!place) return <Missing />
  return (
    <>
      <title>{`${titleOf(place)} · Firebreak`}</title>
      <Repo key={place.repo} place={place} />
    </>
  )
}

/** The router's own pathname is partly decoded; the address as the browser has it is not. */
function usePlace(): CodePlace | null {
  const href = useLocation({ select: (location) => location.publicHref })
  return useMemo(() => {
    const { pathname, search } = new URL(href, 'http://here')
    return parsePlace(pathname, Object.fromEntries(new URLSearchParams(search)))
  }, [href])
}

function Repo({ place }: { place: CodePlace }) {
  const rev = 'rev' in place && place.view !== 'commit' ? place.rev : ''
  const { repo } = place
  const revision = useQuery(reading(resolveRevision, { query: { repo, rev } }))
  const repository = useRepository(repo)
  const [finding, setFinding] = useState(false)
  useShortcuts([{ keys: 't', label: 'Find a file', group: 'Repository', run: () => setFinding(true) }], [])
  useLive(repository ? [`repository/${repository.id}`] : [], resolveRevision, listRepositories)
  if (revision.error && !revision.data) {
    return (
      <div className={classes.page}>
        <RepoHeader place={place} repository={repository} />
        <CodeFailure error={revision.error} place={place} repository={repository} retry={() => void revision.refetch()} />
      </div>
    )
  }
  return (
    <div className={classes.page} data-full={place.view === 'blob' || undefined}>
      <RepoHeader place={place} repository={repository} revision={revision.data} find={() => setFinding(true)} />
      {revision.data ? <Found place={place} revision={revision.data} finding={finding} stopFinding={() => setFinding(false)} /> : <Waiting />}
    </div>
  )
}

interface FoundProps {
  place: CodePlace
  revision: Answer<typeof resolveRevision>
  finding: boolean
  stopFinding: () => void
}

function Found({ place, revision, finding, stopFinding }: FoundProps) {
  const { repo, rev, commit } = revision
  const here = useMemo<Here>(() => ({ repo, rev, commit }), [repo, rev, commit])
  return (
    <>
      <View place={place} here={here} />
      {finding && <FileFinder here={here} close={stopFinding} />}
    </>
  )
}

function View({ place, here }: { place: CodePlace; here: Here }) {
  switch (place.view) {
    case 'tree': return <TreeView here={here} path={place.path} place={place} />
    case 'blob': return <BlobView here={here} path={place.path} lines={place.lines} place={place} />
    case 'history': return <HistoryView key={`${here.commit}:${place.path}`} here={here} path={place.path} place={place} />
    case 'commit': return <CommitView repo={place.repo} rev={place.rev} place={place} />
    case 'compare': return <CompareView here={here} base={place.base} head={place.head} place={place} />
    case 'refs': return <RefsView repo={place.repo} />
    case 'indexes': return <IndexesView repo={place.repo} upload={place.upload} />
  }
}
