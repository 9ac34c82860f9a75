import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { findReach, projectFolder, type Affected, type Reach } from '../../src/impact/contract.ts'
import { reading } from '../app/api.ts'
import { fileHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Read } from '../ui/states.tsx'
import classes from './reach-panel.module.css'

const stateWords: Record<Reach['state'], string> = {
  referenced: 'Used', imported: 'Imported', not_referenced: 'Not used', not_imported: 'Not imported', unknown: 'Not known',
}

const shownPlaces = 5

/** Whether code refers to a package, with the lines, the ways in, and the search that says so. */
export function ReachPanel({ row: { repo, commit, purl, path, kind, symbols } }: { row: Affected }) {
  const query = useQuery(reading(findReach, { body: { repo, rev: commit, purl: purl ?? '', project: kind === 'direct' ? projectFolder(path) : '', direct: kind === 'direct', symbols } }))
  return (
    <section className={classes.panel} aria-label="Whether it is used">
      <Read query={query} height={40}>{(reach) => <Told reach={reach} />}</Read>
    </section>
  )
}

function Told({ reach: { state, reason, query, places, placeCount, entries } }: { reach: Reach }) {
  return (
    <>
      <p className={classes.said}><b>{stateWords[state]}.</b> {reason} {query !== '' && <PlaceLink href={`/search?q=${encodeURIComponent(query)}&patternType=keyword`}>Search it yourself</PlaceLink>}</p>
      <ul className={classes.lines}>
        {places.slice(0, shownPlaces).map(({ repo, commit, path, line, text }) => (
          <li key={`${path}:${line}`}><PlaceLink className="fb-code" href={fileHref({ repo, rev: commit, path, lines: { start: line, end: line } })}>{path}:{line}</PlaceLink> <code>{text}</code></li>
        ))}
        {placeCount > shownPlaces && <li><Text span size="xs" c="dimmed">and {(placeCount - shownPlaces).toLocaleString('en')} more</Text></li>}
      </ul>
      {entries.length > 0 && (
        <ul className={classes.lines} aria-label="Ways in">
          {entries.map(({ kind, label, path, line, steps }) => <li key={`${kind} ${label} ${path} ${line}`}>from {kind} <b>{label}</b>: <span className={classes.steps}>{steps.join(' → ')}</span></li>)}
        </ul>
      )}
    </>
  )
}
