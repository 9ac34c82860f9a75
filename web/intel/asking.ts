import { infiniteQueryOptions } from '@tanstack/react-query'
import { findCallees, findCallers, findCopies, findDefinitions, findEntryPaths, findGuards, findHover, findImplementations, findReferences, findTypeDefinitions } from '../../src/intel/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { reading } from '../app/api.ts'
import type { Direction } from './calls.ts'
import type { At } from './reference-groups.ts'
import type { Subject } from './subject.ts'

/** A place as the server is asked about it. */
export type Asked = Omit<Subject, 'endLine'>

/** Places of the page are asked about at its commit, so that they are where the reader sees them. */
export const askedAt = ({ endLine: _, ...subject }: Subject, here: At): Asked => (subject.repo === here.repo && subject.rev === here.rev ? { ...subject, rev: here.commit } : subject)

/** What a name means at a commit changes only when another repository does, or an index comes. */
const staleTime = 5 * 60_000

export const hoverOf = (asked: Asked) => ({ ...reading(findHover, { query: asked }), staleTime })
export const definitionsOf = (asked: Asked) => ({ ...reading(findDefinitions, { query: asked }), staleTime })
/** The first page fills the panel and is drawn at once. */
const firstPage = 20

export const referencesOf = (asked: Asked) => infiniteQueryOptions({
  queryKey: [findReferences.id, asked],
  queryFn: ({ pageParam, signal }) => call(findReferences, { query: { ...asked, ...(pageParam === '' ? { limit: firstPage } : { cursor: pageParam }) } }, { signal }),
  initialPageParam: '',
  getNextPageParam: ({ cursor }) => cursor ?? undefined,
  staleTime,
})

export const implementationsOf = (direction: 'down' | 'up', asked: Asked) => ({ ...reading(findImplementations, { query: { ...asked, direction } }), staleTime })
export const typeDefinitionsOf = (asked: Asked) => ({ ...reading(findTypeDefinitions, { query: asked }), staleTime })
export const guardsOf = (asked: Asked) => ({ ...reading(findGuards, { query: asked }), staleTime })
export const entryPathsOf = (asked: Asked) => ({ ...reading(findEntryPaths, { query: asked }), staleTime })

/** Of the selected lines, or else the whole file. */
export const copiesOf = ({ repo, rev, path, line }: Asked, endLine: number | undefined, revs: 'default' | 'tracked') => ({ ...reading(findCopies, { body: { repo, rev, path, revs, ...(endLine === undefined ? {} : { lines: { from: line, to: endLine } }) } }), staleTime })

const endpoints = { callers: findCallers, callees: findCallees } as const
export const graphOf = (direction: Direction, asked: Asked) => ({ ...reading(endpoints[direction], { query: asked }), staleTime })
