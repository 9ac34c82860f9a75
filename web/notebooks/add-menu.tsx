import { Menu, TextInput } from '@mantine/core'
import { IconCode, IconFileText, IconGitCommit, IconMarkdown, IconPlus, IconSearch, type Icon } from '@tabler/icons-react'
import { useState, type ReactElement } from 'react'
import type { Block } from '../../src/notebooks/contract.ts'
import { blockFromLink } from './block-from-link.ts'
import classes from './editor.module.css'
import { useEditor } from './editor-context.ts'
import { kindWords, type Kind } from './kinds.ts'
import { newBlockId } from './use-notebook.ts'

export const kindIcons: Record<Kind, Icon> = { markdown: IconMarkdown, query: IconSearch, file: IconFileText, symbol: IconCode, commit: IconGitCommit }

/** The line between two blocks: quiet until it is pointed at or focused. */
export function AddBetween({ after, wide = false }: { after: string | null; wide?: boolean }) {
  const { add } = useEditor()
  const [opened, setOpened] = useState(false)
  return (
    <div className={classes.between} data-opened={opened || undefined} data-wide={wide || undefined}>
      <KindMenu
        opened={opened}
        onChange={setOpened}
        choose={(what) => add(what, after)}
        target={
          <button type="button" className={classes.plus} aria-label={wide ? undefined : 'Add a block here'}>
            <IconPlus size={14} aria-hidden />
            {wide && <span>Add text, a search, a file, a commit</span>}
          </button>
        }
      />
    </div>
  )
}

const allKinds = Object.keys(kindWords) as Kind[]

interface KindMenuProps {
  kinds?: Kind[]
  opened: boolean
  onChange: (opened: boolean) => void
  choose: (what: Kind | Block) => void
  target: ReactElement
}

/** What can be added: a kind of block, or whatever a pasted address of ours means. */
export function KindMenu({ kinds = allKinds, opened, onChange, choose, target }: KindMenuProps) {
  const pick = (what: Kind | Block) => {
    onChange(false)
    choose(what)
  }
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-start" width={380} shadow="md" returnFocus>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => {
          const KindIcon = kindIcons[kind]
          return (
            <Menu.Item key={kind} leftSection={<KindIcon size={16} stroke={1.6} />} onClick={() => pick(kind)}>
              {kindWords[kind].label} <span className={classes.detail}>{kindWords[kind].detail}</span>
            </Menu.Item>
          )
        })}
        <Menu.Divider />
        <LinkField take={pick} />
      </Menu.Dropdown>
    </Menu>
  )
}

function LinkField({ take }: { take: (block: Block) => void }) {
  const [text, setText] = useState('')
  const read = (typed: string) => {
    setText(typed)
    const block = blockFromLink(typed, newBlockId(), window.location.origin)
    if (block) take(block)
  }
  const wrong = text.trim() !== '' ? 'Not an address of a file, commit or search of this Firebreak' : undefined
  return <TextInput className={classes.link} size="xs" placeholder="Or paste a link from this Firebreak" aria-label="Link" value={text} error={wrong} onChange={(event) => read(event.currentTarget.value)} onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()} />
}
