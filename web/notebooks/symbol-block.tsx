import { Text, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMemo } from 'react'
import { PinButton } from '../incidents/pin.tsx'
import { searchHref } from '../search/query-edit.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Action, BlockFrame, leaveByKey } from './block-frame.tsx'
import classes from './editor.module.css'
import { useEditor, type BlockProps } from './editor-context.ts'
import { LiveAnswer } from './live-answer.tsx'
import { Fields, PathField, RepoField, RevField } from './place-fields.tsx'
import { symbolQuery } from './symbol-query.ts'

/** A symbol, found by a search for lines that look like its definition: the block says so. */
export function SymbolBlock({ block, editing }: BlockProps<'symbol'>) {
  const { readOnly, edit } = useEditor()
  const { repo, rev, name, path } = block
  const question = useMemo(() => ({ query: symbolQuery({ repo, rev, name, path }), patternType: 'keyword' as const }), [repo, rev, name, path])
  const isWhole = name !== '' && repo !== ''
  const title = (
    <span className={classes.place}>
      <PlaceLink href={searchHref(question)} className={`${classes.path} fb-code`}>
        {name || 'A symbol'}
      </PlaceLink>
      <span className={classes.rev}>
        {' '}
        {[repo, path].filter(Boolean).join(' › ')}
        {rev !== '' && ` at ${rev}`}
      </span>
    </span>
  )
  const actions = (
    <>
      {!readOnly && <Action label="Change the symbol" icon={IconPencil} onClick={() => edit(block.id)} />}
      {isWhole && <PinButton what={{ kind: 'search', ...question }} />}
    </>
  )
  return (
    <BlockFrame block={block} title={title} actions={actions}>
      {editing && <SymbolFields block={block} />}
      {!isWhole && !editing && <Text className={classes.hint}>Name a repository and a symbol in it.</Text>}
      {isWhole && !editing && <LiveAnswer question={question} />}
      {isWhole && <Text className={classes.foot}>Found by searching for lines that look like its definition.</Text>}
    </BlockFrame>
  )
}

function SymbolFields({ block }: { block: BlockProps<'symbol'>['block'] }) {
  const { change, leave } = useEditor()
  const done = () => leave(block.id, { focus: true })
  const set = (part: Partial<typeof block>) => change({ ...block, ...part })
  return (
    <div onKeyDown={leaveByKey(done)}>
      <Fields done={done}>
        <RepoField value={block.repo} onChange={(repo) => set({ repo })} autoFocus />
        <TextInput size="xs" label="Symbol" placeholder="rateFor" className={classes.wideField} value={block.name} onChange={(event) => set({ name: event.currentTarget.value.trim() })} spellCheck={false} />
        <PathField repo={block.repo} rev={block.rev} value={block.path} onChange={(path) => set({ path })} />
        <RevField value={block.rev} onChange={(rev) => set({ rev })} />
      </Fields>
    </div>
  )
}
