import { Text, Textarea } from '@mantine/core'
import { IconPencil, IconPlayerPlay, IconRefresh, IconSnowflake, IconSnowflakeOff } from '@tabler/icons-react'
import { useState, type KeyboardEvent } from 'react'
import { rerunBlock } from '../../src/notebooks/contract.ts'
import { useChange } from '../app/api.ts'
import { PinButton } from '../incidents/pin.tsx'
import { QuerySwitches } from '../search/query-switches.tsx'
import { searchHref } from '../search/query-edit.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Failure, Waiting } from '../ui/states.tsx'
import { Action, BlockFrame, leaveByKey } from './block-frame.tsx'
import { Delta } from './delta.tsx'
import classes from './editor.module.css'
import { useEditor, type BlockProps } from './editor-context.ts'
import { FrozenAnswer } from './frozen-search.tsx'
import { LiveAnswer } from './live-answer.tsx'
import { sayFailed } from '../ui/undo.tsx'

type Query = BlockProps<'query'>['block']

export function QueryBlock({ block, editing }: BlockProps<'query'>) {
  return block.frozen && !editing ? <FrozenQuery block={block} frozen={block.frozen} /> : <LiveQuery block={block} editing={editing} />
}

function LiveQuery({ block, editing }: BlockProps<'query'>) {
  const { readOnly, freeze, edit } = useEditor()
  const [asked, setAsked] = useState({ query: block.query, patternType: block.patternType })
  const [busy, setBusy] = useState(false)
  const { query, patternType } = block
  const isAsked = asked.query === query && asked.patternType === patternType
  const run = () => setAsked({ query, patternType })
  const hold = async () => {
    setBusy(true)
    await freeze(block.id).catch((error) => sayFailed(error, 'Not frozen'))
    setBusy(false)
  }
  if (!editing && !isAsked) run()
  const actions = query.trim() !== '' && (
    <>
      {!readOnly && !editing && <Action label="Change the query (Enter)" icon={IconPencil} onClick={() => edit(block.id)} />}
      {!isAsked && <Action label="Run (Enter)" icon={IconPlayerPlay} onClick={run} />}
      {!readOnly && <Action label="Freeze: keep this answer as it is now" icon={IconSnowflake} onClick={() => void hold()} loading={busy} />}
      <PinButton what={{ kind: 'search', query, patternType }} />
    </>
  )
  return (
    <BlockFrame block={block} title={editing ? <QueryField block={block} run={run} /> : <QueryTitle block={block} />} actions={actions}>
      {asked.query.trim() === '' ? <Text className={classes.hint}>Type a query; its results stand here as they are now.</Text> : <LiveAnswer question={asked} />}
    </BlockFrame>
  )
}

function FrozenQuery({ block, frozen }: { block: Query; frozen: NonNullable<Query['frozen']> }) {
  const { notebookId, readOnly, change } = useEditor()
  const rerun = useChange(rerunBlock)
  const again = () => rerun.mutate({ params: { id: notebookId, block: block.id }, body: {} })
  const actions = (
    <>
      <Action label="Run again and compare" icon={IconRefresh} onClick={again} loading={rerun.isPending} />
      {!readOnly && <Action label="Unfreeze: follow the code again" icon={IconSnowflakeOff} onClick={() => change({ ...block, frozen: null })} />}
    </>
  )
  return (
    <BlockFrame block={block} title={<QueryTitle block={block} />} actions={actions}>
      {rerun.isPending && <Waiting label="Searching again" height={40} />}
      {rerun.error && <Failure error={rerun.error} retry={again} />}
      {rerun.data && <Delta delta={rerun.data} onClose={rerun.reset} />}
      <FrozenAnswer search={frozen} />
    </BlockFrame>
  )
}

function QueryTitle({ block }: { block: Query }) {
  return (
    <PlaceLink href={searchHref(block)} className={`${classes.query} fb-code`} title="Open in search">
      {block.query || 'No query yet'}
    </PlaceLink>
  )
}

/** Changing a frozen query unfreezes it: an answer never stands under a question it was not given to. */
function QueryField({ block, run }: { block: Query; run: () => void }) {
  const { change, leave } = useEditor()
  const end = (focus: boolean) => {
    run()
    leave(block.id, { focus })
  }
  const press = (event: KeyboardEvent) => {
    leaveByKey(() => end(true))(event)
    if (event.defaultPrevented || event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    run()
  }
  return (
    <div className={classes.queryField} onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || event.relatedTarget?.closest('[role="menu"]') || end(false)}>
      <Textarea aria-label="Query" placeholder="repo:acme lang:typescript .rate" autosize minRows={1} autoFocus spellCheck={false} classNames={{ input: 'fb-code' }} value={block.query} onChange={(event) => change({ ...block, query: event.currentTarget.value, frozen: null })} onKeyDown={press} />
      <QuerySwitches question={block} change={(question) => change({ ...block, ...question, frozen: null })} />
    </div>
  )
}
