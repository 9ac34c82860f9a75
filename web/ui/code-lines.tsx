import { Fragment } from 'react'
import classes from './code-lines.module.css'
import type { Mark } from './code-pieces.ts'
import { CodeText, useColours } from './code-text.tsx'
import { PlaceLink } from './place-link.tsx'

export interface ShownLine {
  /** 1-based. */
  number: number
  text: string
  /** Start and length in characters (code points). */
  marks?: [start: number, length: number][]
}

interface Props {
  lines: readonly ShownLine[]
  /** Makes each line number a link. */
  hrefOf?: (line: number) => string
  /** A path, an extension or the name of a language. */
  language?: string | undefined
  /** The line that the excerpt is about. */
  focus?: number | undefined
}

/** An excerpt of a file: line numbers and quietly coloured text. A gap between lines is shown as one. */
export function CodeLines({ lines, hrefOf, language, focus }: Props) {
  const colours = useColours(lines.map((line) => line.text).join('\n'), language)
  return (
    <div className={`${classes.box} fb-code`} role="group" aria-label="Code" tabIndex={0}>
      <div className={classes.lines}>
        {lines.map((line, index) => (
          <Fragment key={line.number}>
            {index > 0 && lines[index - 1]?.number !== line.number - 1 && <div className={classes.gap} aria-hidden />}
            <div className={classes.line} data-focus={line.number === focus || undefined}>
              <Number line={line.number} hrefOf={hrefOf} />
              <code className={classes.text}>
                <CodeText text={line.text} colours={colours[index]} marks={line.marks as readonly Mark[] | undefined} />
              </code>
            </div>
          </Fragment>
        ))}
      </div>
    </div>
  )
}

function Number({ line, hrefOf }: { line: number; hrefOf: Props['hrefOf'] }) {
  if (!hrefOf) return <span className={classes.number}>{line}</span>
  return (
    <PlaceLink className={classes.number} href={hrefOf(line)} aria-label={`Line ${line}`}>
      {line}
    </PlaceLink>
  )
}
