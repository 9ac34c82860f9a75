import type { RefObject } from 'react'
import { useShortcuts } from './shortcuts.tsx'

/**
 * j and k move between the links of a list that carry `data-row`; the browser's own Enter opens them, o opens a new tab.
 * `noun` names one of them in the map of keys.
 */
export function useListKeys(list: RefObject<HTMLElement | null>, noun: string): void {
  const rows = () => [...(list.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
  const move = (step: 1 | -1) => {
    const all = rows()
    const at = all.findIndex((row) => row === document.activeElement)
    all[at < 0 ? 0 : at + step]?.focus()
  }
  const open = () => {
    const row = rows().find((each) => each === document.activeElement)
    if (row) window.open(row.href, '_blank', 'noopener')
  }
  const group = 'List'
  useShortcuts(
    [
      { keys: 'j', label: `Next ${noun}`, group, run: () => move(1) },
      { keys: 'k', label: `Previous ${noun}`, group, run: () => move(-1) },
      { keys: 'o', label: `Open the ${noun} in a new tab`, group, run: open },
    ],
    [noun],
  )
}
