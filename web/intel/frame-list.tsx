import { Tooltip, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconFocus2 } from '@tabler/icons-react'
import { useState } from 'react'
import type { ResolvedFrame } from '../../src/intel/contract.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { candidateHref } from './candidate.ts'
import { ConfidenceBar } from './confidence-bar.tsx'
import { functionOf, groupFrames, libraryWords, mapWords, printedWords } from './trace-words.ts'
import classes from './trace-view.module.css'

interface Props {
  frames: readonly ResolvedFrame[]
  /** The frame whose code is shown; null when it is one of another error. */
  chosen: number | null
  /** The frame to look at first. */
  focus: number | null
  choose: (frame: number) => void
}

/** The frames of one error as they were printed; library frames lie folded between those of our own code. */
export function FrameList({ frames, chosen, focus, choose }: Props) {
  return (
    <ol className={classes.frames}>
      {groupFrames(frames, focus).map((group) =>
        group.kind === 'own' ? (
          <li key={group.at}>
            <OwnFrame frame={group.frame} chosen={group.at === chosen} isFocus={group.at === focus} choose={() => choose(group.at)} />
          </li>
        ) : (
          <li key={group.from}>
            <LibraryFrames frames={group.frames} />
          </li>
        ),
      )}
    </ol>
  )
}

interface OwnProps {
  frame: ResolvedFrame
  chosen: boolean
  isFocus: boolean
  choose: () => void
}

function OwnFrame({ frame, chosen, isFocus, choose }: OwnProps) {
  const { place } = frame
  return (
    // The link within is what the keyboard reaches; pressing anywhere else on the row is a convenience of the mouse.
    <div className={classes.frame} data-chosen={chosen || undefined} onClick={choose}>
      <span className={classes.function}>
        {isFocus && (
          <Tooltip label="The frame to look at first">
            <IconFocus2 size={14} aria-label="Look here first" className={classes.focus} />
          </Tooltip>
        )}
        <code>{functionOf(frame) ?? '(no function)'}</code>
      </span>
      {place ? (
        <>
          <PlaceLink data-row href={candidateHref(place)} className={classes.place} onFocus={choose} aria-current={chosen || undefined}>
            <span className={classes.repo}>{place.repo} </span>
            {place.path}
            {place.line !== null && `:${place.line}`}
          </PlaceLink>
          <ConfidenceBar candidate={place} />
        </>
      ) : (
        <span className={classes.unknown}>{nowhereWords(frame)}</span>
      )}
      {frame.mapped && <span className={classes.printed} title={mapWords(frame.mapped)}>printed as {printedWords(frame)}</span>}
    </div>
  )
}

function nowhereWords({ file, raw, line, column, mapped, wantsMap }: ResolvedFrame): string {
  if (mapped) return `${mapped.source}:${mapped.line} — in no repository that is known here`
  const place = [file ?? raw.trim(), line, wantsMap ? column : null].filter((part) => part !== null).join(':')
  return `${place} — ${wantsMap ? 'minified, and no source map is known here' : 'in no repository that is known here'}`
}

function LibraryFrames({ frames }: { frames: readonly ResolvedFrame[] }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        {libraryWords(frames.length)}
      </UnstyledButton>
      {open && (
        <ul className={classes.library}>
          {frames.map((frame, at) => (
            <li key={at}>
              <code>{frame.raw.trim()}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
