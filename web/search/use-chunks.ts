import { useCallback, useEffect, useRef, useState } from 'react'

/** So few that to draw them never holds up the page: where they do not fill the screen, more follow at once. */
const step = 8
/** More rows are drawn when this many before the last one come into sight, so that nobody sees the end of what is drawn. */
const ahead = 5

/**
 * Draws a long list as far as it is scrolled to. `sentinel` goes onto an element of the row at `sentinelAfter`; `more` draws
 * a further stretch for those who move by keys. Rows once drawn stay, so that nothing above ever moves.
 */
export function useChunks(length: number) {
  const [reached, setReached] = useState(step)
  const observer = useRef<IntersectionObserver | null>(null)
  const more = useCallback(() => setReached((rows) => rows + step), [])
  const sentinel = useCallback(
    (element: HTMLElement | null) => {
      observer.current?.disconnect()
      if (!element) return
      observer.current = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more())
      observer.current.observe(element)
    },
    [more],
  )
  useEffect(() => () => observer.current?.disconnect(), [])
  const shown = Math.min(reached, length)
  return { shown, sentinel, more, sentinelAfter: shown < length ? Math.max(0, shown - ahead) : -1 }
}
