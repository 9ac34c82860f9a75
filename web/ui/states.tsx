import { Alert, Button, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { wordsOf } from '../app/api.ts'

/** An empty place: what belongs here, and the button that puts it here. `order` is 1 where it is all there is of a page. */
export function Empty({ title, children, action, order = 3 }: { title: string; children?: ReactNode; action?: ReactNode; order?: 1 | 3 }) {
  return (
    <Stack align="center" gap="sm" py={48} px="md" ta="center">
      <Title order={order} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={480} component="div">
        {children}
      </Text>
      {action && <Group justify="center">{action}</Group>}
    </Stack>
  )
}

/** What went wrong and how to mend it. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title="That did not work" role="alert">
      <Group justify="space-between" gap="sm">
        <Text>{wordsOf(error)}</Text>
        {retry && (
          <Button variant="default" size="xs" onClick={retry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  )
}

/** Says that something is under way, but only after a moment: a flash of a spinner is worse than none. */
export function Waiting({ label = 'Loading', height = 120 }: { label?: string; height?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Group h={height} justify="center" gap="sm" role="status" aria-live="polite">
      {shown && <Loader size="sm" />}
      {shown && <Text c="dimmed">{label}…</Text>}
    </Group>
  )
}

/** One of the three: the failure, the wait, or what was read. */
export function Read<T>({ query, children, height }: { query: { data?: T; error: unknown; refetch: () => unknown }; children: (data: T) => ReactNode; height?: number }) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />
  return <Waiting height={height} />
}
