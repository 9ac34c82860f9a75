import { Text } from '@mantine/core'
import type { Incident } from '../../src/incidents/contract.ts'
import { SuspectsPanel } from '../intel/suspects-panel.tsx'
import { repositoriesOf } from '../intel/suspects.ts'
import { RoomSection } from './room-section.tsx'

/** The changes that may have caused what the newest located signal tells. */
export function RoomSuspects({ incident }: { incident: Incident }) {
  const signal = incident.signals.findLast(({ located }) => located !== null && repositoriesOf(located).length > 0)
  return (
    <RoomSection title="Suspects">
      {signal?.located
        ? <SuspectsPanel key={signal.id} text={signal.text} repos={repositoriesOf(signal.located)} incident={incident} />
        : <Text c="dimmed">When a signal leads to code, the changes that may have caused it are ranked here.</Text>}
    </RoomSection>
  )
}
