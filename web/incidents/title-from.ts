/** `TypeError: …`, `java.lang.IllegalStateException: …`, `panic: …`, wherever it stands within a line of a log. */
const thrown = /(?:^|[\s"'|>])((?:[\w$]+[.:]{1,2})*[A-Z][\w$]*(?:Error|Exception|Failure)(?::\s.*)?|panic: .+)$/
const frame = /^\s*(?:at\s|File "|goroutine\s|#\d|\.\.\.\s\d)/
const longest = 120

/** A title for what was pasted: its first exception, else its first line that says something. Empty when nothing does. */
export function titleFrom(signal: string): string {
  const lines = signal.slice(0, 65_536).split('\n').map((line) => line.trim())
  const exception = lines.map((line) => thrown.exec(line)?.[1]).find((found) => found !== undefined)
  const title = exception ?? lines.find((line) => line !== '' && !frame.test(line) && !line.startsWith('Traceback ')) ?? ''
  return title.length > longest ? `${title.slice(0, longest - 1).trimEnd()}…` : title
}
