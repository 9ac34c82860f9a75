import { listRepositories, type Repository } from '../src/repos/contract.ts'
import { nearest } from './near.ts'
import { Failure } from './problem.ts'
import type { Server } from './server.ts'

export async function allRepositories(server: Server): Promise<Repository[]> {
  const all: Repository[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const { repos, next } = await server.call(listRepositories, { query: { limit: 1000, ...(after === undefined ? {} : { after }) } })
    all.push(...repos)
    after = next
  }
  return all
}

/** By its whole name or its id: what is removed or fetched must not be a guess. */
export async function findRepository(server: Server, name: string): Promise<Repository> {
  const all = await allRepositories(server)
  const found = all.find((each) => each.name === name || each.id === name)
  if (found) return found
  const near = all.find((each) => each.name.endsWith(`/${name}`))?.name ?? nearest(name, all.map((each) => each.name))
  throw new Failure(`There is no repository ${name}.${near ? ` Did you mean ${near}?` : ' firebreak repos list shows them.'}`, { code: 'repos.not_found' })
}

/** True when nothing more will happen to it by itself. */
export const isSettled = ({ clone, index }: Repository): boolean =>
  clone.state === 'failed' || (clone.state === 'ready' && clone.phase === null && (index.state === 'ready' || index.state === 'empty' || index.state === 'failed'))

export const hasFailed = ({ clone, index }: Repository): boolean => clone.state === 'failed' || index.state === 'failed'

/** What a repository is doing, in a few words. */
export function stateWords(repository: Repository): string {
  const { clone, index } = repository
  if (clone.phase !== null) return `${clone.phase}${clone.percent === null ? '' : ` ${clone.percent} %`}`
  if (clone.state === 'failed') return 'failed'
  if (clone.state !== 'ready') return 'waiting'
  if (index.state === 'failed') return 'index failed'
  return index.state === 'running' || index.state === 'waiting' ? `indexing${index.percent === null ? '' : ` ${Math.floor(index.percent)} %`}` : index.state
}

/** What sets a repository apart from the others. */
export function remarks({ fork, archived, objectFormat, clone, source }: Repository): string[] {
  return [
    ...(source === 'remote' ? [] : [source]),
    ...(fork ? ['fork'] : []),
    ...(archived ? ['archived'] : []),
    ...(objectFormat === 'sha256' ? ['SHA-256'] : []),
    ...(clone.incomplete ? ['objects missing'] : []),
  ]
}
