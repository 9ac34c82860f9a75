/** Operations that do to their process what a grammar can, for the tests of `src/platform/processes.ts`. The text says what. */

const held: Uint8Array[] = []

function behave({ text }: { text: string }): unknown {
  const [act = '', much = ''] = text.split(' ')
  if (act === 'loop') for (;;);
  if (act === 'die') process.kill(process.pid, 'SIGSEGV')
  if (act === 'exit') process.exit(3)
  if (act === 'throw') throw new RangeError('too deep')
  if (act === 'hold') held.push(new Uint8Array(Number(much) * 2 ** 20).fill(1))
  if (act === 'grow') for (;;) held.push(new Uint8Array(2 ** 24).fill(1))
  if (act === 'heap') for (const all: string[][] = []; ;) all.push(Array.from({ length: 10_000 }, () => `${Math.random()}`))
  if (act === 'pid') return process.pid
  if (act === 'env') return Object.keys(process.env).filter((name) => name !== 'NODE_COMPILE_CACHE')
  return text
}

export const operations = { outline: behave }
