import { Text, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { readCommit } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PinButton } from '../incidents/pin.tsx'
import { commitHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Read } from '../ui/states.tsx'
import { Action, BlockFrame, leaveByKey } from './block-frame.tsx'
import { CommitFacts } from './commit-facts.tsx'
import classes from './editor.module.css'
import { useEditor, type BlockProps } from './editor-context.ts'
import { Fields, RepoField } from './place-fields.tsx'

export function CommitBlock({ block, editing }: BlockProps<'commit'>) {
  const { readOnly, edit } = useEditor()
  const { repo, oid } = block
  const title =
    oid === '' ? (
      <Text c="dimmed">{repo || 'A commit'}</Text>
    ) : (
      <span className={classes.place}>
        <span className={classes.repo}>{repo}</span>
        <span className={classes.divider}> › </span>
        <PlaceLink href={commitHref({ repo, oid })} className={classes.path}>
          <code>{oid.slice(0, 10)}</code>
        </PlaceLink>
      </span>
    )
  const isWhole = repo !== '' && oid !== ''
  const actions = (
    <>
      {!readOnly && <Action label="Change the commit" icon={IconPencil} onClick={() => edit(block.id)} />}
      {isWhole && <PinButton what={{ kind: 'commit', repo, rev: oid }} />}
    </>
  )
  return (
    <BlockFrame block={block} title={title} actions={actions}>
      {editing && <CommitFields block={block} />}
      {isWhole ? !editing && <ReadCommit repo={repo} oid={oid} /> : !editing && <Text className={classes.hint}>Name a commit, or paste its link.</Text>}
    </BlockFrame>
  )
}

function ReadCommit({ repo, oid }: { repo: string; oid: string }) {
  const commit = useQuery(reading(readCommit, { query: { repo, rev: oid } }))
  return (
    <Read query={commit} height={44}>
      {({ commit: { subject, author, committer }, diff }) => <CommitFacts href={commitHref({ repo, oid })} subject={subject} author={author.name} time={committer.time} {...diff} />}
    </Read>
  )
}

function CommitFields({ block }: { block: BlockProps<'commit'>['block'] }) {
  const { change, leave } = useEditor()
  const done = () => leave(block.id, { focus: true })
  return (
    <div onKeyDown={leaveByKey(done)}>
      <Fields done={done}>
        <RepoField value={block.repo} onChange={(repo) => change({ ...block, repo })} autoFocus />
        <TextInput size="xs" label="Commit, branch or tag" className={classes.wideField} value={block.oid} maxLength={64} onChange={(event) => change({ ...block, oid: event.currentTarget.value.trim() })} spellCheck={false} />
      </Fields>
    </div>
  )
}
