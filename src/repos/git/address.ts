/**
 * Which network addresses a server may be asked to connect to on somebody's behalf. A mirror URL is chosen by a user,
 * but the connection comes from this machine, which may reach what the user may not (its own ports, cloud metadata).
 */
import { lookup as dnsLookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { GitError } from './errors.ts'

/** `reserved` covers what can never be a git server: unspecified, link-local, multicast, documentation, cloud metadata. */
export type AddressClass = 'public' | 'private' | 'loopback' | 'reserved'

export interface AddressPolicy {
  /** Company networks (RFC 1918, RFC 6598, unique local IPv6), where self-hosted forges live. */
  readonly allowPrivate?: boolean
  /** 127.0.0.0/8 and ::1. */
  readonly allowLoopback?: boolean
}

export type Lookup = (host: string) => Promise<readonly string[]>

const blocks = (...nets: string[]): BlockList => {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', prefix = ''] = net.split('/')
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

const LOOPBACK = blocks('127.0.0.0/8', '::1/128')
const PRIVATE = blocks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7')
// 100.100.100.200 and fd00:ec2::254 are cloud metadata services inside otherwise private ranges. 64:ff9b::/96, 2002::/16 and
// 2001::/32 embed an IPv4 address that the network translates, which would be a way around every other rule.
const RESERVED = blocks(
  '0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
  '224.0.0.0/4', '240.0.0.0/4', '100.100.100.200/32',
  '::/128', 'fe80::/10', 'fec0::/10', 'ff00::/8', '2001:db8::/32', '64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32', '100::/64', 'fd00:ec2::254/128',
)

/** Classifies a literal IPv4 or IPv6 address (no brackets, no zone). IPv4-mapped and -compatible IPv6 count as their IPv4. */
export function classifyAddress(address: string): AddressClass {
  const plain = embeddedIPv4(address) ?? address
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
  if (RESERVED.check(plain, family)) return 'reserved'
  if (LOOPBACK.check(plain, family)) return 'loopback'
  return PRIVATE.check(plain, family) ? 'private' : 'public'
}

/** The URL parser gives every notation one form: ::ffff:127.0.0.1 becomes ::ffff:7f00:1. */
function embeddedIPv4(address: string): string | null {
  if (isIP(address) !== 6) return null
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname.slice(1, -1)
  const match = /^::(?:ffff:(?:0:)?)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical)
  if (!match) return null
  const [high, low] = [parseInt(match[1] ?? '', 16), parseInt(match[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

export function isAllowed(address: string, { allowPrivate = false, allowLoopback = false }: AddressPolicy): boolean {
  const found = classifyAddress(address)
  return found === 'public' || (found === 'private' && allowPrivate) || (found === 'loopback' && allowLoopback)
}

const systemLookup: Lookup = async host => (await dnsLookup(host, { all: true, verbatim: true })).map(found => found.address)

/**
 * Resolves a host and refuses it when any of its addresses is not allowed. Returns the addresses, so that the caller
 * can pin the connection to what was checked: a second resolution may answer differently (DNS rebinding).
 */
export async function assertAllowedHost(host: string, options: AddressPolicy & { readonly lookup?: Lookup } = {}): Promise<readonly string[]> {
  const bare = host.replace(/^\[|\]$/g, '')
  const addresses = isIP(bare) === 0 ? await resolve(bare, options.lookup ?? systemLookup) : [bare]
  const refused = addresses.find(address => !isAllowed(address, options))
  if (refused !== undefined) throw new GitError('refused', `${host} leads to a ${classifyAddress(refused)} address, which this server does not connect to.`)
  return addresses
}

async function resolve(host: string, lookup: Lookup): Promise<readonly string[]> {
  const addresses = await lookup(host).catch(() => [])
  if (addresses.length === 0) throw new GitError('network', `The host ${host} could not be found. Check its name and this machine's DNS.`)
  return addresses
}
