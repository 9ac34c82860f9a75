/** Which commits were made in a time, as git takes times. */
import { assertOid } from './names.ts'
import { git, type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

export interface DatedCommit {
  readonly oid: string
  /** When it was committed, in seconds since 1970. */
  readonly time: number
}

export interface Between extends Pick<GitOptions, 'signal'> {
  readonly tip: string
  /** Leaves out what these reach. */
  readonly exclude?: readonly string[]
  /** Seconds since 1970: committed at `from` or later, and before `to`. */
  readonly from: number
  readonly to: number
  /** The newest so many. */
  readonly limit: number
}

/** The commits besides merges that `tip` reaches, newest first. */
export async function commitsBetween(dir: GitDir, { tip, exclude = [], from, to, limit, signal }: Between): Promise<DatedCommit[]> {
  const args = ['rev-list', '--no-merges', '--timestamp', `--max-age=${seconds(from)}`, `--min-age=${seconds(to) - 1}`, `--max-count=${limit}`,
    '--end-of-options', assertOid(tip), ...exclude.map(oid => `^${assertOid(oid)}`)]
  const commits: DatedCommit[] = []
  for await (const line of splitBytes(gitStream(dir, args, { signal, timeoutMs: 120_000 }), 10, 128)) {
    const [time = '', oid = ''] = line.toString('latin1').split(' ')
    commits.push({ oid, time: Number(time) })
  }
  return commits
}

/** Git reads these numbers into 32 bits. */
const seconds = (time: number): number => Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(time)))

/** A date in any form that git takes (`2026-11-24 10:00`, `2 weeks ago`, a time zone where it is said), in seconds since 1970; null for what is not one. */
export async function readDate(dir: GitDir, text: string): Promise<number | null> {
  if (/\p{Cc}/u.test(text) || text.trim() === '' || text.length > 100) return null
  const { stdout } = await git(dir, ['rev-parse', `--before=${text}`])
  const seconds = /^--min-age=(\d+)$/.exec(stdout.toString().trim())?.[1]
  return seconds === undefined ? null : Number(seconds)
}
