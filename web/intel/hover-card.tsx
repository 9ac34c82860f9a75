import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Hover } from '../../src/intel/contract.ts'
import { wordsOf } from '../app/api.ts'
import { markdownBase } from '../repos/code-words.ts'
import { CodeText, useColours } from '../ui/code-text.tsx'
import type { CodeToken } from '../ui/code-token.ts'
import { Markdown } from '../ui/markdown.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Waiting } from '../ui/states.tsx'
import { hoverOf, type Asked } from './asking.ts'
import classes from './hover-card.module.css'
import { Provenance } from './provenance.tsx'
import { asAddressed, placeHref, type At } from './reference-groups.ts'
import type { Tab } from './subject.ts'

export interface CardActions {
  define(token: CodeToken): void
  show(tab: Tab, token: CodeToken): void
}

interface Props {
  token: CodeToken
  asked: Asked
  here: At
  actions: CardActions
}

/** What a name is: its signature, its documentation, where it is defined and how sure that is, and the ways from there. */
export function HoverCard({ token, asked, here, actions }: Props) {
  const { data, error, isPending } = useQuery(hoverOf(asked))
  const hover = data?.hover
  return (
    <div className={classes.card} role="dialog" aria-label={`What ${token.text} is`} tabIndex={-1}>
      {isPending && <Waiting height={64} label="Looking it up" />}
      {error && <p className={classes.none}>{wordsOf(error)}</p>}
      {data && !hover && <p className={classes.none}>Nothing is known of <b>{token.text}</b>: its definition was not found in the repositories here.</p>}
      {hover && <About hover={hover} here={here} />}
      <Group gap={4} className={classes.actions}>
        {hover && <Button size="compact-xs" variant="default" onClick={() => actions.define(token)} title="F12">Go to definition</Button>}
        <Button size="compact-xs" variant="default" onClick={() => actions.show('references', token)} title="Shift F12">Find references</Button>
        {hover && isImplemented(hover.kind) && <Button size="compact-xs" variant="default" onClick={() => actions.show('implementations', token)}>Implementations</Button>}
        {hover && isCalled(hover.kind) && <Button size="compact-xs" variant="default" onClick={() => actions.show('callers', token)}>Callers</Button>}
        {hover && <span className={classes.sure}><Provenance precise={hover.precise} reason={hover.definedAt.reason} /></span>}
      </Group>
    </div>
  )
}

const isImplemented = (kind: string): boolean => /interface|trait|protocol|class|method/i.test(kind)
const isCalled = (kind: string): boolean => /function|method|constructor|macro|class/i.test(kind)

function About({ hover: { signature, language, documentation, kind, container, definedAt }, here }: { hover: Hover; here: At }) {
  const place = asAddressed(definedAt, here)
  const elsewhere = place.repo !== here.repo
  return (
    <>
      <Signature text={signature} language={language} />
      {documentation !== '' && <div className={classes.documentation} tabIndex={0} role="group" aria-label="Documentation"><Markdown text={documentation} base={markdownBase(place)} /></div>}
      <p className={classes.where}>
        <span>{kind}{container !== '' && <> of <b>{container}</b></>}, defined in </span>
        <PlaceLink href={placeHref(place)}>{elsewhere && `${place.repo} › `}{place.path}:{place.line}</PlaceLink>
        {definedAt.reason !== '' && <span> · {definedAt.reason}</span>}
      </p>
    </>
  )
}

function Signature({ text, language }: { text: string; language: string }) {
  const colours = useColours(text, language)
  return (
    <pre className={classes.signature} tabIndex={0} aria-label="Signature">
      <code>
        {text.split('\n').map((line, at) => (
          <span key={at}>
            {at > 0 && '\n'}
            <CodeText text={line} colours={colours[at]} />
          </span>
        ))}
      </code>
    </pre>
  )
}
