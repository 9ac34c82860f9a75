import { useQuery } from '@tanstack/react-query'
import { getMe } from '../../src/auth/contract.ts'
import { allows, type Action } from '../../src/auth/policy.ts'
import { reading } from './api.ts'

export const meQuery = { ...reading(getMe, {}), staleTime: 60_000 }

/** Who is signed in. Only for pages inside the shell, which is shown to nobody else. */
export function useMe() {
  return useQuery(meQuery).data
}

/** Whether to offer an action. The server decides again when it is taken. */
export function useMay(action: Action): boolean {
  const me = useMe()
  return me !== undefined && allows(me.role, action)
}
