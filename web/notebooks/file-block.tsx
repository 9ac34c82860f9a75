import { Text } from '@mantine/core'
import { IconPencil, IconSnowflake, IconSnowflakeOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readFile } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PinButton } from '../incidents/pin.tsx'
import { fileHref, linesKey, repoHref } from '../repos/links.ts'
import { CodeLines, type ShownLine } from '../ui/code-lines.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Read } from '../ui/states.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { Action, BlockFrame, leaveByKey } from './block-frame.tsx'
import classes from './editor.module.css'
import { useEditor, type BlockProps } from './editor-context.ts'
import { FrozenMark } from './frozen-search.tsx'
import { Fields, LinesField, PathField, RepoField, RevField } from './place-fields.tsx'

type File = BlockProps<'file'>['block']

export function FileBlock({ block, editing }: BlockProps<'file'>) {
  return (
    <BlockFrame block={block} title={<FileTitle block={block} />} actions={block.path !== '' && <FileActions block={block} />}>
      {editing && <FileFields block={block} />}
      {block.frozen ? <FrozenText block={block} frozen={block.frozen} /> : block.path === '' ? !editing && <Text className={classes.hint}>Name a file, or paste its link.</Text> : <LiveText block={block} />}
    </BlockFrame>
  )
}

function FileTitle({ block: { repo, rev, path, lines, frozen } }: { block: File }) {
  if (path === '') return <Text c="dimmed">{repo || 'A file'}</Text>
  const at = frozen?.commit ?? rev
  return (
    <span className={classes.place}>
      <PlaceLink href={repoHref({ repo, rev: at })} className={classes.repo}>
        {repo}
      </PlaceLink>
      <span className={classes.divider}> › </span>
      <PlaceLink href={fileHref({ repo, rev: at, path, lines })} className={classes.path}>
        {path}
        {lines && `:${linesKey(lines).slice(1)}`}
      </PlaceLink>
      {!frozen && rev !== '' && <span className={classes.rev}> at {rev}</span>}
    </span>
  )
}

function FileActions({ block }: { block: File }) {
  const { readOnly, freeze, change, edit } = useEditor()
  const [busy, setBusy] = useState(false)
  const hold = async () => {
    setBusy(true)
    await freeze(block.id).catch((error) => sayFailed(error, 'Not frozen'))
    setBusy(false)
  }
  const { repo, path, lines, frozen } = block
  return (
    <>
      {!readOnly && <Action label="Change the place" icon={IconPencil} onClick={() => edit(block.id)} />}
      {!readOnly && (frozen ? <Action label="Unfreeze: follow the revision again" icon={IconSnowflakeOff} onClick={() => change({ ...block, frozen: null })} /> : <Action label="Freeze: keep the text as it is now" icon={IconSnowflake} onClick={() => void hold()} loading={busy} />)}
      <PinButton what={{ kind: 'file', repo, rev: frozen?.commit ?? block.rev, path, lines }} />
    </>
  )
}

/** Another place has another text, so what was frozen goes. */
function FileFields({ block }: { block: File }) {
  const { change, leave } = useEditor()
  const done = () => leave(block.id, { focus: true })
  const set = (part: Partial<Pick<File, 'repo' | 'rev' | 'path' | 'lines'>>) => change({ ...block, ...part, frozen: null })
  return (
    <div onKeyDown={leaveByKey(done)}>
      <Fields done={done}>
        <RepoField value={block.repo} onChange={(repo) => set({ repo })} autoFocus />
        <PathField repo={block.repo} rev={block.rev} value={block.path} onChange={(path) => set({ path })} />
        <RevField value={block.rev} onChange={(rev) => set({ rev })} />
        <LinesField lines={block.lines} onChange={(lines) => set({ lines })} />
      </Fields>
    </div>
  )
}

const mostLines = 400
const linesOfWholeFile = 30

function LiveText({ block }: { block: File }) {
  const { repo, rev, path, lines } = block
  const file = useQuery(reading(readFile, { query: { repo, rev, path } }))
  return (
    <Read query={file} height={80}>
      {({ text, kind, commit }) => {
        if (text === null || kind !== 'text') return <Text className={classes.hint}>{path} is not text that could be shown here ({kind.replaceAll('_', ' ')}).</Text>
        const all = text.replace(/\n$/, '').split('\n')
        const { start, end } = lines ?? { start: 1, end: linesOfWholeFile }
        const shown = numbered(all.slice(start - 1, Math.min(end, start - 1 + mostLines)), start)
        return (
          <>
            {shown.length === 0 ? <Text className={classes.hint}>The file has {all.length} lines, so there is no line {start}.</Text> : <CodeLines lines={shown} language={path} hrefOf={(line) => fileHref({ repo, rev: commit, path, lines: { start: line, end: line } })} />}
            <Text className={classes.foot}>
              live, now at <code>{commit.slice(0, 10)}</code>
              {!lines && all.length > shown.length && ` · the first ${shown.length} of ${all.length} lines`}
            </Text>
          </>
        )
      }}
    </Read>
  )
}

const numbered = (texts: string[], start: number): ShownLine[] => texts.map((text, at) => ({ number: start + at, text }))

function FrozenText({ block: { repo, path }, frozen }: { block: File; frozen: NonNullable<File['frozen']> }) {
  return (
    <>
      <CodeLines lines={numbered(frozen.text.split('\n').slice(0, mostLines), frozen.startLine)} language={path} hrefOf={(line) => fileHref({ repo, rev: frozen.commit, path, lines: { start: line, end: line } })} />
      <div className={classes.foot}>
        <FrozenMark at={frozen.at} commit={frozen.commit} />
      </div>
    </>
  )
}
