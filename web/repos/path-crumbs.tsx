import { CopyButton } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { crumbsOf } from './code-words.ts'
import type { Here } from './here.ts'
import { repoHref, treeHref } from './links.ts'
import classes from './repo-page.module.css'

/** The path with a link for each folder above. */
export function PathCrumbs({ here: { repo, rev }, path }: { here: Here; path: string }) {
  const crumbs = crumbsOf(path)
  return (
    <nav className={classes.crumbs} aria-label="Path">
      <PlaceLink href={repoHref({ repo, rev })}>{repo.split('/').at(-1)}</PlaceLink>
      {crumbs.map((crumb, index) => (
        <span key={crumb.path}>
          <span className={classes.slash}>/</span>
          {index < crumbs.length - 1 ? <PlaceLink href={treeHref({ repo, rev, path: crumb.path })}>{crumb.name}</PlaceLink> : <b>{crumb.name}</b>}
        </span>
      ))}
      <CopyButton text={path} what="Path" />
    </nav>
  )
}
