import { pino, type Logger } from 'pino'

export type Log = Logger

/** JSON lines on stderr, so that stdout stays for what a person reads. Fields named like a secret are never written. */
export function createLog(level: string): Log {
  const redact = ['password', 'token', 'secret', 'authorization', 'cookie', '*.password', '*.token', '*.secret', '*.authorization', '*.cookie']
  return pino({ level, redact, base: undefined }, process.stderr)
}
