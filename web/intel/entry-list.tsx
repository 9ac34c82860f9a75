import { useQuery } from '@tanstack/react-query'
import type { EntryPath } from '../../src/intel/contract.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { entryPathsOf, type Asked } from './asking.ts'
import { nameOf } from './calls.ts'
import classes from './guard-list.module.css'
import { Provenance } from './provenance.tsx'
import { asAddressed, placeHref, type At } from './reference-groups.ts'
import { Summary } from './reference-list.tsx'
import { moveInRows } from '../ui/row-keys.ts'

interface Props {
  asked: Asked
  here: At
  hash: string
}

/** The ways from routes, consumers, main functions and tests down to a line. */
export function EntryList({ asked, here, hash }: Props) {
  const query = useQuery(entryPathsOf(asked))
  return (
    <Read query={query}>
      {({ paths, cut }) =>
        paths.length === 0 ? <Empty title={`No way to line ${asked.line} was found`}>{cut ?? 'No route, queue consumer, main function or test was found that leads here by calls.'}</Empty> : (
          <>
            <Summary>{paths.length === 1 ? 'One way leads' : `${paths.length.toLocaleString('en')} ways lead`} to line {asked.line.toLocaleString('en')}{cut && ` · ${cut}`}</Summary>
            <div onKeyDown={moveInRows}>{paths.map((path, at) => <Way key={at} path={path} here={here} hash={hash} />)}</div>
          </>
        )
      }
    </Read>
  )
}

function Way({ path: { kind, label, nodes, edges }, here, hash }: { path: EntryPath; here: At; hash: string }) {
  return (
    <section className={classes.path}>
      <h3 className={classes.entry}><span className={classes.entryKind}>{kind}</span>{label}</h3>
      <ol className={classes.steps}>
        {nodes.map((node, at) => {
          const edge = edges[at - 1]
          const place = asAddressed(node, here)
          return (
            <li key={node.id} className={classes.step} style={{ paddingLeft: Math.min(at, 8) * 14 }}>
              <PlaceLink href={`${placeHref(place)}${hash}`} data-row>{nameOf(node)}</PlaceLink>
              <span className={classes.where}>{node.repo !== here.repo && `${node.repo} › `}{node.path}:{node.line}{edge && <>, called on <PlaceLink href={`${placeHref(asAddressed(edge, here))}${hash}`} title={edge.text.trim()}>line {edge.line}</PlaceLink></>}</span>
              {edge && <Provenance precise={edge.precise} quiet />}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
