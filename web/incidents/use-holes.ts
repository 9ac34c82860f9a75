import { useQueryClient } from '@tanstack/react-query'
import { listIncidents, setHoles, trackHoles, type Hole, type HoleState, type Incident } from '../../src/incidents/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { forget } from '../app/api.ts'
import { offerUndo, sayFailed } from '../ui/undo.tsx'
import { changedWords } from './holes.ts'
import { show } from './use-incident.ts'

/** What is done with the holes of an incident. What went wrong is said. */
export function useHoles(incident: Pick<Incident, 'id'>) {
  const client = useQueryClient()
  const params = { id: incident.id }
  const take = async (what: Promise<Incident>) => {
    show(client, await what)
    await forget(client, listIncidents)
  }
  const put = (holes: readonly Hole[], state: HoleState | null, reason: string) => take(call(setHoles, { params, body: { holes: holes.map(({ id }) => id), state, reason } }))
  const putBack = async (before: readonly Hole[]) => {
    for (const alike of Map.groupBy(before, ({ state, reason }) => `${state} ${reason}`).values()) if (alike[0]) await put(alike, alike[0].state, alike[0].reason).catch(sayFailed)
  }
  return {
    /** All places of a piece of evidence. */
    track: (evidence: string) => take(call(trackHoles, { params, body: { evidence } })).catch((error: unknown) => sayFailed(error, 'Not followed')),
    /** Null: they are no longer followed, for which there is no way back but the evidence. */
    set: async (holes: readonly Hole[], state: HoleState | null, reason: string) => {
      try {
        await put(holes, state, reason)
        if (state !== null) offerUndo({ message: changedWords(holes.length, state), undo: () => putBack(holes) })
      } catch (error) {
        sayFailed(error, 'Not changed')
      }
    },
  }
}
