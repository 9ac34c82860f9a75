import { useLocalStorage } from '@mantine/hooks'
import { listIncidents, type IncidentHead } from '../../src/incidents/contract.ts'
import { reading } from '../app/api.ts'

/** The incident that one is working on: what is pinned goes to it. */
export type Current = Pick<IncidentHead, 'id' | 'number' | 'title'>

/** Kept in this browser and shared between its tabs; another person's current incident is their own affair. */
export function useCurrentIncident(): { current: Current | null; setCurrent: (incident: Current | null) => void } {
  const [current, store] = useLocalStorage<Current | null>({ key: 'fb-current-incident', defaultValue: null, getInitialValueInEffect: false })
  return { current, setCurrent: (incident) => store(incident && { id: incident.id, number: incident.number, title: incident.title }) }
}

/** Read once for the header and for whoever asks which incident is meant. */
export const openIncidents = reading(listIncidents, { query: { state: 'open', limit: 200 } })
