import { Alert, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyButton } from './copy.tsx'
import classes from './shown-once.module.css'

/** A secret that the server tells only now. */
export function ShownOnce({ secret, what, close, children }: { secret: string; what: string; close: () => void; children?: ReactNode }) {
  return (
    <Alert color="accent" variant="light" title={`Copy the ${what} now: it is not shown again`} withCloseButton closeButtonLabel="I have copied it" onClose={close} role="status">
      <Stack gap="xs">
        <div className={classes.secret}>
          <code>{secret}</code>
          <CopyButton text={secret} what={`${what.charAt(0).toUpperCase()}${what.slice(1)}`} />
        </div>
        {children && (
          <Text size="xs" component="div">
            {children}
          </Text>
        )}
      </Stack>
    </Alert>
  )
}
