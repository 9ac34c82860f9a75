/** A commit's message apart: the subject, and what explains it. */

/** `Signed-off-by: …`, `Fixes: …`: a token without spaces, a colon, a value. */
const TRAILER = /^[A-Za-z][A-Za-z0-9-]*: ?\S/
/** A line that names a commit by its id, wherever it stands: `Fixes: 1a2b3c4`. */
const NAMES_COMMIT = /^\s*[A-Za-z-]+:\s+[0-9a-f]{7,64}\b/
/** `Bug report: 4711, 4712`: a few words before a colon. */
const LABEL = /^[A-Za-z][\w -]{0,30}:\s/

/** The trailers at the end are left out: people and references, not what was changed. */
export function withoutTrailers(message: string): { subject: string; body: string } {
  const [subject = '', ...lines] = message.trim().split('\n')
  while (lines.length > 0 && isTrailer(lines.at(-1) ?? '')) lines.pop()
  return { subject, body: lines.filter((line) => !NAMES_COMMIT.test(line)).join('\n') }
}

const ID = /\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b/g
/** A list of many commits, as in the notes of a release, tells nothing of any. */
const MOST_NAMED = 32

/** The commits that a message names, by their ids as they stand there, trailers and all: what it mends, reverts or follows. */
export function namedCommits(message: string): string[] {
  const named = [...new Set(message.match(ID))]
  return named.length > MOST_NAMED ? [] : named
}

const isTrailer = (line: string) => line.trim() === '' || TRAILER.test(line) || isReference(line)

/** Nothing but numbers behind a label. */
function isReference(line: string): boolean {
  const [label] = LABEL.exec(line) ?? []
  return label !== undefined && line.slice(label.length).split(/[\s,]+/).every((part) => part === '' || /\d/.test(part))
}
