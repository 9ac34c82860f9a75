/** What `launcher.ts` and the process behind it have in common: what they say to each other. */

export type Order = { kind: 'start'; id: number; command: string; args: readonly string[]; env: Readonly<Record<string, string>> } | { kind: 'kill'; id: number }

/** A program has ended, or could not be started; that it was started is told before. `severed`: the way to the server is lost, for every other program too. */
export type Report = { kind: 'started'; id: number; pid: number } | { kind: 'exited'; id: number; code: number } | { kind: 'failed' | 'severed'; id: number; message: string }

/** Each stream of a program begins with so many bytes that say which one it is; what follows is the program's. */
export const HEADER_BYTES = 16

export const streamHeader = (id: number, stream: number) => `${id} ${stream}`.padStart(HEADER_BYTES)

export function readHeader(header: Buffer): { id: number; stream: number } {
  const [id = NaN, stream = NaN] = header.toString('latin1').trim().split(' ').map(Number)
  return { id, stream }
}

/** Ends a program that leads its own group, with all that it has started. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}
