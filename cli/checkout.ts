import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { Failure } from './problem.ts'

/** A working tree of git, read from its files: the command line starts no other program. */
export interface Checkout {
  /** The folder that holds everything. */
  top: string
  /** The full id of the commit that is checked out. */
  commit: string
  /** The address of the remote `origin`; null when there is none. */
  origin: string | null
}

/** The working tree around a folder; null when there is none. Throws Failure when nothing is checked out. */
export async function findCheckout(folder: string): Promise<Checkout | null> {
  for (let top = await realpath(folder); ; top = dirname(top)) {
    const gitDir = await gitDirOf(top)
    if (gitDir) return { top, commit: await headOf(gitDir), origin: originIn(await textOf(join(gitDir.common, 'config'))) }
    if (top === dirname(top)) return null
  }
}

/** Where a path stands below the top, with slashes; empty for the top itself. */
export const below = (top: string, path: string): string => relative(top, path).split(sep).join('/')

/** Where git keeps what is this tree's own, and what several trees share. */
type GitDir = { own: string; common: string }

async function gitDirOf(top: string): Promise<GitDir | null> {
  const path = join(top, '.git')
  const found = await stat(path).catch(() => null)
  if (!found) return null
  if (found.isDirectory()) return { own: path, common: path }
  const own = resolve(top, /^gitdir: (.*)$/m.exec(await textOf(path))?.[1] ?? '.')
  return { own, common: resolve(own, (await textOf(join(own, 'commondir'))).trim() || '.') }
}

const textOf = (path: string) => readFile(path, 'utf8').catch(() => '')
const isOid = (text: string) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** A branch may name another one; git follows five at most. */
async function headOf({ own, common }: GitDir): Promise<string> {
  const packed = await textOf(join(common, 'packed-refs'))
  let text = (await textOf(join(own, 'HEAD'))).trim()
  for (let step = 0; step < 5 && text.startsWith('ref: '); step++) {
    const name = text.slice('ref: '.length)
    const loose = (await textOf(join(own, name))) || (await textOf(join(common, name)))
    text = loose.trim() || (packed.split('\n').find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? '')
  }
  if (!isOid(text)) throw new Failure('The commit that is checked out here cannot be told. Say it: --commit OID.', { code: 'cli.no_commit' })
  return text
}

function originIn(config: string): string | null {
  const section = /^\[remote "origin"\]\s*\n((?:(?!\[).*\n?)*)/m.exec(config)?.[1] ?? ''
  return /^\s*url\s*=\s*(.*?)\s*$/m.exec(section)?.[1] ?? null
}

/** `host/owner/name`, as repositories with an address are called; null for an address of another kind. */
export function nameOfAddress(address: string): string | null {
  const short = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)(.+)$/.exec(address)
  if (short) return withoutEnd(`${short[1]}/${short[2]}`)
  if (!URL.canParse(address)) return null
  const { hostname, pathname } = new URL(address)
  return hostname === '' ? null : withoutEnd(hostname + pathname)
}

const withoutEnd = (path: string) => path.replace(/\/+$/, '').replace(/\.git$/, '').replace(/\/{2,}/g, '/')
