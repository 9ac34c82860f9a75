import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import classes from './commit-facts.module.css'

interface Props {
  href: string
  subject: string
  author: string
  time: string
  filesChanged: number
  added: number
  removed: number
}

/** What a commit was, in two lines. */
export function CommitFacts({ href, subject, author, time, filesChanged, added, removed }: Props) {
  return (
    <div className={classes.facts}>
      <PlaceLink href={href} className={classes.subject}>
        {subject}
      </PlaceLink>
      <div className={classes.detail}>
        {author} · <Ago time={time} /> · {filesChanged} {filesChanged === 1 ? 'file' : 'files'} <span className={classes.added}>+{added}</span> <span className={classes.removed}>−{removed}</span>
      </div>
    </div>
  )
}
