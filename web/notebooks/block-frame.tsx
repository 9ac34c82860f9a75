import { ActionIcon, Group, Menu, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash, type Icon } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { Block } from '../../src/notebooks/contract.ts'
import { kindIcons } from './add-menu.tsx'
import classes from './editor.module.css'
import { useEditor } from './editor-context.ts'
import { kindWords } from './kinds.ts'

interface Props {
  block: Block
  title: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** What all blocks but text have: a line that says what it is, its actions, and what it shows. */
export function BlockFrame({ block, title, actions, children }: Props) {
  const KindIcon = kindIcons[block.type]
  return (
    <div className={classes.frame}>
      <div className={classes.head}>
        <KindIcon size={16} stroke={1.6} aria-label={kindWords[block.type].label} className={classes.kind} />
        <div className={classes.headline}>{title}</div>
        <Group gap={4} wrap="nowrap" className={classes.actions}>
          {actions}
          <BlockMenu block={block} />
        </Group>
      </div>
      {children}
    </div>
  )
}

export function BlockMenu({ block }: { block: Block }) {
  const { readOnly, move, duplicate, remove } = useEditor()
  if (readOnly) return null
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="More for this block">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={16} />} rightSection={<kbd>Alt ↑</kbd>} onClick={() => move(block.id, -1)}>
          Move up
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={16} />} rightSection={<kbd>Alt ↓</kbd>} onClick={() => move(block.id, 1)}>
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} rightSection={<kbd>D</kbd>} onClick={() => duplicate(block)}>
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} rightSection={<kbd>Del</kbd>} onClick={() => remove(block.id)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

export function Action({ label, icon: ActionGlyph, onClick, loading = false }: { label: string; icon: Icon; onClick: () => void; loading?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} loading={loading} onClick={onClick}>
        <ActionGlyph size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}

/** Leaves editing by Escape or ⌘Enter, wherever in the fields the cursor stands. */
export const leaveByKey = (leave: () => void) => (event: KeyboardEvent) => {
  if (event.key !== 'Escape' && !(event.key === 'Enter' && (event.metaKey || event.ctrlKey))) return
  event.preventDefault()
  event.stopPropagation()
  leave()
}
