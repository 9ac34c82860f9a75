const stretchMs = 6

/** To be called in long loops: lets other work of this thread run whenever the loop has had it for a while. */
export function createBreath(signal: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < stretchMs) return undefined
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      since = performance.now()
      signal.throwIfAborted()
    })
  }
}
