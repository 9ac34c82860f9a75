import { Text, Textarea } from '@mantine/core'
import { useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { Markdown } from '../ui/markdown.tsx'
import { KindMenu } from './add-menu.tsx'
import { blockFromLink } from './block-from-link.ts'
import { BlockMenu, leaveByKey } from './block-frame.tsx'
import classes from './editor.module.css'
import { useEditor, type BlockProps } from './editor-context.ts'
import type { Kind } from './kinds.ts'

export function MarkdownBlock({ block, editing }: BlockProps<'markdown'>) {
  const { readOnly, edit } = useEditor()
  const [height, setHeight] = useState(0)
  if (editing) return <MarkdownField block={block} height={height} />
  const begin = (event: React.MouseEvent<HTMLElement>) => {
    const onLink = event.target instanceof Element && event.target.closest('a, button, summary, input')
    if (readOnly || onLink || window.getSelection()?.isCollapsed === false) return
    setHeight(event.currentTarget.offsetHeight)
    edit(block.id)
  }
  return (
    <div className={classes.markdown}>
      {/* By keyboard, Enter on the block itself does the same. */}
      <div className={classes.text} onClick={begin} data-editable={!readOnly || undefined}>
        {block.text.trim() === '' ? <Text c="dimmed">{readOnly ? 'No text' : 'Write something'}</Text> : <Markdown text={block.text} />}
      </div>
      <div className={classes.corner}>
        <BlockMenu block={block} />
      </div>
    </div>
  )
}

const otherKinds: Kind[] = ['query', 'file', 'symbol', 'commit']

/** At least as high, in pixels, as the text that it takes the place of: what stands below must not come under a second click. */
function MarkdownField({ block, height }: { block: BlockProps<'markdown'>['block']; height: number }) {
  const { change, leave, become } = useEditor()
  const [menu, setMenu] = useState(false)
  const empty = block.text === ''
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (empty && event.key === '/') {
      event.preventDefault()
      setMenu(true)
    } else leaveByKey(() => leave(block.id, { focus: true }))(event)
  }
  const paste = (event: ClipboardEvent) => {
    const found = empty ? blockFromLink(event.clipboardData.getData('text/plain'), block.id, window.location.origin) : null
    if (!found) return
    event.preventDefault()
    become(block.id, found)
  }
  const field = (
    <Textarea
      aria-label="Text, as Markdown"
      placeholder="Write Markdown. / adds a search, file or commit; a pasted link becomes one."
      autosize
      minRows={3}
      autoFocus
      value={block.text}
      onChange={(event) => change({ ...block, text: event.currentTarget.value })}
      onKeyDown={press}
      onPaste={paste}
      onBlur={() => !menu && leave(block.id)}
      onFocus={(event) => event.currentTarget.setSelectionRange(block.text.length, block.text.length)}
      classNames={{ input: classes.field }}
      styles={{ input: { minHeight: height } }}
    />
  )
  /** Opened by its key alone: a click into the text is one to write there. */
  const closeMenu = (opened: boolean) => opened || setMenu(false)
  return <KindMenu kinds={otherKinds} opened={menu} onChange={closeMenu} choose={(what) => become(block.id, what)} target={<div>{field}</div>} />
}
