import { Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconMinus, IconPlus, IconX } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import type { FrozenPlace, SearchDelta } from '../../src/search/contract.ts'
import { FrozenPlaces } from '../search/search-result.tsx'
import { Ago } from '../ui/time.tsx'
import classes from './delta.module.css'
import { deltaWords } from './delta-words.ts'

/** What has changed since a search was frozen. Where either run left something out, that is said first. */
export function Delta({ delta, onClose }: { delta: SearchDelta; onClose: () => void }) {
  const { verdict, facts, caution } = deltaWords(delta)
  return (
    <section className={classes.delta} aria-label="What has changed since it was frozen">
      <div className={classes.head}>
        <Text component="span">
          <b>{verdict}</b> {facts.join(' · ')}{' '}
          <Text component="span" c="dimmed">
            between <Ago time={delta.before.at} /> and <Ago time={delta.after.at} />
          </Text>
        </Text>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Hide what has changed" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {caution && (
        <Text className={classes.caution}>
          <IconAlertTriangle size={16} aria-hidden /> {caution}
        </Text>
      )}
      <Stack gap="xs">
        <Side label="New since then" icon={<IconPlus size={14} aria-hidden />} kind="added" places={delta.added} />
        <Side label="No longer there" icon={<IconMinus size={14} aria-hidden />} kind="removed" places={delta.removed} />
      </Stack>
    </section>
  )
}

function Side({ label, icon, kind, places }: { label: string; icon: React.ReactNode; kind: 'added' | 'removed'; places: FrozenPlace[] }) {
  if (places.length === 0) return null
  return (
    <div className={classes.side} data-kind={kind}>
      <Text size="xs" fw={600} className={classes.label}>
        {icon} {label} ({places.length.toLocaleString('en-US')})
      </Text>
      <FrozenPlaces places={places} />
    </div>
  )
}
