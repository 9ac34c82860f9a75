import { TagsInput } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, type Icon } from '@tabler/icons-react'
import type { Incident } from '../../src/incidents/contract.ts'
import { useMay } from '../app/me.ts'
import { count, countRepositories } from '../search/ledger-words.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { impactOf, type Impact } from './impact.ts'
import classes from './room-impact.module.css'
import { RoomHoles } from './room-holes.tsx'
import { RoomSection } from './room-section.tsx'
import { useUpdate } from './use-incident.ts'
import { reportHref } from './words.ts'

const coverage: Record<Impact['coverage'], { icon: Icon; words: string }> = {
  complete: { icon: IconCircleCheck, words: 'every pinned answer was complete' },
  gaps: { icon: IconAlertTriangle, words: 'not everything was searched' },
  none: { icon: IconCircleDashed, words: 'no search is pinned, so nothing is known of other code' },
}

/** How far it reaches, as far as the evidence says, and what was covered. */
export function RoomImpact({ incident }: { incident: Incident }) {
  const impact = impactOf(incident)
  const { icon: CoverageIcon, words } = coverage[impact.coverage]
  return (
    <RoomSection title="Impact">
      <p className={classes.impact}>
        <PlaceLink href={`${reportHref(incident)}#impact`}>
          {impact.repositories === 0 ? 'No place in code is known so far' : `${countRepositories(impact.repositories)} · ${count(impact.files, 'file')} · ${count(impact.lines, 'line')}`}
        </PlaceLink>
        <span className={classes.coverage} data-coverage={impact.coverage}>
          <CoverageIcon size={16} stroke={1.8} aria-hidden /> {words}
        </span>
      </p>
      <RoomHoles incident={incident} />
      <Services incident={incident} />
    </RoomSection>
  )
}

function Services({ incident }: { incident: Incident }) {
  const update = useUpdate(incident)
  const mayWrite = useMay('incidents.write')
  if (!mayWrite) return <p className={classes.services}>Affected services: {incident.services.join(', ') || 'none named'}</p>
  const suggested = [...new Set(incident.evidence.flatMap(servicesIn))].filter((name) => !incident.services.includes(name))
  return <TagsInput size="xs" label="Affected services" placeholder={incident.services.length === 0 ? 'Type a name, Enter' : ''} data={suggested} value={incident.services} onChange={(services) => update({ services })} maxTags={200} clearable={false} />
}

/** What is known to run there, or else may be called like its repository. */
function servicesIn({ content }: Incident['evidence'][number]): string[] {
  const calledLike = (repository: string) => repository.split('/').at(-1) ?? repository
  if (content.kind === 'search') return content.search.places.map(({ repository }) => calledLike(repository))
  return content.kind === 'impact' ? content.impact.affected.map(({ service, repo }) => service ?? calledLike(repo)) : []
}
