import type { KeyboardEvent } from 'react'

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(last, at + 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  j: (at, last) => Math.min(last, at + 1),
  k: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
}

/**
 * Up and down move the focus through the rows of a list; a row is a link marked `data-row`. Other keys press the button of
 * the row that is marked with them (`data-key="p"`), left and right the one that folds it (`data-fold`).
 */
export function moveInRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.findIndex((row) => row === document.activeElement)
  const step = steps[event.key]
  if (step) focus(rows[step(at, rows.length - 1)])
  else if (!pressIn(rows[at], event.key)) return
  event.preventDefault()
  event.stopPropagation()
}

function focus(row: HTMLElement | undefined): void {
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}

function pressIn(row: HTMLElement | undefined, key: string): boolean {
  const item = row?.closest('li')
  const folds = key === 'ArrowRight' || key === 'ArrowLeft'
  const button = item?.querySelector<HTMLElement>(folds ? '[data-fold]' : `[data-key="${CSS.escape(key)}"]`)
  if (!button) return false
  if (!folds || button.ariaExpanded === String(key === 'ArrowLeft')) button.click()
  return true
}
