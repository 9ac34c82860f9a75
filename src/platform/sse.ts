export interface ServerEvent {
  event: string
  data: unknown
}

/** One event on the wire: exactly two lines and a blank one, which is all that strict clients accept. */
export const encodeEvent = ({ event, data }: ServerEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'private, no-store',
  'x-accel-buffering': 'no', // nginx would hold events back
}

/** A stream that lives until the client goes away. `begin` starts the sending and returns what ends it. */
export function eventStream(signal: AbortSignal, begin: (send: (event: ServerEvent) => void) => () => void): Response {
  const encoder = new TextEncoder()
  let end = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const stop = begin((event) => {
        if ((controller.desiredSize ?? 0) > -1_000) controller.enqueue(encoder.encode(encodeEvent(event))) // a reader that stalls misses hints, not memory
      })
      end = () => {
        stop()
        end = () => {}
      }
      signal.addEventListener('abort', () => end(), { once: true })
      controller.enqueue(encoder.encode(encodeEvent({ event: 'ready', data: {} })))
    },
    cancel: () => end(),
  })
  return new Response(body, { headers })
}

/** A stream that ends by itself, sent at the pace of its reader. When the reader goes away the generator is returned. */
export function generatedStream(events: AsyncGenerator<ServerEvent>): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await events.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(encodeEvent(value)))
      },
      async cancel() {
        await events.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
  return new Response(body, { headers })
}
