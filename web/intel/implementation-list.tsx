import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Empty, Read } from '../ui/states.tsx'
import { implementationsOf, typeDefinitionsOf } from './asking.ts'
import { NotSearched } from './not-searched.tsx'
import { PlaceList } from './place-list.tsx'
import { asAddressed, countWords, filterPlaces } from './reference-groups.ts'
import { Summary, type ListProps } from './reference-list.tsx'

/** What implements or overrides a name, and below it what the name implements itself. */
export function Implementations(props: ListProps) {
  return (
    <>
      <OneWay {...props} direction="down" />
      <OneWay {...props} direction="up" />
    </>
  )
}

const words = {
  down: { label: 'Implemented by', none: 'Nothing implements it' },
  up: { label: 'Implements', none: 'It implements nothing' },
} as const

function OneWay({ asked, here, filter, name, direction, ...list }: ListProps & { direction: 'down' | 'up' }) {
  const query = useQuery(implementationsOf(direction, asked))
  const all = useMemo(() => query.data?.places.map((place) => asAddressed(place, here)) ?? [], [query.data, here])
  const places = useMemo(() => filterPlaces(all, filter), [all, filter])
  const { label, none } = words[direction]
  return (
    <Read query={query}>
      {({ notSearched, note }) => (
        <section aria-label={label}>
          {all.length === 0 ? <Summary>{direction === 'down' ? (note ?? `${none}: ${name}`) : none}</Summary> : <Summary>{label}: {countWords(places, 'definition', false)}</Summary>}
          <NotSearched gaps={notSearched} />
          <PlaceList places={places} label={label} {...list} />
        </section>
      )}
    </Read>
  )
}

/** Where the type of a name is defined. */
export function TypeDefinitions({ asked, here, name, filter, ...list }: ListProps) {
  const query = useQuery(typeDefinitionsOf(asked))
  const all = useMemo(() => query.data?.places.map((place) => asAddressed(place, here)) ?? [], [query.data, here])
  const places = useMemo(() => filterPlaces(all, filter), [all, filter])
  return (
    <Read query={query}>
      {({ note }) =>
        all.length === 0 ? <Empty title={`The type of ${name} was not found`}>{note}</Empty> : (
          <>
            <Summary>{countWords(places, 'definition', false)}</Summary>
            <PlaceList places={places} label="Type" {...list} />
          </>
        )
      }
    </Read>
  )
}
