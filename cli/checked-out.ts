import { nameOfAddress, type Checkout } from './checkout.ts'
import { badUse, Failure } from './problem.ts'
import { allRepositories, findRepository } from './repositories.ts'
import type { Server } from './server.ts'

/** The checkout that something is read from. Throws bad use where there is none: then it has to be said by a flag. */
export function neededFrom(checkout: Checkout | null, { what, flag }: { what: string; flag: string }): Checkout {
  if (!checkout) throw badUse(`${what} is in no git checkout, so say ${flag}.`)
  return checkout
}

/** The name of the repository that has the checkout's origin as its address, or the checkout itself as its source. */
export async function repositoryOf(server: Server, { origin, top }: Checkout): Promise<string> {
  const name = origin === null ? null : nameOfAddress(origin)
  const found = (await allRepositories(server)).find((each) => each.name === name || each.url === top || each.url === origin)
  if (found) return found.name
  if (name === null) throw new Failure('None of the repositories comes from this checkout. Say which one it is: --repo NAME.', { code: 'repos.not_found' })
  return (await findRepository(server, name)).name
}
