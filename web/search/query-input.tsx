import { useEffect, useLayoutEffect, useRef, type ComponentProps, type RefObject } from 'react'
import type { Segment } from './suggestions.ts'
import classes from './query-input.module.css'

interface Props extends Omit<ComponentProps<'input'>, 'ref' | 'value'> {
  value: string
  segments: readonly Segment[]
  /** Where the cursor is to be put, once, after the text has changed under it. */
  cursor: number | null
  ref: RefObject<HTMLInputElement | null>
}

/**
 * One line of query, coloured: a plain text field, so that everything people know of text fields works, whose own letters
 * are transparent and lie exactly over coloured ones.
 */
export function QueryInput({ value, segments, cursor, ref, ...rest }: Props) {
  const colours = useRef<HTMLDivElement>(null)
  const follow = () => {
    if (colours.current && ref.current) colours.current.style.transform = `translateX(${-ref.current.scrollLeft}px)`
  }
  useLayoutEffect(() => {
    if (cursor !== null) ref.current?.setSelectionRange(cursor, cursor)
  }, [cursor, ref])
  useEffect(follow)
  return (
    <div className={classes.field}>
      <div className={classes.under} aria-hidden>
        <div className={classes.colours} ref={colours}>
          {segments.map((segment, at) => (
            <span key={at} data-kind={segment.kind} data-problem={segment.problem ?? undefined}>
              {segment.text}
            </span>
          ))}
        </div>
      </div>
      <input {...rest} ref={ref} className={classes.input} value={value} onScroll={follow} autoComplete="off" autoCorrect="off" autoCapitalize="none" spellCheck={false} enterKeyHint="search" />
    </div>
  )
}
