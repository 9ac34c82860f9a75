import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'magenta'

/** A part of a line. Plain text is made safe and styled text too, so what comes from a repository may stand in both. */
export type Piece = string | { text: string; style: Style | Style[] }

/** Where a command speaks: answers on standard output, everything about them on standard error. */
export interface Terminal {
  /** True when a person looks at standard output, not a program. */
  isInteractive: boolean
  /** One line on standard output. */
  print(...pieces: Piece[]): void
  /** Several lines on standard output, as they are when a program reads them. */
  printText(text: string): void
  /** A JSON value on standard output: over several lines, or with `oneLine` on one. */
  printJson(value: unknown, options?: { oneLine?: boolean }): void
  /** Bytes on standard output. */
  write(bytes: Uint8Array): Promise<void>
  /** One line on standard error. */
  note(...pieces: Piece[]): void
  /** The line on standard error that shows how far things are; nothing unless a person looks. Null takes it away. */
  progress(text: string | null): void
}

/** Characters that move the cursor, colour, hide or reorder what a terminal shows: controls but the tab, and bidirectional marks. */
// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const unsafe = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const codeOf = (char: string) => char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')

/** Text of a stranger as it may be shown on a terminal: what would act on it stands there by its number. */
export const neutralise = (text: string): string => text.replace(unsafe, (char) => `<U+${codeOf(char)}>`)

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>

export function createTerminal({ stdout, stderr, env }: { stdout: Stream; stderr: Stream; env: Record<string, string | undefined> }): Terminal {
  const colours = (stream: Stream) => stream.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  let showing = false

  function render(stream: Stream, pieces: Piece[]): string {
    const safe = (text: string) => (stream.isTTY ? neutralise(text) : text)
    return pieces
      .map((piece) => {
        if (typeof piece === 'string') return safe(piece)
        return colours(stream) ? styleText(piece.style, safe(piece.text), { validateStream: false }) : safe(piece.text)
      })
      .join('')
  }

  function progress(text: string | null): void {
    if (!stderr.isTTY || (text === null && !showing)) return
    showing = text !== null
    stderr.write(`\r\u001b[K${neutralise(text ?? '').slice(0, (stderr.columns || 80) - 1)}`)
  }

  function line(stream: Stream, pieces: Piece[]): void {
    progress(null)
    stream.write(`${render(stream, pieces)}\n`)
  }

  return {
    isInteractive: stdout.isTTY === true,
    print: (...pieces) => line(stdout, pieces),
    printText(text) {
      progress(null)
      stdout.write(stdout.isTTY ? text.split('\n').map(neutralise).join('\n') : text)
    },
    printJson(value, { oneLine = false } = {}) {
      const json = JSON.stringify(value, null, oneLine ? 0 : 2)
      progress(null)
      stdout.write(`${stdout.isTTY ? json.split('\n').map(escapeInJson).join('\n') : json}\n`)
    },
    write: (bytes) => new Promise((done, fail) => void stdout.write(bytes, (error) => (error ? fail(error) : done()))),
    note: (...pieces) => line(stderr, pieces),
    progress,
  }
}

/** The same value in JSON's own escapes. */
const escapeInJson = (json: string) => json.replace(unsafe, (char) => `\\u${codeOf(char)}`)
