/** Commit objects, read leniently: anyone can write anything into one. The format is that of git-commit-tree(1). */

export interface Person {
  readonly name: string
  readonly email: string
  /** Seconds since 1970 UTC, within what a JavaScript Date holds; null where the commit has no readable date. */
  readonly time: number | null
  /** Minutes east of UTC; 0 where it is absent or beyond a day. */
  readonly offset: number
}

export interface Commit {
  readonly oid: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  /** The first paragraph, on one line. */
  readonly subject: string
  readonly body: string
  /** The whole message, without blank lines around it. */
  readonly message: string
}

/** The last second that a JavaScript Date holds. */
export const MAX_DATE_S = 8.64e12
const DAY_MIN = 24 * 60

/** Parses the content of a commit object; never throws, also not for half of one. */
export function parseCommit(oid: string, content: Buffer): Commit {
  const end = content.indexOf('\n\n')
  const headers = splitHeaders(end === -1 ? content : content.subarray(0, end))
  const all = (name: string) => headers.filter(header => header.name === name).map(header => header.value)
  const decode = decoder(all('encoding')[0]?.toString('latin1'))
  const person = (name: string) => parsePerson(decode(all(name)[0] ?? Buffer.alloc(0)))
  return {
    oid, tree: all('tree')[0]?.toString('latin1') ?? '', parents: all('parent').map(value => value.toString('latin1')),
    author: person('author'), committer: person('committer'), ...messageParts(decode(end === -1 ? Buffer.alloc(0) : content.subarray(end + 2))),
  }
}

/** A real commit has a handful of headers and its parents; whoever writes more has their end left unread. */
const MAX_HEADERS = 20_000

function splitHeaders(head: Buffer): { readonly name: string; readonly value: Buffer }[] {
  const headers = []
  for (let from = 0; from < head.length && headers.length < MAX_HEADERS;) {
    const newline = head.indexOf(10, from)
    const line = head.subarray(from, newline === -1 ? head.length : newline)
    const space = line.indexOf(32)
    headers.push({ name: line.toString('latin1', 0, Math.max(0, space)), value: line.subarray(space + 1) })
    from += line.length + 1
  }
  return headers
}

/** UTF-8 unless the commit names another encoding that we know. Bytes that are neither are read as Latin-1 rather than lost. */
function decoder(encoding: string | undefined): (bytes: Buffer) => string {
  return bytes => {
    for (const label of encoding === undefined ? ['utf-8'] : [encoding, 'utf-8']) {
      try {
        return new TextDecoder(label, { fatal: true }).decode(bytes)
      } catch {
        // An unknown label or other bytes: try the next.
      }
    }
    return bytes.toString('latin1')
  }
}

/** `Name <email> seconds ±hhmm`, where name and email may themselves hold angle brackets: the last `>` ends the email. */
export function parsePerson(text: string): Person {
  const close = text.lastIndexOf('>')
  const open = text.indexOf('<')
  const hasEmail = open !== -1 && close > open
  const [, seconds, zone] = /^\s*(-?\d{1,20})(?:\s+([+-]\d{1,6}))?/.exec(hasEmail ? text.slice(close + 1) : '') ?? []
  return {
    name: (hasEmail ? text.slice(0, open) : text).trim(), email: hasEmail ? text.slice(open + 1, close).trim() : '',
    time: parseTime(seconds), offset: parseOffset(zone),
  }
}

function parseTime(seconds: string | undefined): number | null {
  const time = seconds === undefined ? NaN : Number(seconds)
  return Math.abs(time) <= MAX_DATE_S ? time : null
}

function parseOffset(zone: string | undefined): number {
  const digits = Math.abs(Number(zone ?? 0))
  const minutes = Math.floor(digits / 100) * 60 + (digits % 100)
  if (!(minutes < DAY_MIN) || minutes === 0) return 0
  return zone?.startsWith('-') ? -minutes : minutes
}

/** Characters. Nobody reads on; the lists that show subjects stay small. */
const MAX_SUBJECT = 10_000

function messageParts(written: string): Pick<Commit, 'subject' | 'body' | 'message'> {
  const message = written.replaceAll('\r\n', '\n').replace(/^\n+/, '').trimEnd()
  return { message, ...subjectAndBody(message) }
}

/** The parts of a message as a `Commit` has it. */
export function subjectAndBody(text: string): Pick<Commit, 'subject' | 'body'> {
  const end = text.search(/\n[ \t]*\n/)
  // Line by line: one expression for the blanks on both sides of a break takes quadratic time on a megabyte of blanks.
  const subject = text.slice(0, Math.min(end === -1 ? Infinity : end, MAX_SUBJECT)).split('\n').map(line => line.trim()).filter(line => line !== '').join(' ')
  return { subject, body: end === -1 ? '' : text.slice(end).replace(/^\s*\n/, '').trimStart() }
}
