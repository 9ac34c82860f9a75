import { useCallback } from 'react'
import { IconFileText } from '@tabler/icons-react'
import { fileHref, repoHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { SymbolIcon } from '../ui/symbol-icon.tsx'
import { count } from './ledger-words.ts'
import { Head } from './result-head.tsx'
import type { SymbolsRow } from './result-rows.ts'
import classes from './symbols-result.module.css'
import results from './search-result.module.css'

/** Symbols of one file, each on a line that leads to where it is defined. */
export function SymbolsResult({ row }: { row: SymbolsRow }) {
  const { repository: repo, commit: rev, path, symbols } = row
  const hrefOf = useCallback((line: number) => fileHref({ repo, rev, path, lines: { start: line, end: line } }), [repo, rev, path])
  const href = fileHref({ repo, rev, path })
  return (
    <>
      <Head icon={IconFileText} href={href} facts={[row.rev !== '' && row.rev !== 'HEAD' && row.rev, row.language, count(symbols.length, 'symbol')].filter(Boolean).join(' · ')}>
        <PlaceLink href={repoHref({ repo, rev })} className={results.repository}>{repo}</PlaceLink>
        <span className={results.divider}> › </span>
        <PlaceLink href={href} data-result className={results.path}>{path}</PlaceLink>
      </Head>
      <ul className={classes.symbols}>
        {symbols.map(({ name, kind, container, line, key }) => (
          <li key={key}>
            <PlaceLink href={hrefOf(line)} className={classes.symbol}>
              <SymbolIcon kind={kind} className={classes.icon} />
              <span className={`${classes.name} fb-code`}>{name}</span>
              {container !== '' && <span className={classes.container}>{container}</span>}
              <span className={classes.line}>{line}</span>
            </PlaceLink>
          </li>
        ))}
      </ul>
    </>
  )
}
