import { describe, expect, test } from 'vitest'
import { assertAllowedHost, classifyAddress } from './address.ts'
import { parseRemoteUrl } from './url.ts'

/** One line a case: what is typed → the URL and name, or the code of the refusal. */
const show = (text: string, policy = {}): string => {
  const parsed = parseRemoteUrl(text, policy)
  if (!parsed.ok) return parsed.code.replace('repos.url.', 'refused: ')
  const { credentials } = parsed
  return [parsed.url, parsed.name, ...(credentials ? [`${credentials.username}/${credentials.password}`] : []), ...(parsed.cleartext ? ['cleartext'] : [])].join(' ')
}

const ACCEPTED: [string, string][] = [
  ['https://example.com/o/n.git', 'https://example.com/o/n.git example.com/o/n'],
  ['  https://example.com/o/n\n', 'https://example.com/o/n example.com/o/n'],
  ['HTTPS://Example.COM:443/O/N', 'https://example.com/O/N example.com/O/N'],
  ['https://example.com:8443/a/b/c', 'https://example.com:8443/a/b/c example.com:8443/a/b/c'],
  ['https://example.com/~user/n/', 'https://example.com/~user/n/ example.com/~user/n'],
  ['https://example.com/a@b/n', 'https://example.com/a@b/n example.com/a%40b/n'],
  ['https://bücher.example/n', 'https://xn--bcher-kva.example/n xn--bcher-kva.example/n'],
  ['http://example.com/n', 'http://example.com/n example.com/n cleartext'],
  ['git://example.com/n', 'git://example.com/n example.com/n cleartext'],
  ['https://user:p%40ss%3A@example.com/n', 'https://example.com/n example.com/n user/p@ss:'],
  ['https://token@example.com/n', 'https://example.com/n example.com/n token/'],
  ['ssh://git@example.com:2222/o/n.git', 'ssh://git@example.com:2222/o/n.git example.com:2222/o/n'],
  ['git@example.com:o/n.git', 'git@example.com:o/n.git example.com/o/n'],
  ['git@Example.com:/o/n.git', 'ssh://git@example.com/o/n.git example.com/o/n'],
  ['example.com:o/n.git', 'example.com:o/n.git example.com/o/n'],
  ['git@[2606:4700::1]:o/n', 'git@[2606:4700::1]:o/n [2606:4700::1]/o/n'],
  ['https://8.8.8.8/n', 'https://8.8.8.8/n 8.8.8.8/n'],
]

const REFUSED: [string, string][] = [
  ['', 'empty'], ['   ', 'empty'], [`https://example.com/${'x'.repeat(3000)}`, 'too-long'],
  ['ext::sh -c touch% /tmp/x', 'characters'], ['ext::sh', 'scheme'], ['EXT::sh', 'scheme'], ['fd::17', 'scheme'], ['Ext::https://example.com/n', 'scheme'],
  ['::sh', 'scheme'], ['file:///etc', 'local-path'], ['FILE:///etc', 'local-path'], ['file:/etc', 'local-path'], ['/etc', 'local-path'], ['./x', 'local-path'], ['../x', 'local-path'],
  ['~/x', 'local-path'], ['C:/x', 'local-path'], ['C:\\x', 'characters'], ['\\\\server\\share', 'characters'], ['//server/share', 'local-path'],
  ['-oProxyCommand=touch', 'option'], ['--upload-pack=x', 'option'], ['ssh://-oProxyCommand=x/y', 'host'], ['ssh://git@-oProxyCommand=x/y', 'host'],
  ['ssh://-oProxyCommand=x@example.com/y', 'credentials'], ['-oX@example.com:y', 'option'], ['git@-oProxyCommand:y', 'host'], ['ssh://example.com/-oX', 'path'], ['git@example.com:-oX', 'path'],
  ['ftp://example.com/n', 'scheme'], ['javascript://example.com/n', 'scheme'], ['git+ssh://example.com/n', 'scheme'], ['HtTpX://example.com/n', 'scheme'],
  ['https://example.com/a\nb', 'characters'], ['https://example.com/a\0b', 'characters'], ['https://example.com/a%0ab', 'characters'], ['https://example.com/a%00b', 'characters'],
  ['https://example.com/a%0Db', 'characters'], ['https://example.com/a\tb', 'characters'], ['https://exam\u202Eple.com/n', 'characters'], ['https://example.com/a b', 'characters'],
  ['https://example.com/$(x)`y`', 'characters'], ['https://example.com/%zz', 'path'], ['https://example.com/a%E2%80%AEb', 'path'], ['https://example.com/%3Cb%3E', 'path'], ['https://example.com/a/%2e%2e/b', 'path'], ['https://example.com/../b', 'path'],
  ['https://a@b@127.0.0.1/n', 'malformed'], ['https://a@b@example.com/n', 'malformed'], ['https://example.com', 'path'], ['https://example.com/', 'path'],
  ['https://example.com/o/n/-/tree/main', 'path'], ['https://example.com/n?x=1', 'path'], ['https://example.com/n#x', 'path'], ['https://example.com:99999/n', 'host'],
  ['https://example.com:x/n', 'host'], ['https:///n', 'host'], ['https://exa%6dple.com/n', 'host'], ['example', 'malformed'], ['https:example.com/n', 'malformed'],
  ['git://user@example.com/n', 'credentials'], ['ssh://git:pw@example.com/n', 'credentials'], ['https://u:%zz@example.com/n', 'credentials'],
  ['http://127.0.0.1:7171/n', 'address'], ['http://localhost/n', 'address'], ['http://LOCALHOST./n', 'address'], ['http://a.localhost/n', 'address'], ['http://[::1]/n', 'address'], ['http://0.0.0.0/n', 'address'],
  ['http://0/n', 'address'], ['http://127.1/n', 'address'], ['http://2130706433/n', 'address'], ['http://0177.0.0.1/n', 'address'], ['http://0x7f000001/n', 'address'], ['ssh://0x7f.1/n', 'address'],
  ['git@2130706433:n', 'address'], ['http://[::ffff:127.0.0.1]/n', 'address'], ['http://[::ffff:7f00:1]/n', 'address'], ['http://[::127.0.0.1]/n', 'address'], ['http://[0:0:0:0:0:0:0:1]/n', 'address'],
  ['http://[64:ff9b::7f00:1]/n', 'address'], ['http://[2002:7f00:1::]/n', 'address'], ['http://169.254.169.254/latest', 'address'], ['http://[fe80::1]/n', 'address'], ['http://[fd00:ec2::254]/n', 'address'],
  ['http://10.0.0.1/n', 'address'], ['http://192.168.1.1/n', 'address'], ['http://172.31.0.1/n', 'address'], ['http://[fc00::1]/n', 'address'], ['http://１２７.0.0.1/n', 'address'],
]

describe('parseRemoteUrl', () => {
  test.each(ACCEPTED)('%j is accepted', (text, expected) => expect(show(text)).toBe(expected))

  test.each(REFUSED)('%j is refused as %s', (text, code) => expect(show(text)).toBe(`refused: ${code}`))

  test('a refusal is one sentence or two, without the password', () => {
    for (const [text] of REFUSED) {
      const parsed = parseRemoteUrl(text)
      if (!parsed.ok) expect(parsed.message).toMatch(/^[^\n]{10,250}\.$/)
    }
    expect(JSON.stringify(parseRemoteUrl('ssh://git:CANARY@example.com/n'))).not.toContain('CANARY')
  })

  test('a policy opens private and loopback addresses, never the reserved ones', () => {
    expect(show('http://10.0.0.1/n', { allowPrivate: true })).toBe('http://10.0.0.1/n 10.0.0.1/n cleartext')
    expect(show('http://127.0.0.1:81/n', { allowLoopback: true })).toBe('http://127.0.0.1:81/n 127.0.0.1:81/n cleartext')
    expect(show('http://127.0.0.1/n', { allowPrivate: true })).toBe('refused: address')
    for (const host of ['169.254.169.254', '0.0.0.0', '100.100.100.200', '[fd00:ec2::254]', '224.0.0.1']) {
      expect(show(`http://${host}/n`, { allowPrivate: true, allowLoopback: true })).toBe('refused: address')
    }
  })
})

describe('assertAllowedHost', () => {
  const ask = (addresses: string[], policy = {}) => assertAllowedHost('name.example', { ...policy, lookup: async () => addresses }).then(found => found.join(), error => error.kind)
  const CASES: [string[], object, string][] = [
    [['8.8.8.8', '2606:4700::1'], {}, '8.8.8.8,2606:4700::1'],
    [['8.8.8.8', '127.0.0.1'], {}, 'refused'],
    [['::1'], { allowPrivate: true }, 'refused'],
    [['::1'], { allowLoopback: true }, '::1'],
    [['10.1.2.3'], { allowPrivate: true }, '10.1.2.3'],
    [['fe80::1%eth0'], { allowPrivate: true, allowLoopback: true }, 'refused'],
    [[], {}, 'network'],
  ]
  test.each(CASES)('%j with %j → %s', async (addresses, policy, expected) => expect(await ask(addresses, policy)).toBe(expected))

  test('an address that is written out is not resolved', async () => {
    expect(await assertAllowedHost('[2606:4700::1]', { lookup: () => Promise.reject(new Error('asked')) })).toEqual(['2606:4700::1'])
  })
})

test.each([['1.1.1.1', 'public'], ['172.32.0.1', 'public'], ['::ffff:10.0.0.1', 'private'], ['255.255.255.255', 'reserved'], ['::', 'reserved'], ['2606:4700::', 'public']])(
  '%s is %s', (address, expected) => expect(classifyAddress(address)).toBe(expected))
