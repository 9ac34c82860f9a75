import { timestamp, type Clock } from '../platform/clock.ts'
import { badInput, notFound, unavailable } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Sealing } from '../platform/sealing.ts'
import type { Credential } from './contract.ts'
import { isAllowed } from './git/address.ts'
import type { Credentials as UserAndPassword } from './git/url.ts'
import type { Repos } from './repos.ts'
import type { CredentialRow, RepositoryRow, RepositoryStore } from './store.ts'

/** Passwords and tokens for private repositories over https. They leave this file for one git process at a time, and are told to nobody. */
export interface Credentials extends Pick<Repos, 'listCredentials' | 'putCredential' | 'removeCredential'> {
  /** What is to be shown to the server at an address; undefined for none. Throws where there is one that cannot be read. */
  for(url: string): Promise<UserAndPassword | undefined>
}

interface CredentialsOptions {
  store: Pick<RepositoryStore, 'all' | 'credentials' | 'putCredential' | 'removeCredential'>
  sealing: Sealing
  clock: Clock
  config: { allowLoopbackRemotes: boolean }
  /** Asks for another try of a clone or fetch. */
  sync(id: string): Promise<void>
}

export function createCredentials({ store, sealing, clock, config, sync }: CredentialsOptions): Credentials {
  const present = ({ id, address, username, sealed, added_at, added_by }: CredentialRow): Credential => ({
    id, address, username, addedAt: added_at, addedBy: added_by, state: sealing.open(sealed, address) === null ? 'unreadable' : 'ready',
  })

  /** What was refused, or hidden as if it were not there, may be given now. */
  async function tryAgain(address: string): Promise<void> {
    for (const row of await store.all()) if (row.clone_state === 'failed' && row.source === 'remote' && isBelow(row, address)) await sync(row.id)
  }

  return {
    async listCredentials() {
      return { credentials: (await store.credentials()).map(present) }
    },
    async putCredential(viewer, { address: text, username, password }) {
      const address = readAddress(text, config)
      if (/\p{Cc}/u.test(username + password)) throw badInput('repos.credential.characters', 'The user name or password holds a line break or control character. Copy it again without.')
      const row = await store.putCredential({ id: newId('cred'), address, username: username || 'git', sealed: sealing.seal(password, address), added_at: timestamp(clock), added_by: viewer.name })
      await tryAgain(address)
      return present(row)
    },
    async removeCredential(_viewer, id) {
      if (!(await store.removeCredential(id))) throw notFound('repos.credential_not_found', 'There is no such credential (any more).')
    },
    async for(url) {
      const fitting = (await store.credentials()).filter(({ address }) => isAtOrBelow(url, address))
      const row = fitting.sort((a, b) => b.address.length - a.address.length)[0]
      if (row === undefined) return undefined
      const password = sealing.open(row.sealed, row.address)
      if (password === null) throw unavailable('repos.credential_unreadable', `The password for ${row.address} was sealed on another machine. Give it again under Settings, Private repositories.`)
      return { username: row.username, password }
    },
  }
}

const isBelow = ({ url }: Pick<RepositoryRow, 'url'>, address: string) => url !== null && isAtOrBelow(url, address)

/** By whole parts of the path: what is for /acme is not shown to /acme-corp. */
const isAtOrBelow = (url: string, address: string) => url === address || url === `${address}.git` || url.startsWith(`${address}/`)

/** A password is shown to nobody on the way, so the address must be https; http is for tests on this machine. */
function readAddress(text: string, { allowLoopbackRemotes }: { allowLoopbackRemotes: boolean }): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw badInput('repos.credential.address', 'Give an https address of a server, or of an organisation or repository there, such as https://github.com/acme.')
  if (url.username || url.password) throw badInput('repos.credential.address', 'Give user name and password apart from the address.')
  if (url.search || url.hash) throw badInput('repos.credential.address', 'Leave out what comes behind ? or # in the address.')
  const isHere = allowLoopbackRemotes && /^[\d.]+$/.test(url.hostname) && isAllowed(url.hostname, { allowLoopback: true }) && !isAllowed(url.hostname, {})
  if (url.protocol === 'http:' && !isHere) throw badInput('repos.credential.address', 'Over http everybody on the way could read the password; give an https address.')
  return `${url.origin}${url.pathname}`.replace(/(\.git)?\/*$/, '')
}
