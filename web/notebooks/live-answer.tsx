import { Alert, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { countFound } from '../search/answer-words.ts'
import { LedgerLine } from '../search/ledger.tsx'
import { useSearch, type Question } from '../search/use-search.ts'
import { FoldedRows } from './frozen-search.tsx'
import classes from './frozen-search.module.css'
import { createRunQueue } from './run-queue.ts'

/** Two at once leave room for the page's own requests. */
const queue = createRunQueue(2)

/** A search that runs when it comes into sight and it is its turn; a notebook may hold dozens. */
export function LiveAnswer({ question }: { question: Question }) {
  const place = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  const [admitted, setAdmitted] = useState(false)
  const leave = useRef(() => {})
  useEffect(() => watch(place.current, () => setSeen(true)), [])
  useEffect(() => {
    if (!seen) return
    leave.current = queue.enter(() => setAdmitted(true))
    return () => leave.current()
  }, [seen])
  const answer = useSearch(admitted ? question : { ...question, query: '' })
  const over = answer.status === 'done' || answer.status === 'failed'
  useEffect(() => {
    if (over) leave.current()
  }, [over])
  const matches = answer.progress?.matchCount ?? 0
  return (
    <div className={classes.answer} ref={place} aria-busy={!over}>
      <div className={classes.facts}>
        {over || matches > 0 ? (
          <span className={classes.count}>{countFound(answer.rows, matches)} now</span>
        ) : (
          <Text c="dimmed">{admitted ? 'Searching…' : 'Waiting for its turn'}</Text>
        )}
      </div>
      {answer.progress && <LedgerLine coverage={answer.progress.coverage} running={!over} />}
      {answer.error !== null && (
        <Text role="alert">
          {answer.error}{' '}
          <button type="button" className={classes.again} onClick={answer.again}>
            Search again
          </button>
        </Text>
      )}
      {answer.alert && (
        <Alert color="gray" title={answer.alert.title} my={4}>
          {answer.alert.description}
        </Alert>
      )}
      <FoldedRows rows={answer.rows} />
    </div>
  )
}

function watch(element: Element | null, onSeen: () => void): () => void {
  if (!element) return () => {}
  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onSeen(), { rootMargin: '200px' })
  observer.observe(element)
  return () => observer.disconnect()
}
