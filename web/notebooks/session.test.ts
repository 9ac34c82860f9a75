import { describe, expect, test } from 'vitest'
import type { Block, Notebook } from '../../src/notebooks/contract.ts'
import { replace, sameDraft, type Draft } from './draft.ts'
import { merge } from './merge.ts'
import { createSession, type Saved, type Session } from './session.ts'

const block = (id: string, text: string): Block => ({ id, type: 'markdown', text })
const type = (id: string, text: string) => (draft: Draft) => replace(draft, block(id, text))
const texts = ({ blocks }: Draft) => blocks.map((each) => (each.type === 'markdown' ? `${each.id}=${each.text}` : '')).join(' ')

const first: Notebook = {
  id: 'nb', title: 't', incidentId: null, version: 1, blockCount: 2, blocks: [block('a', '1'), block('b', '1')],
  createdBy: 'Ada', createdAt: '2026-02-11T00:00:00Z', updatedBy: 'Ada', updatedAt: '2026-02-11T00:00:00Z',
}

/** A server that keeps every version and merges as the real one does; `down` makes it unreachable, `typing` happens during a save. */
function world({ restored = null }: { restored?: Draft | null } = {}) {
  const versions = [first]
  const latest = () => versions.at(-1) ?? first
  const timers = new Set<() => void>()
  const kept: string[] = []
  const link = { down: false, typing: () => {} }
  const write = (draft: Draft): Notebook => {
    versions.push({ ...latest(), ...draft, version: latest().version + 1 })
    return latest()
  }
  const save = async (baseVersion: number, draft: Draft): Promise<Saved> => {
    await Promise.resolve() // no answer comes within the call
    link.typing()
    if (link.down) return { outcome: 'again', reason: 'no answer' }
    const base = versions.find(({ version }) => version === baseVersion) ?? first
    const merged = merge(base, latest(), draft)
    if (merged.conflicts.length > 0) return { outcome: 'conflict', latest: latest() }
    return { outcome: 'saved', notebook: write(merged.draft) }
  }
  const later = (_ms: number, run: () => void) => {
    timers.add(run)
    return () => timers.delete(run)
  }
  const session: Session = createSession(first, restored, { save, later, now: () => 0, keep: (base, draft) => kept.push(sameDraft(base, draft) ? '' : texts(draft)) })
  const wait = async () => {
    const due = [...timers]
    timers.clear()
    for (const run of due) run()
    await session.flush()
  }
  return { session, link, kept, wait, latest, another: (change: (draft: Draft) => Draft) => write(change(latest())) }
}

describe('a session', () => {
  test('saves after a pause and then keeps nothing back', async () => {
    const { session, wait, latest, kept } = world()
    session.edit(type('a', '2'))
    expect(session.state().saving).toBe('waiting')
    await wait()
    expect([session.state().saving, texts(latest()), kept]).toEqual(['saved', 'a=2 b=1', ['a=2 b=1', '']])
  })

  test('sends what was typed during a save with the next one', async () => {
    const { session, link, wait, latest } = world()
    session.edit(type('a', '2'))
    link.typing = () => {
      link.typing = () => {}
      session.edit(type('a', '3'))
    }
    await wait()
    expect([texts(session.state().draft), texts(latest())]).toEqual(['a=3 b=1', 'a=3 b=1'])
    expect(latest().version).toBe(3)
  })

  test('goes on typing while the server is gone, and saves when it is back', async () => {
    const { session, link, wait, latest, kept } = world()
    link.down = true
    session.edit(type('a', '2'))
    await wait()
    session.edit(type('b', '2'))
    await wait()
    expect([session.state().saving, session.state().reason, kept.at(-1)]).toEqual(['retrying', 'no answer', 'a=2 b=2'])
    link.down = false
    await wait()
    expect([session.state().saving, texts(latest())]).toEqual(['saved', 'a=2 b=2'])
  })

  test('takes news of other blocks and keeps what is typed', async () => {
    const { session, wait, latest, another } = world()
    session.edit(type('a', '2'))
    session.news(another(type('b', 'theirs')))
    expect(texts(session.state().draft)).toBe('a=2 b=theirs')
    await wait()
    expect(texts(latest())).toBe('a=2 b=theirs')
  })

  test('hears news that comes during a save when that has ended', async () => {
    const { session, link, wait, another } = world()
    session.edit(type('a', '2'))
    let news = first
    link.typing = () => {
      link.typing = () => {}
      news = { ...first, blocks: [block('a', '2'), block('b', 'later')], version: 9 }
      session.news(news)
    }
    another(type('b', 'theirs'))
    await wait()
    expect([session.state().base.version, texts(session.state().draft)]).toEqual([9, 'a=2 b=later'])
  })

  test('what was left unsaved is saved by the next visit', async () => {
    const { wait, latest } = world({ restored: { title: 't', blocks: [block('a', 'left'), block('b', '1')] } })
    await wait()
    expect(texts(latest())).toBe('a=left b=1')
  })

  test.each([
    ['theirs', 'a=theirs b=mine'],
    ['yours', 'a=typed since b=mine'],
  ] as const)('a conflict waits for a person, who takes %s', async (choice, settled) => {
    const { session, wait, latest, another } = world()
    another(type('a', 'theirs'))
    session.edit(type('a', 'mine'))
    session.edit(type('b', 'mine'))
    await wait()
    expect([session.state().saving, session.state().conflicts.map((conflict) => conflict.block), texts(latest())]).toEqual(['conflict', ['a'], 'a=theirs b=1'])
    session.edit(type('a', 'typed since'))
    await wait()
    expect(texts(latest())).toBe('a=theirs b=1')
    session.settle({ a: choice })
    await wait()
    expect([session.state().saving, texts(latest())]).toEqual(['saved', settled])
  })

  test('typing and taking it back leaves nothing to save', async () => {
    const { session, wait, latest } = world()
    session.edit(type('a', '2'))
    session.edit(type('a', '1'))
    await wait()
    expect([session.state().saving, latest().version]).toEqual(['saved', 1])
  })
})
