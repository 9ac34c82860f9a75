import { ActionIcon, Alert, Anchor, Button, Drawer, Group, SegmentedControl, Text, Tooltip } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconListTree } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { CallFailed } from '../../src/platform/endpoint.ts'
import { readFile } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { resolvePath } from '../ui/markdown-links.ts'
import { Markdown } from '../ui/markdown.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Waiting } from '../ui/states.tsx'
import { BlobText } from './blob-text.tsx'
import { CodeFailure } from './code-failure.tsx'
import { folderOf, isMarkdown, markdownBase, maxRendered, rawHref } from './code-words.ts'
import { About, type File } from './file-about.tsx'
import { FileActions } from './file-actions.tsx'
import { FileTree } from './file-tree.tsx'
import type { Here } from './here.ts'
import { fileHref, repoHref, treeHref, type CodePlace, type LineRange } from './links.ts'
import { NavigationPanel } from '../intel/navigation-panel.tsx'
import { useNavigation, type Navigation } from '../intel/use-navigation.tsx'
import { PathCrumbs } from './path-crumbs.tsx'
import { shortOid, sizeWords } from './repo-state.ts'
import { SymbolCrumbs } from './symbol-crumbs.tsx'
import { SymbolSidebar } from './symbol-sidebar.tsx'
import outlineClasses from './symbol-sidebar.module.css'
import { linesOfSymbol, type SymbolNode } from './symbol-tree.ts'
import { useSymbols } from './use-symbols.ts'
import classes from './repo-page.module.css'
import { useSince, type Since } from './use-since.ts'

interface Props {
  here: Here
  path: string
  lines: LineRange | null
  place: CodePlace
}

/** One file, with the tree of files beside it where there is room. */
export function BlobView({ here, path, lines, place }: Props) {
  const wide = useMediaQuery('(min-width: 1100px)')
  const [shown, setShown] = useLocalStorage({ key: 'fb-files', defaultValue: true })
  const file = useQuery({ ...reading(readFile, { query: { repo: here.repo, rev: here.commit, path } }), staleTime: Infinity })
  useFolderInstead(file.error, here, path)
  const outline = useOutline(wide ?? true)
  const symbols = useSymbols(here, path)
  useShortcuts([{ keys: '[', label: 'Show or hide the tree of files', group: 'File', run: () => setShown(!shown) }], [shown, setShown])
  const key = `${here.commit}:${path}`
  const since = useSince(key, lines !== null)
  const navigation = useNavigation({ here, path, lines })
  const hrefOf = useSymbolHref(here, path, navigation.hash)
  const Side = shown ? IconLayoutSidebarLeftCollapse : IconLayoutSidebarLeftExpand
  return (
    <div className={classes.blob} data-side={(wide && shown) || undefined} data-outline={(wide && outline.shown) || undefined}>
      {wide && shown && <FileTree here={here} current={path} />}
      <section className={classes.main} aria-label={path}>
        <div className={classes.bar}>
          {wide && (
            <Tooltip label={`${shown ? 'Hide' : 'Show'} the tree of files ([)`}>
              <ActionIcon variant="subtle" color="gray" onClick={() => setShown(!shown)} aria-label={`${shown ? 'Hide' : 'Show'} the tree of files`} aria-expanded={shown}><Side size={16} /></ActionIcon>
            </Tooltip>
          )}
          <PathCrumbs here={here} path={path} />
          <SymbolCrumbs symbols={symbols} hrefOf={hrefOf} />
          <Tooltip label={`${outline.shown ? 'Hide' : 'Show'} the symbols of this file (])`}>
            <ActionIcon variant={outline.shown ? 'light' : 'subtle'} color={outline.shown ? undefined : 'gray'} ml="auto" onClick={outline.toggle} aria-label={`${outline.shown ? 'Hide' : 'Show'} the symbols of this file`} aria-expanded={outline.shown}><IconListTree size={16} /></ActionIcon>
          </Tooltip>
        </div>
        {file.error && !isFolder(file.error) && <CodeFailure error={file.error} place={place} retry={() => void file.refetch()} />}
        {file.isPending && <Waiting />}
        {file.data && <Content key={key} here={here} file={file.data} lines={lines} since={since} navigation={navigation} onLine={symbols.follow} />}
        {navigation.panel && <NavigationPanel panel={navigation.panel} subject={navigation.subject} here={here} shown={navigation.shown} setPanel={navigation.setPanel} />}
      </section>
      {wide && outline.shown && <SymbolSidebar symbols={symbols} hrefOf={hrefOf} />}
      <Drawer opened={!wide && outline.shown} onClose={outline.toggle} title="Symbols of this file" position="right" size="sm" classNames={{ content: outlineClasses.over, body: outlineClasses.overBody }}>
        <SymbolSidebar symbols={symbols} hrefOf={hrefOf} onChoose={outline.toggle} />
      </Drawer>
    </div>
  )
}

/** Whether the symbols are shown: beside the code, as it was left in this browser; over it, where there is no room, until one is chosen. */
function useOutline(beside: boolean): { shown: boolean; toggle: () => void } {
  const [kept, setKept] = useLocalStorage({ key: 'fb-symbols', defaultValue: false })
  const [over, setOver] = useState(false)
  const shown = beside ? kept : over
  const toggle = () => (beside ? setKept(!kept) : setOver(!over))
  useShortcuts([{ keys: ']', label: 'Show or hide the symbols of the file', group: 'File', run: toggle }], [beside, kept, over])
  return { shown, toggle }
}

const useSymbolHref = ({ repo, rev }: Here, path: string, hash: string) =>
  useCallback(({ symbol }: SymbolNode) => `${fileHref({ repo, rev, path, lines: linesOfSymbol(symbol) })}${hash}`, [repo, rev, path, hash])

const isFolder = (error: unknown): boolean => error instanceof CallFailed && error.body.code === 'code.is_folder'

/** A link in a document may lead to a folder by the address of a file. */
function useFolderInstead(error: unknown, { repo, rev }: Here, path: string): void {
  const go = useGo()
  const folder = isFolder(error)
  useEffect(() => {
    if (folder) go(treeHref({ repo, rev, path }), { replace: true })
  }, [folder, go, repo, rev, path])
}

interface ContentProps {
  here: Here
  file: File
  lines: LineRange | null
  since: Since
  navigation: Navigation
  /** Takes the line that the reader is at. */
  onLine: (line: number) => void
}

function Content({ here, file, lines, since, navigation, onLine }: ContentProps) {
  const [source, setSource] = useLocalStorage({ key: 'fb-markdown', defaultValue: 'rendered' })
  if (file.kind !== 'text' || file.text === null) return <NotText here={here} file={file} />
  const renderable = isMarkdown(file.path) && file.text.length <= maxRendered
  const rendered = renderable && source === 'rendered' && lines === null
  const toggle = renderable && (
    <SegmentedControl size="xs" value={rendered ? 'rendered' : 'source'} onChange={setSource} aria-label="How the document is shown" disabled={lines !== null} data={[{ value: 'rendered', label: 'Rendered' }, { value: 'source', label: 'Source' }]} />
  )
  if (!rendered) return <BlobText here={here} file={file} text={file.text} lines={lines} since={since} navigation={navigation} onLine={onLine} toggle={toggle} />
  return (
    <>
      <div className={classes.bar}>
        <About file={file} />
        <FileActions here={here} path={file.path} lines={null} />
        {toggle}
      </div>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={file.path}><div className={classes.readme}><Markdown text={file.text} base={markdownBase({ ...here, path: file.path })} /></div></div>
    </>
  )
}

function NotText({ here, file }: { here: Here; file: File }) {
  const raw = rawHref({ ...here, path: file.path })
  return (
    <>
      <div className={classes.bar}>
        <About file={file} />
        <FileActions here={here} path={file.path} lines={null} />
      </div>
      <div className={classes.scroll}>
        {file.kind === 'image' ? <div className={classes.image}><img src={raw} alt={file.path} /></div> : <Words here={here} file={file} raw={raw} />}
      </div>
    </>
  )
}

function Words({ here: { repo, rev }, file, raw }: { here: Here; file: File; raw: string }) {
  const download = <Button component="a" href={raw} download variant="default">Download</Button>
  switch (file.kind) {
    case 'symlink': return <SymlinkWords repo={repo} rev={rev} file={file} />
    case 'submodule': return <Note>{`A submodule: another repository stands here, at commit ${shortOid(file.text ?? '')}. If that repository was added too, it is found among the `}<PlaceLink href="/repos">repositories</PlaceLink>.</Note>
    case 'too_large': return <Note action={download}>{`The file has ${sizeWords(file.size)}, more than is shown or searched here.`}</Note>
    default: return <Note action={download}>{`A binary file of ${sizeWords(file.size)}: there is no text to show.`}</Note>
  }
}

function SymlinkWords({ repo, rev, file }: { repo: string; rev: string; file: File }) {
  const target = file.text ?? ''
  const path = target.startsWith('/') ? null : resolvePath(folderOf(file.path), target)
  return (
    <Note>
      A link to {path ? <Anchor component={PlaceLink} href={fileHref({ repo, rev, path })}>{target}</Anchor> : <b>{target}</b>}
      {path === null && ', which lies outside the repository and is not followed'}{path === '' && <> (<PlaceLink href={repoHref({ repo, rev })}>the top</PlaceLink>)</>}.
    </Note>
  )
}

function Note({ children, action }: { children: React.ReactNode; action?: React.ReactNode }) {
  return (
    <Alert variant="default" m="md">
      <Group justify="space-between">
        <Text component="div" style={{ overflowWrap: 'anywhere' }}>{children}</Text>
        {action}
      </Group>
    </Alert>
  )
}
