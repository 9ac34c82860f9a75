import type { ReactNode } from 'react'
import classes from './room-section.module.css'

/** A part of the room, with what can be done to it at its right. */
export function RoomSection({ title, count, actions, children }: { title: string; count?: number; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          {title} {count !== undefined && <span className={classes.count}>{count}</span>}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
