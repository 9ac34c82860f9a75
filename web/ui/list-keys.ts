import type { RefObject } from 'react'
import { useShortcuts } from './shortcuts.tsx'

/** `j` and `k` move the focus through the rows of a list, `o` opens one in a new tab; `Enter` follows the link itself. Rows are the links with `data-row`. */
export function useListKeys(list: RefObject<HTMLElement | null>, group: string): void {
  const rows = () => [...(list.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
  const here = (all: HTMLAnchorElement[]) => all.findIndex((row) => row === document.activeElement)
  const move = (by: number) => {
    const all = rows()
    const row = all[Math.max(0, Math.min(all.length - 1, here(all) + by))]
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }
  const openApart = () => {
    const all = rows()
    const row = all[here(all)]
    if (row) window.open(row.href, '_blank', 'noopener')
  }
  useShortcuts(
    [
      { keys: 'j', label: 'Next', group, run: () => move(1) },
      { keys: 'k', label: 'Previous', group, run: () => move(-1) },
      { keys: 'o', label: 'Open in a new tab', group, run: openApart },
    ],
    [],
  )
}
