/** A bounded queue between one producer and one consumer: `push` waits while it is full, so memory stays bounded. */
export interface Channel<T> {
  push(value: T): Promise<void>
  close(): void
  /** What the consumer gets once the values before it are taken. */
  fail(error: unknown): void
  values(): AsyncGenerator<T>
}

export function createChannel<T>(capacity: number): Channel<T> {
  const queue: T[] = []
  let ended: { error?: unknown } | undefined
  let abandoned = false
  let wakeConsumer = () => {}
  let wakeProducer = () => {}

  return {
    async push(value) {
      queue.push(value)
      wakeConsumer()
      while (queue.length >= capacity && !abandoned) await new Promise<void>((wake) => (wakeProducer = wake))
    },
    close() {
      ended ??= {}
      wakeConsumer()
    },
    fail(error) {
      ended ??= { error }
      wakeConsumer()
    },
    async *values() {
      try {
        while (true) {
          const value = queue.shift()
          if (value !== undefined) {
            wakeProducer()
            yield value
          } else if (ended) {
            if ('error' in ended) throw ended.error
            return
          } else await new Promise<void>((wake) => (wakeConsumer = wake))
        }
      } finally {
        abandoned = true
        wakeProducer()
      }
    },
  }
}
