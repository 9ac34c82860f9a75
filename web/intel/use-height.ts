import { useLocalStorage } from '@mantine/hooks'
import type { HTMLAttributes, KeyboardEvent, PointerEvent } from 'react'

const least = 120
/** Of the window: the code keeps the rest. */
const most = 0.7
const step = 24

export const clampHeight = (height: number, windowHeight: number): number => Math.round(Math.max(least, Math.min(height, windowHeight * most)))

/** The height of a panel at the lower edge, kept in this browser, and what drags its upper edge. */
export function useHeight(): { height: number; separator: HTMLAttributes<HTMLDivElement> } {
  const [stored, setStored] = useLocalStorage({ key: 'fb-panel-height', defaultValue: 300, getInitialValueInEffect: false })
  const room = window.innerHeight
  const height = clampHeight(stored, room)
  const set = (to: number) => setStored(clampHeight(to, room))
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key]
    if (by === undefined) return
    event.preventDefault()
    set(height + by)
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => event.currentTarget.setPointerCapture(event.pointerId)
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const panel = event.currentTarget.parentElement
    if (event.buttons === 1 && panel) set(panel.getBoundingClientRect().bottom - event.clientY)
  }
  return {
    height,
    separator: { role: 'separator', tabIndex: 0, 'aria-orientation': 'horizontal', 'aria-valuenow': height, 'aria-valuemin': least, 'aria-valuemax': Math.round(room * most), onKeyDown, onPointerDown, onPointerMove },
  }
}
