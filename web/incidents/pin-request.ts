import { useSyncExternalStore } from 'react'
import type { What } from './declare-draft.ts'

/** What somebody wants to pin while no incident is current: the dialog that the header holds asks where to. */
let asked: What | null = null
const listeners = new Set<() => void>()

export function askWhereToPin(what: What | null): void {
  asked = what
  for (const listener of listeners) listener()
}

export const useAskedPin = (): What | null => useSyncExternalStore(subscribe, () => asked)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
