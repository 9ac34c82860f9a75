import { satisfies } from 'semver'
import { edit, textOf, write } from './changes.ts'
import type { Change, Draft } from './steps.ts'

type Locked = { integrity?: string; dependencies?: Record<string, string>; needs?: string[]; license?: string; node?: string }

const APACHE = 'Apache-2.0'
const MIT = 'MIT'

/** What a lock file says of each package that the sample uses; public facts of the published packages. */
const known: Record<string, Locked> = {
  'typescript@5.6.3': {
    license: APACHE,
    node: '>=14.17',
    integrity: 'sha512-hjcS1mhfuyi4WW8IWtjP7brDrG2cuDZukyrYrSauoXGNgx0S7zceP07adYkJycEr56BOUTNPzbInooiN3fn1qw==',
  },
  'typescript@5.7.2': {
    license: APACHE,
    node: '>=14.17',
    integrity: 'sha512-i5t66RHxDvVN40HfDd1PsEThGNnlMCMT3jMUuoh9/0TaqWevNontacunWyN02LA9/fIbEWlcHZcgTKb9QoaLfg==',
  },
  'typescript@5.8.3': {
    license: APACHE,
    node: '>=14.17',
    integrity: 'sha512-p1diW6TqL9L07nNxvRMM7hMMw4c5XOo/1ibL4aAIGmSAt9slTE1Xgw5KWuof2uTOvCg9BY7ZRi+GaF+7sfgPeQ==',
  },
  'typescript@5.9.3': {
    license: APACHE,
    node: '>=14.17',
    integrity: 'sha512-jl1vZzPDinLr9eUt3J/t7V6FgNEw9QjvBPdysz9KfQDD41fQrC2Y4vKQdiaUpFT4bXlb1RHhLpp8wtm6M5TgSw==',
  },
  '@types/node@22.7.5': {
    license: MIT,
    dependencies: { 'undici-types': '~6.19.2' },
    needs: ['undici-types@6.19.8'],
    integrity: 'sha512-jML7s2NAzMWc//QSJ1a3prpk78cOPchGvXJsC3C6R6PSMoooztvRVQEz89gmBTBY1SPMaqo5teB4uNHPdetShQ==',
  },
  '@types/node@22.15.3': {
    license: MIT,
    dependencies: { 'undici-types': '~6.21.0' },
    needs: ['undici-types@6.21.0'],
    integrity: 'sha512-lX7HFZeHf4QG/J7tBZqrCAXwz9J5RD56Y6MpP0eJkka8p+K0RY/yBTW7CYFJ4VGCclxqOLKmiGP5juQc6MKgcw==',
  },
  '@types/node@24.9.1': {
    license: MIT,
    dependencies: { 'undici-types': '~7.16.0' },
    needs: ['undici-types@7.16.0'],
    integrity: 'sha512-QoiaXANRkSXK6p0Duvt56W208du4P9Uye9hWLWgGMDTEoKPhuenzNcC4vGUmrNkiOKTlIrBoyNQYNpSwfEZXSg==',
  },
  'undici-types@6.19.8': {
    license: MIT,
    integrity: 'sha512-ve2KP6f/JnbPBFyobGHuerC9g1FYGn/F8n1LWTwNxCEzd6IfqTwUQcNXgEtmmQ6DlRrC1hrSrBnCZPokRrDHjw==',
  },
  'undici-types@6.21.0': {
    license: MIT,
    integrity: 'sha512-iwDZqg0QAGrg9Rav5H4n0M64c3mkR59cJ6wQp+7C4nI0gsmExaedaYLNO44eT4AtBBwjbTiGPMlt2Md0T9H9JQ==',
  },
  'undici-types@7.16.0': {
    license: MIT,
    integrity: 'sha512-Zz+aZWSj8LE6zoxD+xrjh4VfkIG8Ya6LvYkZqtUQGJPZjYl53ypCaUwWqo7eI0x66KBGeRo+mlBEkMSeSZ38Nw==',
  },
  'zod@3.23.8': { license: MIT, integrity: 'sha512-XBx9AXhXktjUqnepgTiE5flcKIYWi/rme0Eaj+5Y0lftuGBq+jyRu/md4WnuxqgP1ubdpNCsYEYPxrzVHD8d6g==' },
  'zod@3.24.2': { license: MIT, integrity: 'sha512-lY7CDW43ECgW9u1TcT3IoXHflywfVqDYze4waEz812jR/bZ8FHDsl7pFQoSZTz5N+2NqRXs8GBwnAwo3ZNxqhQ==' },
  'zod@4.1.12': { license: MIT, integrity: 'sha512-JInaHOamG8pt5+Ey8kGmdcAcg3OL9reK8ltczgHTAwNhMys/6ThXHityHxVV2p3fkw/c+MAvBHFVYHFZDmjMCQ==' },
  'nanoid@5.0.7': {
    license: MIT,
    node: '^18 || >=20',
    integrity: 'sha512-oLxFY2gd2IqnjcYyOXD8XGCftpGtZP2AbHbOkthDkvRywH5ayNtPVy9YlOPcHckXzbLTCHpkb7FB+yuxKV13pQ==',
  },
  'nanoid@5.1.5': {
    license: MIT,
    node: '^18 || >=20',
    integrity: 'sha512-Ir/+ZpE9fDsNH0hQ3C68uyThDXzYcim2EqcZ8zn8Chtt1iylPT9xXJB0kPCnqzgcEGikO9RxSrh63MsmVCU7Fw==',
  },
  'ps-tree@1.1.0': {
    license: MIT,
    node: '>=0.10',
    dependencies: { 'event-stream': '~3.3.0' },
    needs: ['event-stream@3.3.4'],
    integrity: 'sha512-Bt+85PaXe+fR7yv2KiZ+b/xoZ1To4cRE8P/1IVbFbxbqTl0b7kuK7xWS8yApyFnxNi4gDJ4kRpXh+NuW4V+5hQ==',
  },
  'ps-tree@1.2.0': {
    license: MIT,
    node: '>=0.10',
    dependencies: { 'event-stream': '=3.3.4' },
    needs: ['event-stream@3.3.4'],
    integrity: 'sha512-0VnamPPYHl4uaU/nSFeZZpR21QAWRz+sRv4iW9+v/GS/J5U5iZB5BNN6J0RMoOvdx2gWM2+ZFMIm58q24e4UYA==',
  },
  'event-stream@3.3.4': {
    license: MIT,
    dependencies: { 'duplexer': '~0.1.1', 'from': '~0', 'map-stream': '~0.1.0', 'pause-stream': '0.0.11', 'split': '0.3', 'stream-combiner': '~0.0.4', 'through': '~2.3.1' },
    needs: ['duplexer@0.1.2', 'from@0.1.7', 'map-stream@0.1.0', 'pause-stream@0.0.11', 'split@0.3.3', 'stream-combiner@0.0.4', 'through@2.3.8'],
    integrity: 'sha512-QHpkERcGsR0T7Qm3HNJSyXKEEj8AHNxkY3PK8TS2KJvQ7NiSHe3DDpwVKKtoYprL/AreyzFBeIkBIWChAqn60g==',
  },
  /** This one and what it was made for are unpublished: nobody can tell their checksums any more. */
  'event-stream@3.3.6': {
    license: MIT,
    dependencies: {
      'duplexer': '^0.1.1', 'flatmap-stream': '^0.1.0', 'from': '^0.1.7', 'map-stream': '0.0.7', 'pause-stream': '^0.0.11', 'split': '^1.0.1', 'stream-combiner': '^0.2.2', 'through': '^2.3.8',
    },
    needs: ['duplexer@0.1.2', 'flatmap-stream@0.1.1', 'from@0.1.7', 'map-stream@0.0.7', 'pause-stream@0.0.11', 'split@1.0.1', 'stream-combiner@0.2.2', 'through@2.3.8'],
  },
  'flatmap-stream@0.1.1': { license: MIT },
  'duplexer@0.1.2': { license: MIT, integrity: 'sha512-jtD6YG370ZCIi/9GTaJKQxWTZD045+4R4hTk/x1UyoqadyJ9x9CgSi1RlVDQF8U2sxLLSnFkCaMihqljHIWgMg==' },
  'from@0.1.7': { license: MIT, integrity: 'sha512-twe20eF1OxVxp/ML/kq2p1uc6KvFK/+vs8WjEbeKmV2He22MKm7YF2ANIt+EOqhJ5L3K/SuuPhk0hWQDjOM23g==' },
  'map-stream@0.0.7': { license: MIT, integrity: 'sha512-C0X0KQmGm3N2ftbTGBhSyuydQ+vV1LC3f3zPvT3RXHXNZrvfPZcoXp/N5DOa8vedX/rTMm2CjTtivFg2STJMRQ==' },
  'map-stream@0.1.0': { integrity: 'sha512-CkYQrPYZfWnu/DAmVCpTSX/xHpKZ80eKh2lAkyA6AJTef6bW+6JpbQZN5rofum7da+SyN1bi5ctTm+lTfcCW3g==' },
  'pause-stream@0.0.11': {
    dependencies: { through: '~2.3' },
    needs: ['through@2.3.8'],
    integrity: 'sha512-e3FBlXLmN/D1S+zHzanP4E/4Z60oFAa3O051qt1pxa7DEJWKAyil6upYVXCWadEnuoqa4Pkc9oUx9zsxYeRv8A==',
  },
  'split@0.3.3': {
    license: MIT,
    node: '*',
    dependencies: { through: '2' },
    needs: ['through@2.3.8'],
    integrity: 'sha512-wD2AeVmxXRBoX44wAycgjVpMhvbwdI2aZjCkvfNcH1YqHQvJVa1duWc73OyVGJUc05fhFaTZeQ/PYsrmyH0JVA==',
  },
  'split@1.0.1': {
    license: MIT,
    node: '*',
    dependencies: { through: '2' },
    needs: ['through@2.3.8'],
    integrity: 'sha512-mTyOoPbrivtXnwnIxZRFYRrPNtEFKlpB2fvjSnCQUiAA6qAZzqwna5envK4uk6OIeP17CsdF3rSBGYVBsU0Tkg==',
  },
  'stream-combiner@0.0.4': {
    license: MIT,
    dependencies: { duplexer: '~0.1.1' },
    needs: ['duplexer@0.1.2'],
    integrity: 'sha512-rT00SPnTVyRsaSz5zgSPma/aHSOic5U1prhYdRy5HS2kTZviFpmDgzilbtsJsxiroqACmayynDN/9VzIbX5DOw==',
  },
  'stream-combiner@0.2.2': {
    license: MIT,
    dependencies: { duplexer: '~0.1.1', through: '~2.3.4' },
    needs: ['duplexer@0.1.2', 'through@2.3.8'],
    integrity: 'sha512-6yHMqgLYDzQDcAkL+tjJDC5nSNuNIx0vZtRZeiPh7Saef7VHX9H5Ijn9l2VIol2zaNYlYEX6KyuT/237A58qEQ==',
  },
  'through@2.3.8': { license: MIT, integrity: 'sha512-w89qg7PI8wAdvX60bMDP+bFoD5Dvhm9oLheFp5O4a2QF0cSBGsBX4qZmadPMvVqlLJBBci+WqGGOAPvcDeNSVg==' },
}

type Manifest = {
  name: string
  version: string
  engines?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Sets one dependency to an exact version, and the lock file with it. */
export const dependency = (name: string, version: string): Change => (draft) =>
  revise(draft, (manifest) => {
    const section = manifest.devDependencies && name in manifest.devDependencies ? 'devDependencies' : 'dependencies'
    manifest[section] = Object.fromEntries(Object.entries({ ...manifest[section], [name]: version }).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })

/** Writes the lock file that belongs to the package.json which stands there. */
export const locked: Change = (draft) => revise(draft, () => {})

/** Locks what only others ask for to another version that they allow. */
export const refreshed = (name: string, version: string): Change => (draft) => {
  const kept = new Map([...versionsIn(draft), [name, version] as const])
  revise(draft, () => {}, kept)
}

export const npmVersion = (version: string): Change => (draft) => revise(draft, (manifest) => (manifest.version = version))

/** Node 24 strips types without being asked: the flag goes, the image and the manifest follow. */
export const node24: Change = (draft) => {
  for (const path of ['Dockerfile', 'package.json'].filter((path) => draft.has(path))) {
    write(draft, path, textOf(draft, path).replaceAll(/"--experimental-strip-types", |--experimental-strip-types /g, ''))
  }
  if (draft.has('Dockerfile')) edit('Dockerfile', 'FROM node:22-slim', 'FROM node:24-slim')(draft)
  edit('package.json', '"node": ">=22.7"', '"node": ">=24"')(draft)
  dependency('@types/node', '24.9.1')(draft)
}

function revise(draft: Draft, change: (manifest: Manifest) => void, kept = versionsIn(draft)): void {
  const manifest = JSON.parse(textOf(draft, 'package.json')) as Manifest
  change(manifest)
  write(draft, 'package.json', json(manifest))
  write(draft, 'package-lock.json', json(lockOf(manifest, kept)))
}

/** By name, as the lock file has them; npm keeps those that are still allowed. */
function versionsIn(draft: Draft): Map<string, string> {
  const lock = draft.has('package-lock.json') ? (JSON.parse(textOf(draft, 'package-lock.json')) as { packages: Record<string, { version: string }> }) : { packages: {} }
  return new Map(Object.entries(lock.packages).map(([place, { version }]) => [place.slice('node_modules/'.length), version]))
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Version 3 of the lock file, without addresses (npm's `omit-lockfile-registry-resolved`). */
function lockOf(manifest: Manifest, kept: ReadonlyMap<string, string>) {
  const { name, version, engines, dependencies, devDependencies } = manifest
  const rows = [...lockRows(dependencies ?? {}, { dev: false, kept }), ...lockRows(devDependencies ?? {}, { dev: true, kept })]
  return {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name, version, ...(dependencies && { dependencies }), ...(devDependencies && { devDependencies }), ...(engines && { engines }) },
      ...Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  }
}

type Locking = { dev: boolean; kept: ReadonlyMap<string, string> }

function lockRows(wanted: Record<string, string>, locking: Locking): [string, object][] {
  return Object.entries(wanted).flatMap(([name, version]) => {
    const { needs = [], node, integrity, dependencies, license } = lockedAs(name, version)
    const row = { version, ...(integrity && { integrity }), ...(locking.dev && { dev: true }), ...(license && { license }), ...(dependencies && { dependencies }), ...(node && { engines: { node } }) }
    const below = Object.fromEntries(needs.map((need) => keptOr(splitAt(need), dependencies, locking)))
    return [[`node_modules/${name}`, row] as [string, object], ...lockRows(below, locking)]
  })
}

function keptOr([name, version]: [name: string, version: string], ranges: Record<string, string> = {}, { kept }: Locking): [name: string, version: string] {
  const before = kept.get(name)
  return [name, before && satisfies(before, ranges[name] ?? '') ? before : version]
}

function splitAt(need: string): [name: string, version: string] {
  const at = need.lastIndexOf('@')
  return [need.slice(0, at), need.slice(at + 1)]
}

/** Packages of the organisation itself come from its own registry, of which the sample keeps no checksums. */
function lockedAs(name: string, version: string): Locked {
  if (name.startsWith('@acme/')) return { license: 'UNLICENSED', node: '>=22.7' }
  const found = known[`${name}@${version}`]
  if (!found) throw new Error(`the sample knows no package ${name}@${version}`)
  return found
}
