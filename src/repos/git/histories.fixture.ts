/** Generated histories with everything that a real one may hold: a stream for git-fast-import(1), the same for the same seed. */

import { stream, type Step } from './testing.ts'

/** The generator of Park and Miller: numbers from 0 to below 1. */
export function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

const PATHS: readonly (string | Buffer)[] = ['a.txt', 'b.c', 'dir', 'dir/inner', 'dir/other file', 'caf\u00e9', Buffer.from([0x72, 0xff, 0x77]), '"quoted"', 'link', 'crlf.txt', 'big']
const WORDS = ['alpha', 'beta', 'gamma();', 'return x;', '', '}', '\talpha beta', 'caf\u00e9', 'TODO alpha', '@@ -1 +1 @@', '-- minus', 'diff --git a/x b/x', 'commit 1', '\\ No newline at end of file']

type Random = () => number

const pick = <T>(random: Random, list: readonly T[]): T => {
  const one = list[Math.floor(random() * list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

function line(random: Random): Buffer {
  const dice = random()
  if (dice < 0.02) return Buffer.from([0x61, 0xff, 0xe9, 0x62])
  if (dice < 0.03) return Buffer.alloc(5000, `long ${Math.floor(random() * 9)} alpha `)
  if (dice < 0.1) return Buffer.from(`unique ${Math.floor(random() * 1e6)}`)
  return Buffer.from(pick(random, WORDS) + (random() < 0.1 ? '\r' : ''))
}

/** Replaces, inserts and removes a few lines, and now and then the last line feed. */
function edit(random: Random, before: Buffer): Buffer {
  const lines = before.toString('latin1').split('\n')
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) {
    const at = Math.floor(random() * lines.length)
    const added = Array.from({ length: Math.floor(random() * 4) }, () => line(random).toString('latin1'))
    lines.splice(at, Math.floor(random() * 3), ...added)
  }
  if (random() < 0.3) lines.push('')
  return Buffer.from(lines.join('\n'), 'latin1')
}

type Files = Map<string, Buffer>

/** One commit's changes to `files`, which are kept in step. */
function change(random: Random, files: Files): Step['files'] {
  const path = pick(random, PATHS)
  const key = Buffer.from(path).toString('latin1')
  const dice = random()
  const before = files.get(key)
  if (dice < 0.08) {
    files.delete(key)
    return [[path, null]]
  }
  // A file where a folder was, or the other way round: git removes what is in the way.
  for (const other of files.keys()) if (other.startsWith(`${key}/`) || key.startsWith(`${other}/`)) files.delete(other)
  if (dice < 0.11) return [[path, 'a.txt', '120000']]
  if (dice < 0.14) return [[path, '1234567890123456789012345678901234567890', '160000']]
  const content = dice < 0.17 ? Buffer.from([0, 1, 2, 10, Math.floor(random() * 256)]) : dice < 0.2 ? Buffer.alloc(0) : edit(random, before ?? Buffer.alloc(0))
  files.set(key, content)
  return [[path, content, random() < 0.1 ? '100755' : '100644']]
}

/** A history of about `length` commits on main, with merges of up to three other lines. Message and author tell the number of the commit. */
export function generatedHistory(seed: number, length: number): Buffer {
  const random = randomFrom(seed)
  const branches = new Map<string, Files>([['main', new Map()]])
  const parts: Buffer[] = []
  let date = 1_700_000_000
  const commit = (branch: string, files: Step['files'], extra = '') => {
    date += Math.floor(random() * 4000) - 500
    const author = `Person ${Math.floor(random() * 4)} <p${Math.floor(random() * 4)}@example.com>`
    const text = stream([{ branch: `refs/heads/${branch}`, author, message: `change ${parts.length} of ${branch}`, files: files ?? [] }]).toString('latin1')
    // The helper knows neither merges nor dates.
    parts.push(Buffer.from(text.replaceAll(' 1700000000 +0100', ` ${date} +0100`).replace(/(data \d+\n[^\n]*\n)/, `$1${extra}`), 'latin1'))
  }
  for (let i = 0; i < length; i++) {
    const main = branches.get('main') ?? new Map()
    const dice = random()
    if (i > 3 && dice < 0.15) {
      const side = `side${Math.floor(random() * 3)}`
      const files = new Map(main)
      const isNew = !branches.has(side)
      branches.set(side, files)
      commit(side, [...(change(random, files) ?? [])], isNew || random() < 0.5 ? 'from refs/heads/main\n' : '')
    } else if (branches.size > 1 && dice < 0.3) {
      const sides = [...branches.keys()].filter((name) => name !== 'main').slice(0, 1 + Math.floor(random() * 3))
      commit('main', change(random, main), sides.map((side) => `merge refs/heads/${side}\n`).join(''))
    } else {
      commit('main', [...(change(random, main) ?? []), ...(random() < 0.3 ? change(random, main) ?? [] : [])])
    }
  }
  return Buffer.concat(parts)
}
