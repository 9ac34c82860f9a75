import { Button, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useRef, type ReactNode } from 'react'
import { Empty, Failure, Read, Waiting } from '../ui/states.tsx'
import { definitionsOf, referencesOf, type Asked } from './asking.ts'
import classes from './navigation-panel.module.css'
import { NotSearched } from './not-searched.tsx'
import { PlaceList } from './place-list.tsx'
import { asAddressed, countWords, filterPlaces, type At, type Place } from './reference-groups.ts'

export interface ListProps {
  asked: Asked
  here: At
  name: string
  filter: string
  hash: string
  shown: string
  look: (place: Place) => void
}

export function Definitions({ asked, here, name, filter, ...list }: ListProps) {
  const query = useQuery(definitionsOf(asked))
  const all = useMemo(() => query.data?.places.map((place) => asAddressed(place, here)) ?? [], [query.data, here])
  const places = useMemo(() => filterPlaces(all, filter), [all, filter])
  return (
    <Read query={query}>
      {({ note }) =>
        all.length === 0 ? <Empty title={`No definition of ${name} was found`}>{note ?? 'It may be defined in a library or in a repository that is not here, or be made while the program runs.'}</Empty> : (
          <>
            <Summary>{countWords(places, 'definition', false)}{note && ` · ${note}`}</Summary>
            <PlaceList places={places} label="Definitions" {...list} />
          </>
        )
      }
    </Read>
  )
}

/** Until there are enough to scroll through, the next page follows by itself. */
const enough = 100

export function References({ asked, here, name, filter, ...list }: ListProps) {
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage, isFetchNextPageError } = useInfiniteQuery(referencesOf(asked))
  const all = useMemo(() => data?.pages.flatMap(({ places }) => places.map((place) => asAddressed(place, here))) ?? [], [data, here])
  const settled = useDeferredValue(filter)
  const places = useMemo(() => filterPlaces(all, settled), [all, settled])
  const gaps = useMemo(() => data?.pages.flatMap(({ notSearched }) => notSearched) ?? [], [data])
  useEffect(() => {
    if (hasNextPage && !isFetching && !error && all.length < enough) void fetchNextPage()
  }, [hasNextPage, isFetching, error, all.length, fetchNextPage])
  if (error && !isFetchNextPageError) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Waiting label="Searching for references" />
  const note = data.pages.find(({ note }) => note !== null)?.note ?? null
  const searching = isFetching && hasNextPage
  if (all.length === 0 && !hasNextPage) return <><Empty title={`Nothing refers to ${name}`}>{note ?? 'It is used nowhere in the repositories here, or only by names that are made while the program runs.'}</Empty><NotSearched gaps={gaps} /></>
  return (
    <>
      <Summary>{filter === '' ? countWords(all, 'reference', hasNextPage) : `${places.length.toLocaleString('en')} of ${countWords(all, 'reference', hasNextPage)}`}{searching && ' · still searching…'}{note && ` · ${note}`}</Summary>
      <NotSearched gaps={gaps} />
      <PlaceList places={places} label="References" {...list} />
      {isFetchNextPageError && <Failure error={error} retry={() => void fetchNextPage()} />}
      {hasNextPage && !isFetchNextPageError && <More busy={isFetching} more={() => void fetchNextPage()} byScrolling={filter === ''} filtered={filter !== ''} />}
    </>
  )
}

/** The next page comes when the end of the list comes into sight, or by the button. */
function More({ busy, more, byScrolling, filtered }: { busy: boolean; more: () => void; byScrolling: boolean; filtered: boolean }) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(more)
  latest.current = more
  useEffect(() => {
    if (!end.current || busy || !byScrolling) return
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && latest.current())
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [busy, byScrolling])
  return (
    <div ref={end} className={classes.more}>
      <Button size="compact-sm" variant="default" loading={busy} onClick={more}>Load more</Button>
      {filtered && <Text size="xs" c="dimmed">The filter looks at what is loaded.</Text>}
    </div>
  )
}

export const Summary = ({ children }: { children: ReactNode }) => <p className={classes.summary} role="status">{children}</p>
