import { Tabs, Text, Title } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Located, ResolvedTrace } from '../../src/intel/contract.ts'
import { Questions } from '../search/no-results.tsx'
import { useListKeys } from '../ui/list-keys.ts'
import { FrameDetail } from './frame-detail.tsx'
import { FrameList } from './frame-list.tsx'
import { exceptionWords, languageWords, piecesOf, relationWords, type FrameAt } from './trace-words.ts'
import classes from './trace-view.module.css'

interface Props {
  located: Located
  /** What was pasted, in which the frames' offsets count. */
  text: string
  /** j and k move between the frames; for a page that shows nothing else they could move in. */
  keyboard?: boolean
}

/** The traces of a text: the chain of errors, their frames, and the code at the chosen frame beside them. */
export function TraceView({ located, text, keyboard = false }: Props) {
  const list = useRef<HTMLDivElement>(null)
  return (
    <div className={classes.view} ref={list}>
      {keyboard && <Keys list={list} />}
      {located.notes.map((note) => (
        <Text key={note} c="dimmed">
          {note}
        </Text>
      ))}
      {located.traces.length > 0 && (
        <Tabs defaultValue="frames" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="frames">Frames</Tabs.Tab>
            <Tabs.Tab value="text">Text as pasted</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="frames">
            {located.traces.map((trace, at) => (
              <Trace key={at} trace={trace} />
            ))}
          </Tabs.Panel>
          <Tabs.Panel value="text" pt="sm">
            <Pasted located={located} text={text} />
          </Tabs.Panel>
        </Tabs>
      )}
    </div>
  )
}

function Keys({ list }: { list: React.RefObject<HTMLDivElement | null> }) {
  useListKeys(list, 'Trace')
  return null
}

type Chosen = Omit<FrameAt, 'trace'>

function Trace({ trace }: { trace: ResolvedTrace }) {
  const [chosen, setChosen] = useState<Chosen | null>(trace.focus)
  const frame = chosen ? trace.exceptions[chosen.exception]?.frames[chosen.frame] : undefined
  return (
    <section className={classes.trace}>
      <div className={classes.columns}>
        <div className={classes.chain}>
          {trace.exceptions.map((exception, at) => (
            <div key={at} className={classes.exception}>
              {exception.relation && <Text c="dimmed">{relationWords(exception.relation)}</Text>}
              <Title order={2} className={classes.headline}>
                {exceptionWords(exception)}
              </Title>
              <Text size="xs" c="dimmed">
                {[at === 0 && languageWords(trace.language), exception.thread && `thread ${exception.thread}`, at === 0 && trace.truncated && 'the text ends before the trace does'].filter(Boolean).join(' · ')}
              </Text>
              <FrameList
                frames={exception.frames}
                chosen={chosen?.exception === at ? chosen.frame : null}
                focus={trace.focus?.exception === at ? trace.focus.frame : null}
                choose={(index) => setChosen({ exception: at, frame: index })}
              />
            </div>
          ))}
          {trace.notes.map((note) => (
            <Text key={note} size="xs" c="dimmed">
              {note}
            </Text>
          ))}
        </div>
        <div className={classes.beside}>
          {frame && <FrameDetail key={`${chosen?.exception} ${chosen?.frame}`} frame={frame} />}
          <Searches searches={trace.searches} />
        </div>
      </div>
    </section>
  )
}

/** Made from the line at the focus: where else the same fault stands. */
function Searches({ searches }: Pick<ResolvedTrace, 'searches'>) {
  if (searches.length === 0) return null
  return (
    <div className={classes.searches}>
      <Title order={3} size="h4">
        Search everywhere for the same fault
      </Title>
      <Questions questions={searches.map(({ title, query, patternType }) => ({ query, patternType, about: title }))} history />
    </div>
  )
}

/** More than this is no longer read by people, and slow to draw. */
const shownCharacters = 100_000

function Pasted({ located, text }: { located: Located; text: string }) {
  const { pieces, left } = piecesOf(text, located, shownCharacters)
  return (
    <>
      {left > 0 && <Text c="dimmed">{left.toLocaleString('en-US')} characters before and after are not shown.</Text>}
      <pre className={classes.text} tabIndex={0} aria-label="Text as pasted">
        {pieces.map((piece, at) =>
          piece.at ? (
            <mark key={at} data-found={piece.found || undefined}>
              {piece.text}
            </mark>
          ) : (
            <span key={at}>{piece.text}</span>
          ),
        )}
      </pre>
    </>
  )
}
