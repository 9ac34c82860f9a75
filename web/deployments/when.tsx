import { Text } from '@mantine/core'
import { Ago, utc } from '../ui/time.tsx'

/** How long ago it was, and the minute: two deployments are often told apart by it. */
export function When({ time }: { time: string }) {
  return (
    <>
      <Ago time={time} />
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{utc(time).replace(/:\d\d UTC$/, ' UTC')}</Text>
    </>
  )
}
