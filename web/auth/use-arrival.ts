import { useQueryClient } from '@tanstack/react-query'
import { useGo } from '../ui/place-link.tsx'

/** What to do once somebody is signed in: whatever was read before belonged to nobody or to somebody else. */
export function useArrival(): (path: string) => void {
  const client = useQueryClient()
  const go = useGo()
  return (path) => {
    client.clear()
    go(path, { replace: true })
  }
}
