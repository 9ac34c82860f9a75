import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { wordsOf } from '../app/api.ts'

/** Says what was done and offers to take it back, for as long as a person needs to notice a slip. */
export function offerUndo({ message, undo }: { message: ReactNode; undo: () => unknown }): void {
  const id = notifications.show({
    autoClose: 8_000,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {message}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          style={{ flex: 'none' }}
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  })
}

/** Says what went wrong with something that a person has just done, and how to mend it. */
export function sayFailed(error: unknown, what = 'That did not work'): void {
  notifications.show({ color: 'red', title: what, message: wordsOf(error), autoClose: 10_000, role: 'alert' })
}
