import { useRouter } from '@tanstack/react-router'
import { useCallback, type ComponentProps, type MouseEvent } from 'react'

/**
 * Goes to an address of ours that was made of data (a path in a repository, say), without loading the page anew. The
 * router's own `to` is a template, in which a `$` within a path would be taken for a parameter.
 */
export function useGo(): (href: string, how?: { replace?: boolean }) => void {
  const { history } = useRouter()
  return useCallback(
    (href, { replace = false } = {}) => {
      if (replace) history.replace(href)
      else history.push(href)
      history.flush() // else two in a row would be one, and the first be nowhere on the way back
    },
    [history],
  )
}

/** A plain link to such an address; with a modifier key or the middle button the browser opens it as usual. */
export function PlaceLink({ href, onClick, ...rest }: ComponentProps<'a'> & { href: string }) {
  const go = useGo()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (rest.target || href.startsWith('/api/') || !isPlainClick(event)) return // what the server gives as a file is no page
    event.preventDefault()
    go(href)
  }
  return <a href={href} onClick={follow} {...rest} />
}

/** For a box with thousands of plain links marked `data-place`: one handler instead of one each. */
export function useFollow(): (event: MouseEvent<HTMLElement>) => void {
  const go = useGo()
  return (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-place]') : null
    if (!link || !isPlainClick(event)) return
    event.preventDefault()
    go(link.getAttribute('href') ?? link.href)
  }
}

const isPlainClick = (event: MouseEvent): boolean => !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
