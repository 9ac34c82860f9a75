import { IconFile, IconFolderFilled, IconFolderSymlink, IconLink, type Icon } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { readFile, readTree, type TreeEntry } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { Markdown } from '../ui/markdown.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Waiting } from '../ui/states.tsx'
import { CodeFailure } from './code-failure.tsx'
import { folderOf, isMarkdown, markdownBase, maxRendered } from './code-words.ts'
import { LastCommit } from './commit-row.tsx'
import type { Here } from './here.ts'
import { fileHref, treeHref, type CodePlace } from './links.ts'
import { PathCrumbs } from './path-crumbs.tsx'
import { sizeWords } from './repo-state.ts'
import classes from './repo-page.module.css'

/** One folder: what stands in it, and its README below. */
export function TreeView({ here, path, place }: { here: Here; path: string; place: CodePlace }) {
  const { repo, commit } = here
  const tree = useQuery({ ...reading(readTree, { query: { repo, rev: commit, path } }), staleTime: Infinity })
  if (tree.error) return <CodeFailure error={tree.error} place={place} retry={() => void tree.refetch()} />
  if (!tree.data) return <Waiting />
  const { entries, truncated, lastCommit, readme } = tree.data
  return (
    <div className={classes.body}>
      {path !== '' && <PathCrumbs here={here} path={path} />}
      <div className={classes.box}>
        {lastCommit && <LastCommit repo={repo} commit={lastCommit} />}
        <Entries here={here} path={path} entries={entries} />
        {truncated && <p className={classes.note}>The folder holds more than is shown here. Find a file by its name with t.</p>}
      </div>
      {readme && <Readme here={here} path={readme} />}
    </div>
  )
}

function Entries({ here, path, entries }: { here: Here; path: string; entries: readonly TreeEntry[] }) {
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list, 'Folder')
  const { repo, rev } = here
  return (
    <ul className={classes.entries} ref={list} aria-label="Files">
      {path !== '' && <li><PlaceLink data-row className={classes.entry} href={treeHref({ repo, rev, path: folderOf(path) })} aria-label="The folder above"><IconFolderFilled size={16} className={classes.folder} aria-hidden />..</PlaceLink></li>}
      {entries.map((entry) => <Entry key={entry.path} here={here} entry={entry} />)}
      {entries.length === 0 && <li className={classes.note}>Nothing stands in this folder.</li>}
    </ul>
  )
}

export const entryIcons: Record<TreeEntry['kind'], Icon> = { directory: IconFolderFilled, file: IconFile, symlink: IconLink, submodule: IconFolderSymlink }
const kindWords: Record<TreeEntry['kind'], string> = { directory: '', file: '', symlink: 'link', submodule: 'submodule' }

function Entry({ here: { repo, rev }, entry: { name, path, kind, size } }: { here: Here; entry: TreeEntry }) {
  const Icon = entryIcons[kind]
  return (
    <li>
      <PlaceLink data-row className={classes.entry} href={kind === 'directory' ? treeHref({ repo, rev, path }) : fileHref({ repo, rev, path })}>
        <Icon size={16} className={kind === 'directory' ? classes.folder : classes.file} aria-hidden />
        <span className={classes.entryName}>{name}</span>
        <span className={classes.size}>{kindWords[kind]}{kind === 'file' && size !== null ? sizeWords(size) : ''}</span>
      </PlaceLink>
    </li>
  )
}

function Readme({ here, path }: { here: Here; path: string }) {
  const { data } = useQuery({ ...reading(readFile, { query: { repo: here.repo, rev: here.commit, path } }), staleTime: Infinity })
  if (!data?.text) return null
  return (
    <section className={classes.box} aria-label="README">
      <div className={classes.boxTitle}><PlaceLink href={fileHref({ repo: here.repo, rev: here.rev, path })}>{path}</PlaceLink></div>
      <div className={classes.readme}>
        {isMarkdown(path) && data.text.length <= maxRendered ? <Markdown text={data.text} base={markdownBase({ ...here, path })} /> : <pre className={classes.plain}>{data.text.slice(0, maxRendered)}</pre>}
      </div>
    </section>
  )
}
