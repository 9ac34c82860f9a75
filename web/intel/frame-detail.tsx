import { Group, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { ResolvedFrame } from '../../src/intel/contract.ts'
import { readFile } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PinButton } from '../incidents/pin.tsx'
import { fileHref } from '../repos/links.ts'
import { CodeLines } from '../ui/code-lines.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Failure, Waiting } from '../ui/states.tsx'
import { candidateHref, type Candidate } from './candidate.ts'
import { ConfidenceBar } from './confidence-bar.tsx'
import { FrameMappingNote } from './frame-mapping.tsx'
import classes from './trace-view.module.css'

type Excerpt = NonNullable<ResolvedFrame['excerpt']>

const around = 7

/** The code of a frame, and the other places that it could mean. */
export function FrameDetail({ frame }: { frame: ResolvedFrame }) {
  const [chosen, setChosen] = useState<Candidate | null>(frame.place)
  const note = frame.mapped && <FrameMappingNote frame={frame} mapping={frame.mapped} />
  if (!chosen) return <Nowhere frame={frame}>{note}</Nowhere>
  const candidates = frame.place ? [frame.place, ...frame.alternatives] : frame.alternatives
  return (
    <div className={classes.detail}>
      <Head candidate={chosen} told={frame.mapped ? [...frame.mapped.verified, ...frame.mapped.contradicted] : []} />
      {note}
      {chosen === frame.place && frame.excerpt ? <Code excerpt={frame.excerpt} candidate={chosen} /> : <ReadCode candidate={chosen} />}
      {candidates.length > 1 && (
        <div className={classes.alternatives}>
          <Text size="xs" c="dimmed">
            {candidates.length} places fit this frame:
          </Text>
          {candidates.map((candidate) => (
            <UnstyledButton key={`${candidate.repo} ${candidate.path} ${candidate.line}`} className={classes.alternative} aria-pressed={candidate === chosen} onClick={() => setChosen(candidate)}>
              <span className={classes.place}>
                <span className={classes.repo}>{candidate.repo} </span>
                {candidate.path}
                {candidate.line !== null && `:${candidate.line}`}
              </span>
              <ConfidenceBar candidate={candidate} />
            </UnstyledButton>
          ))}
        </div>
      )}
    </div>
  )
}

function Nowhere({ frame: { mapped, wantsMap }, children }: { frame: ResolvedFrame; children: ReactNode }) {
  const words = wantsMap ? 'This is a place in a minified file, and no source map of it is known here.' : `No repository that is known here holds ${mapped ? mapped.source : 'this file'}. Add the repository it comes from, or check the revision.`
  return (
    <>
      <Text c="dimmed">{words}</Text>
      {children}
    </>
  )
}

/** `told`: reasons that stand below already. */
function Head({ candidate, told }: { candidate: Candidate; told: readonly string[] }) {
  const { repo, commit, path, line, rev, reasons } = candidate
  const lines = line === null ? null : { start: Math.max(1, line - 2), end: line + 2 }
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" className={classes.head}>
      <span className={classes.where}>
        <PlaceLink href={candidateHref(candidate)}>{path}</PlaceLink>
        <Text size="xs" c="dimmed">
          {repo} at {rev} ({commit.slice(0, 10)})
        </Text>
        <Text size="xs" c="dimmed">
          {reasons.filter((reason) => !told.includes(reason)).join(' · ')}
        </Text>
      </span>
      <PinButton what={{ kind: 'file', repo, rev: commit, path, lines }} />
    </Group>
  )
}

function Code({ excerpt, candidate: { repo, commit, path, line } }: { excerpt: Excerpt; candidate: Candidate }) {
  const lines = excerpt.lines.map((text, at) => ({ number: excerpt.startLine + at, text }))
  return <CodeLines lines={lines} language={path} focus={line ?? undefined} hrefOf={(number) => fileHref({ repo, rev: commit, path, lines: { start: number, end: number } })} />
}

/** Only the best place comes with its code; that of another one is read when it is chosen. */
function ReadCode({ candidate }: { candidate: Candidate }) {
  const { repo, commit, path, line } = candidate
  const file = useQuery(reading(readFile, { query: { repo, rev: commit, path } }))
  if (file.error) return <Failure error={file.error} retry={() => void file.refetch()} />
  if (!file.data) return <Waiting height={300} />
  const all = file.data.text?.split('\n') ?? []
  const start = Math.max(1, (line ?? 1) - around)
  return <Code candidate={candidate} excerpt={{ startLine: start, lines: all.slice(start - 1, (line ?? 1) + around) }} />
}
