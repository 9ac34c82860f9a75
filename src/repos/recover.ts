import type { Mirrors } from './mirrors.ts'
import type { RepositoryStore } from './store.ts'

/**
 * What a process that was killed leaves behind: half-made mirrors, mirrors whose rows are gone, rows that say "running", and
 * rows that nobody has asked to clone. A job that was under way is taken up again by its lease; a second one does no harm.
 */
export async function recover({ store, mirrors, enqueue }: { store: RepositoryStore; mirrors: Mirrors; enqueue(id: string): Promise<void> }): Promise<void> {
  const rows = await store.all()
  await mirrors.sweep(new Set(rows.map(({ id }) => id)))
  for (const { id, clone_state, clone_phase, index_state } of rows) {
    if (clone_phase !== null || clone_state === 'running') {
      await store.update(id, { clone_state: clone_state === 'running' ? 'waiting' : clone_state, clone_phase: null, clone_percent: null })
    }
    const unfinished = clone_state === 'waiting' || clone_state === 'running' || clone_phase !== null || index_state === 'running'
    if (unfinished || !mirrors.exists(id)) await enqueue(id)
  }
}
