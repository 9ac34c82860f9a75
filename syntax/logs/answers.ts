/** What is told of a text's statements that write messages. It is stored, so it is JSON and small. */

/** What stands for a value: `integer` and `number` in decimal digits, `hex` in hexadecimal ones; `rest` is what a logger may put behind a message, an exception say. */
export type HoleKind = 'any' | 'integer' | 'number' | 'hex' | 'rest'

/** Literal text; a value; what the function around the statement was given as its `parameter`-th argument, from 0; or a constant by its name, of which this file does not tell the text. */
export type Part = string | { hole: HoleKind } | { parameter: number } | { constant: string }

/** The message as far as the code tells it. Two literal parts never stand side by side. */
export type Template = Part[]

/**
 * `logger`: what is called writes logs, by its name. `output`: it prints. `unknown`: neither is known; it is given a text that reads like a message.
 * `constant`: nothing is called, a constant is given such a text, which other files may log.
 */
export type Sink = 'logger' | 'output' | 'unknown' | 'constant'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace'

export type LogStatement = {
  /** From 0: that of the name of what is called, and that on which the call ends. */
  line: number
  endLine: number
  sink: Sink
  /** The name of what is called, without what it is called on; or of the constant. */
  callee: string
  /** Which argument of the call the message is, from 0. */
  argument: number
  level: LogLevel | null
  /** The name of the function around it; null outside of any. */
  within: string | null
  /** More than one where the message is built on several ways; none where a logger is given nothing but values. */
  templates: Template[]
  /** Names of values that a structured logger is given beside the message. */
  fields: string[]
}
