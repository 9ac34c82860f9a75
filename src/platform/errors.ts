/**
 * The one error that may reach a person. Everything else that is thrown is a defect and becomes a 500 without
 * details. `code` is stable and part of the outside promise; `message` says what was wrong and how to mend it.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly code: string
  readonly details: Record<string, unknown> | undefined

  constructor(status: number, code: string, message: string, details?: Record<string, unknown>) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

type Details = Record<string, unknown>

export const badInput = (code: string, message: string, details?: Details) => new Problem(400, code, message, details)
export const unauthenticated = (message = 'Sign in, or send an API token.') => new Problem(401, 'auth.required', message)
export const forbidden = (message: string) => new Problem(403, 'auth.forbidden', message)
/** Also the answer for what the asker may not see: the same words as for what does not exist. */
export const notFound = (code: string, message: string) => new Problem(404, code, message)
export const conflict = (code: string, message: string, details?: Details) => new Problem(409, code, message, details)
export const tooLarge = (code: string, message: string) => new Problem(413, code, message)
export const tooMany = (code: string, message: string) => new Problem(429, code, message)
export const unavailable = (code: string, message: string) => new Problem(503, code, message)

/** The words of anything thrown, for logs and job records. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
