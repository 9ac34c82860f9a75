/**
 * Asking a remote: which addresses, protocols and credentials one git process may use, and what the remote advertises.
 *
 * - Only the protocol of this URL is allowed; redirects are never followed by git itself, but looked up, judged like
 *   any other URL, and tried anew, without credentials where the origin differs and never from https to http.
 * - Over http the connection is pinned to the addresses that were checked (git 2.37 and newer). Over ssh and git://
 *   a name that is resolved a second time could still change; an ssh host key or the absence of a git server stands there.
 * - Credentials are given by a credential helper of this one process, scoped to this origin, that reads two
 *   environment variables.
 */
import { isAbsolute } from 'node:path'
import { isIP } from 'node:net'
import { type AddressPolicy, assertAllowedHost, isAllowed, type Lookup } from './address.ts'
import { GitError } from './errors.ts'
import { isOid, isRefName } from './names.ts'
import { git, type GitOptions, gitStream, splitBytes } from './run.ts'
import { type Credentials, parseRemoteUrl, type RemoteUrl } from './url.ts'

/** Where a mirror comes from: a remote URL, or a folder of this machine that its owner chose. */
export type Source = UrlSource | { readonly localPath: string }

export interface UrlSource extends AddressPolicy {
  readonly url: string
  readonly credentials?: Credentials | undefined
  readonly lookup?: Lookup
}

/** A source made ready for git: `target` goes after `--`, `flags` before it. */
export interface Remote {
  readonly target: string
  readonly flags: readonly string[]
  readonly options: Pick<GitOptions, 'env' | 'config'>
}

export interface Advertisement {
  readonly remote: Remote
  /** Branches and tags by full name. Tags are not peeled. */
  readonly refs: ReadonlyMap<string, string>
  /** `ref` is null when the remote's HEAD is detached; both are null when it has none. */
  readonly head: { readonly ref: string | null; readonly oid: string | null }
  /** The URL that answered, where it is not the one that was asked (a renamed repository). */
  readonly movedTo: string | null
}

const MAX_REDIRECTS = 5
const MAX_REFS = 2_000_000
/** Of what git prints for them: an endless list must not fill our memory, nor git's. */
const MAX_REF_BYTES = 256 * 1024 ** 2
const ASK_MEMORY = 1024 ** 3
const ASK_TIMEOUT_MS = 120_000

/** The network settings that belong to the machine's owner. They reach git only when it talks to a remote. */
const MACHINE_ENV = [
  'SSH_AUTH_SOCK', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy', 'NO_PROXY', 'no_proxy',
  'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO',
]

// A source folder's own configuration must not run anything: its upload-pack fetches no missing objects and knows no
// protocol. The text is constant; git appends the quoted path. Folders of other users are read, as the owner asked.
const LOCAL_UPLOAD_PACK = 'GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none git -c safe.directory="*" -c core.hooksPath=/dev/null -c core.fsmonitor=false upload-pack'

const CREDENTIAL_HELPER = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$FIREBREAK_GIT_USERNAME" "$FIREBREAK_GIT_PASSWORD"; }; f`

/** Checks a source and makes it ready. Throws `refused` or `network` before any connection is made. */
export async function connect(source: Source): Promise<Remote> {
  return 'localPath' in source ? connectLocal(source.localPath) : connectUrl(source)
}

function connectLocal(path: string): Remote {
  if (!isAbsolute(path) || path.includes('\0')) throw new GitError('refused', 'A local repository must be given as an absolute path.')
  return { target: path, flags: [`--upload-pack=${LOCAL_UPLOAD_PACK}`], options: { env: { GIT_ALLOW_PROTOCOL: 'file' } } }
}

async function connectUrl(source: UrlSource): Promise<Remote> {
  const parsed = parseRemoteUrl(source.url, source)
  if (!parsed.ok) throw new GitError('refused', parsed.message)
  const credentials = source.credentials ?? parsed.credentials
  const addresses = await assertAllowedHost(parsed.host, source)
  return {
    target: parsed.url, flags: [],
    options: {
      config: [...pin(parsed, addresses), ...(credentials ? [[`credential.${originOf(parsed)}.helper`, CREDENTIAL_HELPER] as const] : [])],
      env: { ...machineEnv(), GIT_ALLOW_PROTOCOL: parsed.scheme, ...(credentials ? credentialEnv(credentials) : {}) },
    },
  }
}

function pin({ scheme, host, port }: RemoteUrl, addresses: readonly string[]): [string, string][] {
  if (!scheme.startsWith('http') || isIP(host.replace(/^\[|\]$/g, '')) !== 0) return []
  const list = addresses.map(address => (isIP(address) === 6 ? `[${address}]` : address)).join(',')
  return [['http.curloptResolve', `${host}:${port}:${list}`]]
}

function originOf({ url }: RemoteUrl): string {
  return /^[a-z]+:\/\/[^/]*/.exec(url)?.[0] ?? ''
}

function machineEnv(): Record<string, string> {
  return Object.fromEntries(MACHINE_ENV.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}

function credentialEnv({ username, password }: Credentials): Record<string, string> {
  if (/\p{Cc}/u.test(username + password)) throw new GitError('refused', 'The user name or password of the repository holds a control character.')
  return { FIREBREAK_GIT_USERNAME: username, FIREBREAK_GIT_PASSWORD: password }
}

/** Asks a source for its references, following redirects as said above. */
export async function advertise(source: Source, options: Pick<GitOptions, 'signal' | 'timeoutMs'> = {}): Promise<Advertisement> {
  let current = source
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const remote = await connect(current)
    try {
      const found = await listRemote(remote, options)
      return { ...found, remote, movedTo: current === source ? null : remote.target }
    } catch (error) {
      if (!(error instanceof GitError) || error.kind !== 'redirect' || 'localPath' in current) throw error
      current = await redirected(current, remote, options)
    }
  }
  throw new GitError('redirect', `The remote redirected more than ${MAX_REDIRECTS} times.`)
}

async function listRemote(remote: Remote, options: GitOptions): Promise<Pick<Advertisement, 'refs' | 'head'>> {
  const refs = new Map<string, string>()
  let ref: string | null = null
  let oid: string | null = null
  const output = gitStream(null, ['ls-remote', '--symref', ...remote.flags, '--', remote.target], { timeoutMs: ASK_TIMEOUT_MS, maxOutput: MAX_REF_BYTES, maxMemory: ASK_MEMORY, ...remote.options, ...options })
  for await (const line of splitBytes(output, 10, 8192)) {
    const [value = '', name = ''] = line.toString().split('\t')
    if (name === 'HEAD' && value.startsWith('ref: ')) ref = isRefName(value.slice(5)) ? value.slice(5) : null
    else if (name === 'HEAD' && isOid(value)) oid = value
    else if (/^refs\/(?:heads|tags)\//.test(name) && isRefName(name) && isOid(value)) refs.set(name, value)
    if (refs.size > MAX_REFS) throw new GitError('too-large', `The remote has more than ${MAX_REFS} branches and tags.`)
  }
  return { refs, head: { ref, oid } }
}

const SUFFIX = '/info/refs?service=git-upload-pack'

async function redirected(source: UrlSource, remote: Remote, options: GitOptions): Promise<UrlSource> {
  const location = await askLocation(remote, options)
  const from = new URL(remote.target)
  const to = URL.parse(location ?? '', `${remote.target}${SUFFIX}`)
  if (!to?.href.endsWith(SUFFIX)) throw new GitError('redirect', 'The remote redirects to a page that is not a repository, perhaps a sign-in page. Check the URL and the credentials.')
  if (!to.protocol.startsWith('http')) throw new GitError('redirect', 'The remote redirects to another protocol than http, which is not followed: it would be asked with the keys of this machine.')
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw new GitError('redirect', 'The remote redirects from https to an unprotected protocol, which is not followed.')
  const { credentials = credentialsOf(source), ...rest } = source
  to.username = ''
  to.password = ''
  const kept = to.origin === from.origin ? credentials : undefined
  return { ...rest, ...await noNearer(from.hostname, rest), url: to.href.slice(0, -SUFFIX.length), credentials: kept }
}

/** What may be reached from here: a server on the internet must not send us into the company's network, nor one there to this machine. */
export async function noNearer(host: string, { allowPrivate, allowLoopback, lookup }: UrlSource): Promise<AddressPolicy> {
  const addresses = await assertAllowedHost(host, { allowPrivate, allowLoopback, lookup })
  const are = (policy: AddressPolicy) => addresses.every(address => isAllowed(address, policy))
  return { allowPrivate: allowPrivate && !are({}), allowLoopback: allowLoopback && !are({ allowPrivate: true }) }
}

function credentialsOf(source: UrlSource): Credentials | undefined {
  const parsed = parseRemoteUrl(source.url, source)
  return parsed.ok ? parsed.credentials : undefined
}

/** Git itself says where it was sent, so its proxy and certificates count here too. Its trace hides authorisation headers. */
async function askLocation({ target, options }: Remote, { signal }: GitOptions): Promise<string | null> {
  const env = { ...options.env, GIT_TRACE_CURL: '1', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_REDACT: '1' }
  const { stderr } = await git(null, ['ls-remote', '--', target, 'HEAD'], { ...options, env, signal, okCodes: [0, 128], timeoutMs: ASK_TIMEOUT_MS, maxMemory: ASK_MEMORY })
  return [...stderr.matchAll(/recv header: location: *(\S+)/gi)].at(-1)?.[1] ?? null
}
