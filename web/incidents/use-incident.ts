import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { getIncident, listIncidents, updateIncident, type Incident } from '../../src/incidents/contract.ts'
import type { Input } from '../../src/platform/endpoint.ts'
import { reading, useChange } from '../app/api.ts'
import { sayFailed } from '../ui/undo.tsx'

/** By id or number, as the address has it. */
export const useIncident = (id: string) => useQuery(reading(getIncident, { params: { id } }))

/** Shows the incident as a change answered it, without waiting to read it again. */
export function show(client: QueryClient, incident: Incident): void {
  client.setQueriesData<Incident>({ predicate: ({ queryKey, state }) => queryKey[0] === getIncident.id && (state.data as Incident | undefined)?.id === incident.id }, incident)
}

export type Change = Input<typeof updateIncident>['body']

/** Changes the state of an incident. What went wrong is said; the page then still shows what holds. */
export function useUpdate(incident: Pick<Incident, 'id'>): (change: Change, onDone?: () => void) => void {
  const client = useQueryClient()
  const { mutate } = useChange(updateIncident, { stale: [listIncidents], onDone: (answer) => show(client, answer) })
  return (change, onDone) => mutate({ params: { id: incident.id }, body: change }, { onSuccess: onDone, onError: (error) => sayFailed(error, 'Not changed') })
}
