/** What is asked of many revisions is asked of so many of them at the same time. */
const atOnce = 4
/** Nobody waits longer for what is asked of many revisions; what is left over is told as such. */
const patienceMs = 20_000

/** The answers in the order of the items. Items whose turn does not come in time are left over, and so are their answers. */
export async function someAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<{ answers: R[]; left: readonly T[] }> {
  const until = performance.now() + patienceMs
  const answers: R[] = []
  let next = 0
  const take = async () => {
    while (next < items.length && performance.now() < until) {
      const at = next++
      answers[at] = await work(items[at] as T)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, take))
  return { answers, left: items.slice(next) }
}
