import type { Notebook } from '../../src/notebooks/contract.ts'
import { sameDraft, type Draft } from './draft.ts'
import { merge, settle, type Choices, type Conflict, type Merged } from './merge.ts'

/** How a save ended. `again`: the server could not tell now, or somebody was faster; the same save may succeed later. */
export type Saved =
  | { outcome: 'saved'; notebook: Notebook }
  | { outcome: 'conflict'; latest: Notebook }
  | { outcome: 'again'; reason: string }
  | { outcome: 'refused'; reason: string }

export interface SessionState {
  /** The notebook as the server last acknowledged it. */
  base: Notebook
  draft: Draft
  saving: 'saved' | 'waiting' | 'saving' | 'retrying' | 'refused' | 'conflict'
  /** When the server last acknowledged a save, ms; null before the first of this visit. */
  savedAt: number | null
  /** Why the last save did not work. */
  reason: string
  conflicts: Conflict[]
}

export interface SessionDeps {
  save(baseVersion: number, draft: Draft): Promise<Saved>
  /** Keeps what is unsaved beyond this page; called with equal drafts when there is nothing unsaved any more. */
  keep(base: Draft, draft: Draft): void
  now(): number
  /** Runs once after a while, unless the returned function is called. */
  later(ms: number, run: () => void): () => void
}

/** One person's editing of one notebook: what was typed, what is saved, and how the two come together. */
export interface Session {
  state(): SessionState
  subscribe(listener: () => void): () => void
  edit(change: (draft: Draft) => Draft): void
  /** A newer state of the notebook from the server, of whomever's doing. */
  news(notebook: Notebook): void
  /** Saves now what is not saved; ends when that is acknowledged or has failed. */
  flush(): Promise<void>
  settle(choices: Choices): void
}

const pauseMs = 800
const firstRetryMs = 1_000
const longestRetryMs = 20_000

export function createSession(notebook: Notebook, restored: Draft | null, { save, keep, now, later }: SessionDeps): Session {
  let state: SessionState = { base: notebook, draft: restored ?? draftOf(notebook), saving: restored ? 'waiting' : 'saved', savedAt: null, reason: '', conflicts: [] }
  let standoff: { merged: Merged; latest: Notebook } | null = null
  let running: Promise<void> | null = null
  let cancelTimer = () => {}
  let retryMs = firstRetryMs
  /** News that came while a save was under way. */
  let heard: Notebook | null = null
  const listeners = new Set<() => void>()

  function set(change: Partial<SessionState>) {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const dirty = () => !sameDraft(state.base, state.draft)

  function saveAfter(ms: number) {
    cancelTimer()
    cancelTimer = later(ms, () => void run())
  }

  function run(): Promise<void> {
    cancelTimer()
    running ??= saveOnce().finally(() => {
      running = null
      if (heard) take(heard)
    })
    return running
  }

  async function saveOnce(): Promise<void> {
    if (standoff) return
    if (!dirty()) return set({ saving: 'saved' })
    const sent = state.draft
    set({ saving: 'saving' })
    settleWith(await save(state.base.version, sent), sent)
  }

  function settleWith(saved: Saved, sent: Draft) {
    switch (saved.outcome) {
      case 'saved':
        retryMs = firstRetryMs
        return acknowledge(saved.notebook, sent)
      case 'conflict':
        return stand(saved.latest)
      case 'refused':
        if (state.draft !== sent) saveAfter(pauseMs)
        return set({ saving: 'refused', reason: saved.reason })
      case 'again':
        set({ saving: 'retrying', reason: saved.reason })
        saveAfter(retryMs)
        retryMs = Math.min(retryMs * 2, longestRetryMs)
    }
  }

  /** What was typed while the save was under way stands on top of what the server made of it. */
  function acknowledge(base: Notebook, sent: Draft) {
    const { draft } = merge(sent, base, state.draft)
    set({ base, draft, savedAt: now(), reason: '', saving: sameDraft(base, draft) ? 'saved' : 'waiting' })
    keep(base, draft)
    if (state.saving === 'waiting') saveAfter(pauseMs)
  }

  function stand(latest: Notebook) {
    const merged = merge(state.base, latest, state.draft)
    if (merged.conflicts.length === 0) {
      set({ base: latest, draft: merged.draft, saving: 'waiting' })
      return saveAfter(0)
    }
    standoff = { merged, latest }
    set({ saving: 'conflict', conflicts: merged.conflicts })
  }

  function take(latest: Notebook) {
    heard = null
    if (latest.version <= state.base.version || standoff) return
    const { draft, conflicts } = merge(state.base, latest, state.draft)
    if (conflicts.length > 0) return // the next save is answered with the conflict, and then a person decides
    set({ base: latest, draft })
  }

  if (restored) saveAfter(0)
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    edit(change) {
      const draft = change(state.draft)
      if (draft === state.draft) return
      set({ draft, saving: standoff ? 'conflict' : running ? 'saving' : 'waiting' })
      keep(state.base, draft)
      saveAfter(pauseMs)
    },
    news(latest) {
      if (running) heard = latest
      else take(latest)
    },
    async flush() {
      await running
      await run()
    },
    settle(choices) {
      if (!standoff) return
      const { merged, latest } = standoff
      const typedSince = merge(draftOf(state.base), merged.draft, state.draft).draft
      standoff = null
      set({ base: latest, draft: settle({ ...merged, draft: typedSince }, latest, choices), saving: 'waiting', conflicts: [] })
      keep(state.base, state.draft)
      saveAfter(0)
    },
  }
}

const draftOf = ({ title, blocks }: Draft): Draft => ({ title, blocks })
