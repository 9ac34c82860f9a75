import { MutationCache, QueryCache, QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call, CallFailed, type Answer, type Endpoint, type Input } from '../../src/platform/endpoint.ts'
import { listen } from './live.ts'
import { doubt, whenBack } from './reachable.ts'

const onError = (error: unknown) => {
  if (!(error instanceof CallFailed)) doubt()
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => !(error instanceof CallFailed && error.status < 500) && failures < 2,
    },
  },
})

whenBack(() => void queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' }))

/** The options to read an endpoint with: `useQuery(reading(getIncident, {params: {id}}))`. */
export function reading<E extends Endpoint>(endpoint: E, input: Input<E>) {
  return queryOptions({ queryKey: [endpoint.id, input] as const, queryFn: ({ signal }) => call(endpoint, input, { signal }) })
}

/** Drops what was read from these endpoints, so that it is read again. */
export function forget(client: QueryClient, ...endpoints: Endpoint[]): Promise<void> {
  const ids = new Set(endpoints.map((endpoint) => endpoint.id))
  return client.invalidateQueries({ predicate: (query) => ids.has(String(query.queryKey[0])) })
}

/** A change through an endpoint; afterwards the endpoints that it makes stale are read again. */
export function useChange<E extends Endpoint>(endpoint: E, { stale = [], onDone }: { stale?: Endpoint[]; onDone?: (answer: Answer<E>) => void } = {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: Input<E>) => call(endpoint, input),
    onSuccess: async (answer) => {
      onDone?.(answer)
      await forget(client, ...stale)
    },
  })
}

/** Reads the endpoints again whenever the server says that something under one of the topics changed. */
export function useLive(topics: string[], ...endpoints: Endpoint[]): void {
  const client = useQueryClient()
  const key = topics.join('\n')
  useEffect(() => {
    const refresh = () => void forget(client, ...endpoints)
    const ends = key === '' ? [] : key.split('\n').map((topic) => listen(topic, refresh))
    return () => ends.forEach((end) => end())
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the endpoints are constants of the calling module, in a new array each time
  }, [client, key])
}

/** The words of a failure, for people. */
export function wordsOf(error: unknown): string {
  if (error instanceof CallFailed) return error.body.message
  return 'The server does not answer. Check that it runs, then try again.'
}
