/** One event of a server-sent stream: its name and its data, which is JSON in all of ours. */
export interface StreamedEvent {
  event: string
  data: unknown
}

/** Reads server-sent events as they come (the WHATWG format, less what our server never sends: ids, retries, comments). */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamedEvent> {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) yield eventOf(block)
  }
}

function eventOf(block: string): StreamedEvent {
  const lines = block.split('\n')
  const field = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join('\n')
  return { event: field('event'), data: JSON.parse(field('data') || 'null') as unknown }
}
