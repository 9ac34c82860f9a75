import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import { z } from 'zod'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import { endpoint } from './endpoint.ts'
import { unavailable } from './errors.ts'
import type { Events } from './events.ts'
import type { Router } from './http.ts'
import { eventStream } from './sse.ts'

export const healthz = endpoint({ id: 'system.health', method: 'get', path: '/healthz', needs: null, summary: 'The process is up', answer: z.object({ status: z.literal('ok') }) })
export const readyz = endpoint({ id: 'system.ready', method: 'get', path: '/readyz', needs: null, summary: 'The database answers and work can begin', answer: z.object({ status: z.literal('ready') }) })
/** Open, so that a scraper needs no account: it carries figures of the process, never a name of anything. */
export const metrics = endpoint({ id: 'system.metrics', method: 'get', path: '/metrics', needs: null, summary: 'Prometheus text' })

/** `data` of each event is `{"topic": …}`: something under that topic changed. Ask again to learn what. */
export const changes = endpoint({
  id: 'system.events', method: 'get', path: '/api/v1/events', needs: 'system.events', summary: 'What changes, as it changes (server-sent events)',
  query: z.object({ topic: z.union([z.string(), z.array(z.string())]).transform((topics) => (Array.isArray(topics) ? topics : [topics])) }),
})

export interface Metrics {
  registry: Registry
  requests: Histogram<'route' | 'status'>
  searches: Counter<'outcome'>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    requests: new Histogram({ name: 'firebreak_http_request_seconds', help: 'Time to answer, by route', labelNames: ['route', 'status'], registers: [registry] }),
    searches: new Counter({ name: 'firebreak_searches_total', help: 'Searches by how they ended', labelNames: ['outcome'], registers: [registry] }),
  }
}

export function serveSystem(router: Router, { db, events, metrics: { registry } }: { db: Db; events: Events; metrics: Metrics }): void {
  router.serve(healthz, () => ({ status: 'ok' as const }))
  router.serve(readyz, async () => {
    await sql`select 1`.execute(db).catch(() => {
      throw unavailable('system.not_ready', 'The database does not answer.')
    })
    return { status: 'ready' as const }
  })
  router.serve(metrics, async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } }))
  router.serve(changes, ({ query, signal }) => {
    const wanted = new Set(query.topic)
    return eventStream(signal, (send) => {
      const stop = events.subscribe((event) => wanted.has(event.topic) && send({ event: 'change', data: event }))
      const beat = setInterval(() => send({ event: 'beat', data: {} }), 25_000) // proxies cut streams that stay silent
      return () => {
        stop()
        clearInterval(beat)
      }
    })
  })
}
