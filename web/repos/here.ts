import { useQuery } from '@tanstack/react-query'
import { listRepositories, type Repository } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'

/** Where a page of code stands: what its address says, and the commit that was found there. All is read at the commit, so that the parts of a page agree. */
export interface Here {
  repo: string
  /** As in the address; empty for the default branch. */
  rev: string
  commit: string
}

/** What the list of repositories says of one; undefined until it is read, null when it is not there. */
export function useRepository(name: string): Repository | null | undefined {
  const { data } = useQuery(reading(listRepositories, { query: { query: name, limit: 1000 } }))
  return data ? (data.repos.find((repository) => repository.name === name) ?? null) : undefined
}
