import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Block } from '../../src/notebooks/contract.ts'
import classes from './conflict-dialog.module.css'
import { kindWords } from './kinds.ts'
import type { Choices, Conflict } from './merge.ts'

/** Two people changed one block: whose stays is chosen block by block, with both in sight. Everything else is saved already. */
export function ConflictDialog({ conflicts, settle }: { conflicts: Conflict[]; settle: (choices: Choices) => void }) {
  return (
    <Modal opened={conflicts.length > 0} onClose={() => {}} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} size="xl" title="Somebody changed the same text">
      {conflicts.length > 0 && <Choose conflicts={conflicts} settle={settle} />}
    </Modal>
  )
}

function Choose({ conflicts, settle }: { conflicts: Conflict[]; settle: (choices: Choices) => void }) {
  const [choices, setChoices] = useState<Record<string, 'theirs' | 'yours'>>({})
  const left = conflicts.filter(({ block }) => !choices[block]).length
  return (
    <Stack gap="lg">
      <Text>Nothing is lost until you choose. The one that is not kept can be copied from here first.</Text>
      {conflicts.map((conflict) => (
        <Radio.Group key={conflict.block} label={kindWords[(conflict.yours ?? conflict.theirs)?.type ?? 'markdown'].label} value={choices[conflict.block] ?? ''} onChange={(value) => setChoices({ ...choices, [conflict.block]: value as 'theirs' | 'yours' })}>
          <div className={classes.sides}>
            <Side value="yours" label="Keep yours" block={conflict.yours} />
            <Side value="theirs" label="Keep theirs" block={conflict.theirs} />
          </div>
        </Radio.Group>
      ))}
      <Group justify="flex-end">
        <Button disabled={left > 0} onClick={() => settle(choices)}>
          {left > 0 ? `${left} to choose` : 'Save'}
        </Button>
      </Group>
    </Stack>
  )
}

function Side({ value, label, block }: { value: 'yours' | 'theirs'; label: string; block: Block | null }) {
  return (
    <div className={classes.side}>
      <Radio value={value} label={label} />
      <pre className={classes.text} tabIndex={0}>
        {block ? textOf(block) : '(removed)'}
      </pre>
    </div>
  )
}

function textOf(block: Block): string {
  switch (block.type) {
    case 'markdown': return block.text
    case 'query': return `${block.query}${block.frozen ? `\n\nfrozen with ${block.frozen.matchCount} matches` : ''}`
    case 'file': return `${block.repo} ${block.path}${block.lines ? `:${block.lines.start}-${block.lines.end}` : ''}${block.frozen ? `\n\n${block.frozen.text}` : ''}`
    case 'symbol': return `${block.repo} ${block.path} ${block.name}`
    case 'commit': return `${block.repo} ${block.oid}`
  }
}
