import { edit, textOf, write } from './changes.ts'
import type { Change, Draft } from './steps.ts'

type Locked = { integrity?: string; dependencies?: Record<string, string>; needs?: string[]; license: string; node?: string }

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

function revise(draft: Draft, change: (manifest: Manifest) => void): void {
  const manifest = JSON.parse(textOf(draft, 'package.json')) as Manifest
  change(manifest)
  write(draft, 'package.json', json(manifest))
  write(draft, 'package-lock.json', json(lockOf(manifest)))
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Version 3 of the lock file, without addresses (npm's `omit-lockfile-registry-resolved`). */
function lockOf(manifest: Manifest) {
  const { name, version, engines, dependencies, devDependencies } = manifest
  const rows = [...lockRows(dependencies ?? {}, false), ...lockRows(devDependencies ?? {}, true)]
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

function lockRows(wanted: Record<string, string>, dev: boolean): [string, object][] {
  return Object.entries(wanted).flatMap(([name, version]) => {
    const { needs = [], node, integrity, dependencies, license } = lockedAs(name, version)
    const row = { version, ...(integrity && { integrity }), ...(dev && { dev }), license, ...(dependencies && { dependencies }), ...(node && { engines: { node } }) }
    return [[`node_modules/${name}`, row] as [string, object], ...needs.flatMap((need) => lockRows(Object.fromEntries([splitAt(need)]), dev))]
  })
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
