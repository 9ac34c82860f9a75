import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { getNotebook, saveNotebook, type Notebook } from '../../src/notebooks/contract.ts'
import { call, CallFailed, hrefOf } from '../../src/platform/endpoint.ts'
import { reading, wordsOf } from '../app/api.ts'
import { randomId } from '../ui/random-id.ts'
import { sameDraft, type Draft } from './draft.ts'
import { createSession, type Saved, type Session, type SessionState } from './session.ts'
import { bringBack, parseUnsaved, unsavedOf } from './unsaved.ts'

export const notebookQuery = (id: string) => reading(getNotebook, { params: { id }, query: {} })

/** The notebook as the server has it; a session begins with it and hears of every newer one. */
export const useNotebook = (id: string) => useQuery(notebookQuery(id))

/** The editing of a notebook that is read already. What is unsaved is sent when the page is left, and kept by the browser until then. */
export function useSession(notebook: Notebook): { session: Session; state: SessionState } {
  const client = useQueryClient()
  const [session] = useState(() => begin(notebook, client))
  const state = useSyncExternalStore(session.subscribe, session.state)
  useEffect(() => session.news(notebook), [session, notebook])
  useEffect(() => flushOnLeave(session), [session])
  return { session, state }
}

function begin(notebook: Notebook, client: QueryClient): Session {
  const key = keyOf(notebook.id)
  const unsaved = parseUnsaved(localStorage.getItem(key))
  const restored = unsaved && bringBack(notebook, unsaved, newBlockId)
  return createSession(notebook, restored && !sameDraft(notebook, restored) ? restored : null, {
    save: (baseVersion, draft) => save({ id: notebook.id, baseVersion, draft, client }),
    keep: (base, draft) => keep(key, base, draft),
    now: Date.now,
    later(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
}

const keyOf = (id: string) => `fb-unsaved-notebook/${id}`
export const newBlockId = (): string => `b_${randomId()}`

function keep(key: string, base: Draft, draft: Draft): void {
  try {
    if (sameDraft(base, draft)) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(unsavedOf(base, draft)))
  } catch {
    // The browser's storage is full or switched off: the save itself is what counts.
  }
}

interface Sent {
  id: string
  baseVersion: number
  draft: Draft
  client: QueryClient
}

async function save({ id, baseVersion, draft, client }: Sent): Promise<Saved> {
  try {
    const notebook = await call(saveNotebook, { params: { id }, body: { baseVersion, ...draft } })
    client.setQueryData(notebookQuery(id).queryKey, notebook)
    return { outcome: 'saved', notebook }
  } catch (error) {
    return outcomeOf(error, id)
  }
}

async function outcomeOf(error: unknown, id: string): Promise<Saved> {
  if (!(error instanceof CallFailed) || error.status >= 500) return { outcome: 'again', reason: error instanceof CallFailed ? wordsOf(error) : 'the server does not answer' }
  if (error.status !== 409) return { outcome: 'refused', reason: wordsOf(error) }
  if (error.body.code !== 'notebooks.conflict') return { outcome: 'again', reason: wordsOf(error) }
  try {
    return { outcome: 'conflict', latest: await call(getNotebook, { params: { id }, query: {} }) }
  } catch {
    return { outcome: 'again', reason: 'the server does not answer' }
  }
}

/** Browsers send up to this much after a page is gone; what is longer is brought back from storage by the next visit. */
const lastWordsBytes = 60_000

function flushOnLeave(session: Session): () => void {
  const leave = () => {
    const { base, draft, saving } = session.state()
    if (saving === 'saved' || saving === 'conflict') return
    const body = JSON.stringify({ baseVersion: base.version, ...draft })
    if (body.length > lastWordsBytes) return
    const headers = { 'content-type': 'application/json' }
    void fetch(hrefOf(saveNotebook, { params: { id: base.id }, body: { baseVersion: base.version, ...draft } }), { method: 'PUT', body, headers, keepalive: true, credentials: 'same-origin' }).catch(() => {})
  }
  const blur = () => void session.flush()
  window.addEventListener('pagehide', leave)
  window.addEventListener('blur', blur)
  return () => {
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('blur', blur)
    void session.flush()
  }
}
