/** What a command's end tells the shell. `incomplete`: done, but something was not searched (a gap in the coverage ledger). */
export const exit = { done: 0, failed: 1, badUse: 2, incomplete: 3 } as const
export type ExitCode = (typeof exit)[keyof typeof exit]

/** A failure in words for the person at the terminal; everything else that is thrown is a defect of ours. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: ExitCode
  readonly code: string

  constructor(message: string, { exitCode = exit.failed, code = 'cli.failed' }: { exitCode?: ExitCode; code?: string } = {}) {
    super(message)
    this.exitCode = exitCode
    this.code = code
  }
}

export const badUse = (message: string) => new Failure(message, { exitCode: exit.badUse, code: 'cli.bad_use' })
