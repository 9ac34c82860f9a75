import { SegmentedControl, VisuallyHidden } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { getIncident, listIncidents, type Incident } from '../../src/incidents/contract.ts'
import { getNotebook } from '../../src/notebooks/contract.ts'
import { useLive } from '../app/api.ts'
import { Read } from '../ui/states.tsx'
import classes from './incident-page.module.css'
import { RoomCriteria } from './room-criteria.tsx'
import { evidenceElementId, RoomEvidence } from './room-evidence.tsx'
import { RoomHeader } from './room-header.tsx'
import { RoomImpact } from './room-impact.tsx'
import { RoomNotebook } from './room-notebook.tsx'
import { RoomReach } from './room-reach.tsx'
import { RoomSignals } from './room-signals.tsx'
import { RoomSummary } from './room-summary.tsx'
import { RoomSuspects } from './room-suspects.tsx'
import { RoomTimeline } from './room-timeline.tsx'
import { useIncident } from './use-incident.ts'

export function IncidentPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const incident = useIncident(id)
  return (
    <div className={incident.data ? classes.page : classes.waiting}>
      {!incident.data && <Unread id={id} />}
      <Read query={incident}>{(read) => <Room key={read.id} incident={read} />}</Read>
    </div>
  )
}

/** What the page is called until there is something to read, and where there is nothing. */
function Unread({ id }: { id: string }) {
  return (
    <>
      <title>{`Incident ${id} · Firebreak`}</title>
      <VisuallyHidden component="h1">Incident {id}</VisuallyHidden>
    </>
  )
}

type Part = 'signal' | 'record' | 'evidence'

/** The room of an incident: what was handed over and what happened, the record, what was found. Two browsers show one picture. */
function Room({ incident }: { incident: Incident }) {
  const [part, setPart] = useState<Part>('record')
  useLive([`incident/${incident.id}`, `notebook/${incident.notebookId}`], getIncident, getNotebook, listIncidents)
  const parts = [
    { value: 'signal', label: 'Signal, timeline' },
    { value: 'record', label: 'Suspects, record' },
    { value: 'evidence', label: `Evidence ${incident.evidence.filter(({ removed }) => !removed).length}` },
  ]
  const showEvidence = (evidence: string) => {
    setPart('evidence')
    requestAnimationFrame(() => {
      const card = document.getElementById(evidenceElementId(evidence))
      card?.scrollIntoView({ block: 'nearest' })
      card?.focus({ preventScroll: true })
    })
  }
  return (
    <div className={classes.room}>
      <title>{`INC-${incident.number} ${incident.title} · Firebreak`}</title>
      <RoomHeader incident={incident} />
      <div className={classes.parts}>
        <SegmentedControl fullWidth size="xs" data={parts} value={part} onChange={(value) => setPart(value as Part)} aria-label="Part of the room" />
      </div>
      <div className={classes.columns} data-part={part}>
        <div className={classes.column} data-part="signal">
          <RoomSignals incident={incident} />
          <RoomTimeline incident={incident} showEvidence={showEvidence} />
        </div>
        <div className={classes.column} data-part="record">
          <RoomSuspects incident={incident} />
          <RoomReach incident={incident} />
          <RoomCriteria incident={incident} />
          <RoomSummary incident={incident} />
          <RoomNotebook id={incident.notebookId} />
        </div>
        <div className={classes.column} data-part="evidence">
          <RoomImpact incident={incident} />
          <RoomEvidence incident={incident} />
        </div>
      </div>
    </div>
  )
}
