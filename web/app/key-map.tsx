import { Group, Kbd, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useAllShortcuts, useShortcuts, type Shortcut } from '../ui/shortcuts.tsx'

/** The map of keys, shown by `?`: what works on this page, by heading. */
export function KeyMap() {
  const [open, setOpen] = useState(false)
  const all = useAllShortcuts()
  useShortcuts([{ keys: '?', label: 'Show this map', group: 'Everywhere', overDialogs: true, run: () => setOpen((shown) => !shown) }], [])
  const groups = Map.groupBy(all, (shortcut) => shortcut.group)
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title="Keys" size="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {[...groups].map(([name, shortcuts]) => (
          <Stack key={name} gap={6}>
            <Title order={4}>{name}</Title>
            {unique(shortcuts).map((shortcut) => (
              <Group key={shortcut.keys} justify="space-between" wrap="nowrap">
                <Text>{shortcut.label}</Text>
                <Keys keys={shortcut.keys} />
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  )
}

const unique = (shortcuts: Shortcut[]) => [...new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut])).values()]

function Keys({ keys }: { keys: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      {keys.split(' ').map((key, at) => (
        <Kbd key={at} style={{ whiteSpace: 'nowrap' }}>{key.replace('mod+', navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl ').replace('shift+', '⇧').replace('Enter', '↵')}</Kbd>
      ))}
    </Group>
  )
}
