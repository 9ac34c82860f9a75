import type { Block } from '../../src/notebooks/contract.ts'
import { outlineOf, type Heading } from './headings.ts'
import classes from './outline.module.css'

/** The headings of a notebook, beside it where there is room. */
export function Outline({ blocks }: { blocks: readonly Block[] }) {
  const headings = outlineOf(blocks)
  if (headings.length < 2) return null
  return (
    <nav className={`${classes.outline} fb-no-print`} aria-label="Outline">
      {headings.map((heading) => (
        <button key={`${heading.block} ${heading.at}`} type="button" className={classes.heading} style={{ paddingLeft: Math.min(heading.level - 1, 3) * 12 + 8 }} onClick={() => jump(heading)}>
          {heading.text}
        </button>
      ))}
    </nav>
  )
}

function jump({ block, at }: Heading): void {
  const section = document.getElementById(`block-${block}`)
  const heading = section?.querySelectorAll('h1, h2, h3, h4, h5, h6')[at]
  ;(heading ?? section)?.scrollIntoView({ block: 'start' })
  section?.focus({ preventScroll: true })
}
