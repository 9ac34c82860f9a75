/** The trees of repositories on disk, byte for byte as their blobs are, for programs that read files. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isUtf8 } from 'node:buffer'
import type { Repository } from '../../src/repos/contract.ts'

export interface Tree {
  repo: string
  commit: string
  dir: string
}

const maxOutput = 1 << 30

/** `null` when the program found nothing. An exit code of 1 says so for git grep and ripgrep. */
export function runProgram(program: string, args: readonly string[], cwd: string): Buffer | null {
  const env = { PATH: process.env['PATH'], HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C.UTF-8' }
  try {
    return execFileSync(program, args, { cwd, env, maxBuffer: maxOutput, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return null
    throw error
  }
}

/**
 * A work tree of a repository's commit. Attributes are overruled, so that no filter changes a byte, none calls a text
 * binary, and none a binary text.
 */
export function checkOut({ name, url, head }: Pick<Repository, 'name' | 'url' | 'head'>, root: string): Tree | null {
  if (url === null || head === null) return null
  const dir = join(root, name)
  mkdirSync(dir, { recursive: true })
  const git = (...args: string[]) => runProgram('git', args, dir)
  git('init', '--quiet', '.')
  const objects = runProgram('git', ['rev-parse', '--git-path', 'objects'], url)?.toString().trim() ?? ''
  writeFileSync(join(dir, '.git/objects/info/alternates'), `${objects.startsWith('/') ? objects : join(url, objects)}\n`)
  mkdirSync(join(dir, '.git/info'), { recursive: true })
  writeFileSync(join(dir, '.git/info/attributes'), '* -text -ident -filter !eol !working-tree-encoding !diff\n')
  git('update-ref', '--no-deref', 'HEAD', head)
  git('read-tree', head)
  for (const path of missingIn(git('ls-tree', '-r', '-l', '-z', head))) git('update-index', '--force-remove', '--', path)
  git('checkout-index', '--all', '--force', '--quiet')
  git('clean', '--quiet', '--force', '-d', '-x') // what an earlier commit had here
  return { repo: name, commit: head, dir }
}

/** Some mirrors leave the largest files out; git says BAD for their size. */
const missingIn = (listing: Buffer | null): string[] =>
  (listing?.toString() ?? '').split('\0').flatMap((entry) => /^\d+ blob \w+ +BAD\t([^]*)$/.exec(entry)?.[1] ?? [])

/** What makes a file one that programs read differently. */
export type Oddity = 'UTF-16' | 'byte order mark' | 'NUL after the first 8,000 bytes' | 'not UTF-8' | 'lines that end in CRLF'

const binaryProbeBytes = 8000

export function oddityOf(bytes: Buffer): Oddity | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16'
  if (bytes.includes(0)) return bytes.indexOf(0) < binaryProbeBytes ? null : 'NUL after the first 8,000 bytes'
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'byte order mark'
  if (!isUtf8(bytes)) return 'not UTF-8'
  return bytes.includes('\r\n') ? 'lines that end in CRLF' : null
}

export const readIn = ({ dir }: Tree, path: string): Buffer => readFileSync(join(dir, path))
