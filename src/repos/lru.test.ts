import { expect, test } from 'vitest'
import { createLru } from './lru.ts'

/** Runs a script of `get KEY` (value: the key, size: its length), `fail KEY`, `drop PREFIX` and `shrink SIZE` (drops larger values); says which keys were computed. */
async function check(script: string, maxSize: number): Promise<string> {
  const lru = createLru<string>({ maxSize, sizeOf: (value) => value.length })
  const computed: string[] = []
  for (const line of script.split(', ')) {
    const [verb, key = ''] = line.split(' ')
    const compute = async () => {
      computed.push(key)
      if (verb === 'fail') throw new Error('no')
      return key
    }
    if (verb === 'shrink') lru.drop((_, value) => (value?.length ?? 0) > Number(key))
    else if (verb === 'drop') lru.drop((each) => each.startsWith(key))
    else await lru.get(key, compute).catch(() => {})
  }
  return computed.join(' ')
}

const table: [what: string, script: string, maxSize: number, computed: string][] = [
  ['computes once', 'get aa, get aa', 10, 'aa'],
  ['forgets the least recently used', 'get aa, get bb, get aa, get cc, get aa, get bb', 4, 'aa bb cc bb'],
  ['keeps one value that is too large by itself', 'get aaaaaa, get aaaaaa', 4, 'aaaaaa'],
  ['but nothing beside it', 'get bb, get aaaaaa, get bb', 4, 'bb aaaaaa bb'],
  ['does not keep a failure', 'fail aa, get aa, get aa', 10, 'aa aa'],
  ['drops by condition', 'get a1, get a2, get b1, drop a, get a1, get a2, get b1', 10, 'a1 a2 b1 a1 a2'],
  ['drops by value', 'get a, get bbb, shrink 2, get a, get bbb', 10, 'a bbb bbb'],
  ['counts what was dropped no more', 'get aa, drop aa, get bb, get cc, get bb', 4, 'aa bb cc'],
]
for (const [what, script, maxSize, computed] of table) test(what, async () => expect(await check(script, maxSize)).toBe(computed))

test('shares a computation that is under way', async () => {
  const lru = createLru<number>({ maxSize: 10, sizeOf: () => 1 })
  let runs = 0
  const compute = async () => ++runs
  expect(await Promise.all([lru.get('a', compute), lru.get('a', compute)])).toEqual([1, 1])
})
