import { memo, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { freezeBlock, type Block, type Notebook } from '../../src/notebooks/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { useMay } from '../app/me.ts'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { offerUndo } from '../ui/undo.tsx'
import { AddBetween } from './add-menu.tsx'
import { CommitBlock } from './commit-block.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { idBefore, insert, move, remove, replace } from './draft.ts'
import { EditorContext, useEditor, type Editor } from './editor-context.ts'
import classes from './editor.module.css'
import { FileBlock } from './file-block.tsx'
import { emptyBlock, isEmpty, kindWords, type Kind } from './kinds.ts'
import { MarkdownBlock } from './markdown-block.tsx'
import { QueryBlock } from './query-block.tsx'
import type { Session, SessionState } from './session.ts'
import { SymbolBlock } from './symbol-block.tsx'
import { newBlockId } from './use-notebook.ts'

interface Props {
  notebook: Pick<Notebook, 'id'>
  session: Session
  state: SessionState
  /** For looking only, as at an earlier version. */
  readOnly?: boolean
}

/** The blocks of a notebook. The same on its own page and in the room of its incident. */
export function NotebookEditor({ notebook, session, state, readOnly = false }: Props) {
  const mayWrite = useMay('notebooks.write')
  const [editing, setEditing] = useState<string | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const looking = readOnly || !mayWrite
  const editor = useMemo(() => createEditor({ notebookId: notebook.id, session, readOnly: looking, setEditing }), [notebook.id, session, looking])
  useBlockKeys(list, editor, session)
  return (
    <EditorContext value={editor}>
      <Blocks blocks={state.draft.blocks} editing={editing} readOnly={looking} list={list} />
      <ConflictDialog conflicts={state.conflicts} settle={session.settle} />
    </EditorContext>
  )
}

function Blocks({ blocks, editing, readOnly, list }: { blocks: Block[]; editing: string | null; readOnly: boolean; list: React.RefObject<HTMLDivElement | null> }) {
  return (
    <div ref={list} className={classes.blocks} data-read-only={readOnly || undefined}>
      {!readOnly && blocks.length > 0 && <AddBetween after={null} />}
      {blocks.map((block, at) => (
        <div key={block.id}>
          <BlockView block={block} editing={editing === block.id && !readOnly} />
          {!readOnly && <AddBetween after={block.id} wide={at === blocks.length - 1} />}
        </div>
      ))}
      {!readOnly && blocks.length === 0 && <AddBetween after={null} wide />}
    </div>
  )
}

/** Blocks look the same while only looked at, as an earlier version is. */
export function NotebookView({ notebookId, blocks }: { notebookId: string; blocks: Block[] }) {
  const list = useRef<HTMLDivElement>(null)
  const editor = useMemo(() => ({ ...nothing, notebookId }), [notebookId])
  return (
    <EditorContext value={editor}>
      <Blocks blocks={blocks} editing={null} readOnly list={list} />
    </EditorContext>
  )
}

const ignore = () => {}
const nothing: Omit<Editor, 'notebookId'> = { readOnly: true, anchored: false, change: ignore, add: ignore, become: ignore, duplicate: ignore, remove: ignore, move: ignore, freeze: async () => {}, edit: ignore, leave: ignore }

interface EditorDeps {
  notebookId: string
  session: Session
  readOnly: boolean
  setEditing: (id: string | null) => void
}

function createEditor({ notebookId, session, readOnly, setEditing }: EditorDeps): Editor {
  let edited: string | null = null
  const blockOf = (what: Kind | Block, id: string): Block => (typeof what === 'string' ? emptyBlock(what, id) : { ...what, id })
  /** Something pasted is whole already; something new wants words. */
  const editIfNew = (what: Kind | Block, id: string) => {
    edited = typeof what === 'string' ? id : null
    setEditing(edited)
  }
  /** What was left without a word in it goes without a word. */
  const drop = (id: string | null) => {
    const left = session.state().draft.blocks.find((block) => block.id === id)
    if (left && isEmpty(left)) session.edit((draft) => remove(draft, left.id))
  }
  const edit = (id: string) => {
    if (edited !== id) drop(edited)
    edited = id
    setEditing(id)
  }
  return {
    notebookId,
    readOnly,
    anchored: true,
    edit,
    leave(id, { focus = false } = {}) {
      if (edited !== id) return
      edited = null
      setEditing(null)
      drop(id)
      void session.flush()
      if (focus) focusBlock(id)
    },
    change: (block) => session.edit((draft) => replace(draft, block)),
    add(what, after) {
      const block = blockOf(what, newBlockId())
      session.edit((draft) => insert(draft, block, after))
      editIfNew(what, block.id)
    },
    become(id, what) {
      session.edit((draft) => replace(draft, blockOf(what, id)))
      editIfNew(what, id)
    },
    duplicate: (block) => session.edit((draft) => insert(draft, { ...block, id: newBlockId() }, block.id)),
    remove(id) {
      const { draft } = session.state()
      const block = draft.blocks.find((each) => each.id === id)
      if (!block) return
      const before = idBefore(draft, id)
      session.edit((current) => remove(current, id))
      if (before) focusBlock(before)
      if (!isEmpty(block)) offerUndo({ message: `${kindWords[block.type].label} removed`, undo: () => session.edit((current) => insert(current, block, before)) })
    },
    move(id, by) {
      session.edit((draft) => move(draft, id, by))
      focusBlock(id)
    },
    async freeze(id) {
      await session.flush()
      session.news(await call(freezeBlock, { params: { id: notebookId, block: id }, body: {} }))
    },
  }
}

const elementId = (block: string) => `block-${block}`

/** After the page has been drawn with the change. */
const focusBlock = (id: string) => requestAnimationFrame(() => document.getElementById(elementId(id))?.focus())

const BlockView = memo(function BlockView({ block, editing }: { block: Block; editing: boolean }) {
  const { readOnly, anchored, edit } = useEditor()
  const begin = (event: KeyboardEvent<HTMLElement>) => {
    if (readOnly || event.key !== 'Enter' || event.target !== event.currentTarget) return
    event.preventDefault()
    edit(block.id)
  }
  return (
    <section id={anchored ? elementId(block.id) : undefined} className={classes.block} data-block={block.id} data-type={block.type} data-editing={editing || undefined} tabIndex={0} aria-label={kindWords[block.type].label} onKeyDown={begin}>
      <BlockOfKind block={block} editing={editing} />
    </section>
  )
})

function BlockOfKind({ block, editing }: { block: Block; editing: boolean }) {
  switch (block.type) {
    case 'markdown': return <MarkdownBlock block={block} editing={editing} />
    case 'query': return <QueryBlock block={block} editing={editing} />
    case 'file': return <FileBlock block={block} editing={editing} />
    case 'symbol': return <SymbolBlock block={block} editing={editing} />
    case 'commit': return <CommitBlock block={block} editing={editing} />
  }
}

/** The keys that work on the block with the focus. */
function useBlockKeys(list: React.RefObject<HTMLElement | null>, editor: Editor, session: Session): void {
  const all = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-block]') ?? [])]
  const focused = () => all().find((each) => each.contains(document.activeElement))
  const go = (step: 1 | -1) => {
    const blocks = all()
    const at = blocks.findIndex((each) => each.contains(document.activeElement))
    const next = blocks[at < 0 ? 0 : at + step]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
  }
  const on = (act: (block: Block) => void) => () => {
    const block = session.state().draft.blocks.find(({ id }) => id === focused()?.dataset['block'])
    if (block) act(block)
  }
  const group = 'Notebook'
  const writing = editor.readOnly
    ? []
    : [
        { keys: 'a', label: 'Add text below the block', group, run: () => editor.add('markdown', focused()?.dataset['block'] ?? session.state().draft.blocks.at(-1)?.id ?? null) },
        { keys: 'alt+ArrowUp', label: 'Move the block up', group, run: on(({ id }) => editor.move(id, -1)) },
        { keys: 'alt+ArrowDown', label: 'Move the block down', group, run: on(({ id }) => editor.move(id, 1)) },
        { keys: 'D', label: 'Duplicate the block', group, run: on(editor.duplicate) },
        { keys: 'Delete', label: 'Remove the block', group, run: on(({ id }) => editor.remove(id)) },
      ]
  useShortcuts([{ keys: 'j', label: 'Next block', group, run: () => go(1) }, { keys: 'k', label: 'Previous block', group, run: () => go(-1) }, ...writing], [editor, session])
}
