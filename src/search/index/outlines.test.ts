import { describe, expect, test } from 'vitest'
import type { Outcome, Syntax } from '../../../syntax/index.ts'
import { createLog } from '../../platform/log.ts'
import { machine } from '../../auth/auth.ts'
import type { Blob, Repos } from '../../repos/repos.ts'
import { outlineBlobs, type BlobOutline } from './outlines.ts'

/** What a blob holds is its id; `missing`, `large` and `binary` are what they say, and the grammar fails as the others say. */
const read: Pick<Repos, 'readBlobs'> = {
  async readBlobs(_viewer, _repo, { oids, onBlob }) {
    for (const [i, oid] of oids.entries()) await onBlob(blobOf(oid), i)
  },
}

function blobOf(oid: string): Blob {
  if (oid === 'missing') return { oid, state: 'missing' }
  if (oid === 'large') return { oid, state: 'too_large', size: 1e9 }
  return { oid, state: 'read', bytes: Buffer.from(oid === 'binary' ? '\0\0' : oid) }
}

function grammars(asked: string[][]): Pick<Syntax, 'askMany'> {
  const outcomeOf = (text: string): Outcome<unknown> => {
    if (text === 'crashed' || text === 'too_long') return { state: 'failed', reason: text }
    return { state: 'done', value: [{ name: text, kind: 'function', container: '', line: 0, column: 0, startLine: 0, endLine: 0 }] }
  }
  return {
    async askMany(_operation, questions) {
      asked.push(questions.map(({ language, text }) => `${language} ${text.length > 20 ? text.length : text}`))
      return questions.map(({ text }) => outcomeOf(text)) as never
    },
  }
}

const shown = (outline: BlobOutline) => (outline.state === 'done' ? outline.symbols.map(({ name }) => name).join() : outline.state === 'failed' ? outline.reason : outline.state)

async function outline(oids: readonly string[], tell: (told: string[]) => void = () => {}): Promise<{ told: string[]; asked: string[][] }> {
  const asked: string[][] = []
  const told: string[] = []
  await outlineBlobs({
    viewer: machine, repository: { id: 'r' }, blobs: oids.map((oid) => ({ oid, language: 'Go' })), signal: new AbortController().signal, background: true,
    tell(outlines) {
      told.push(...outlines.map(shown))
      tell(told)
    },
  }, { repos: read, syntax: grammars(asked), log: createLog('silent') })
  return { told, asked }
}

describe('every blob has its outline, in their order', () => {
  test('whatever becomes of the others', async () => {
    const { told, asked } = await outline(['a', 'crashed', 'missing', 'b', 'large', 'binary', 'too_long', 'c'])
    expect(told).toEqual(['a', 'crashed', 'missing', 'b', 'too_large', '', 'too_long', 'c'])
    expect(asked).toEqual([['Go a', 'Go crashed', 'Go b', 'Go too_long', 'Go c']])
  })

  test('of none', async () => expect(await outline([])).toEqual({ told: [], asked: [] }))

  test('in questions of a bounded size', async () => {
    const oids = [...Array.from({ length: 600 }, (_none, i) => String(i)), 'x'.repeat(600_000), 'y', 'z'.repeat(400_000), 'w'.repeat(400_000)]
    const { told, asked } = await outline(oids)
    expect(told).toEqual(oids.map((oid) => oid.slice(0, 500)))
    expect(asked.map(({ length }) => length)).toEqual([256, 256, 89, 3])
  })
})
