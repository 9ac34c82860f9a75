import { useQuery } from '@tanstack/react-query'
import { readFile } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { fileHref } from '../repos/links.ts'
import { CodeLines } from '../ui/code-lines.tsx'
import { Read } from '../ui/states.tsx'
import classes from './navigation-panel.module.css'
import { excerptAround, markOf, type Place } from './reference-groups.ts'

/** The lines around a place, as they stand at its commit. */
export function Preview({ place }: { place: Place }) {
  const { repo, rev, commit, path, line } = place
  const query = useQuery({ ...reading(readFile, { query: { repo, rev: commit, path } }), staleTime: Infinity })
  return (
    <aside className={classes.preview} aria-label="Preview">
      <p className={classes.previewPath}>{repo} › {path}</p>
      <Read query={query}>
        {({ text }) => <CodeLines lines={excerptAround(text ?? '', line, markOf(place))} language={path} focus={line} hrefOf={(at) => fileHref({ repo, rev, path, lines: { start: at, end: at } })} />}
      </Read>
    </aside>
  )
}
