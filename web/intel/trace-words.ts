import type { FrameMapping, Located, ResolvedFrame, ResolvedTrace } from '../../src/intel/contract.ts'

type Exception = ResolvedTrace['exceptions'][number]

/** Which frame of a located text is meant. */
export interface FrameAt {
  trace: number
  exception: number
  frame: number
}

/** Frames of our own code one by one, and the stretches of library frames between them as one. */
export type FrameGroup = { kind: 'own'; at: number; frame: ResolvedFrame } | { kind: 'library'; from: number; frames: ResolvedFrame[] }

/** The frame at `focus` is never folded away, whosever code it is. */
export function groupFrames(frames: readonly ResolvedFrame[], focus: number | null = null): FrameGroup[] {
  const groups: FrameGroup[] = []
  for (const [at, frame] of frames.entries()) {
    const last = groups.at(-1)
    if (isOwn(frame) || at === focus) groups.push({ kind: 'own', at, frame })
    else if (last?.kind === 'library') last.frames.push(frame)
    else groups.push({ kind: 'library', from: at, frames: [frame] })
  }
  return groups
}

/** In-app by its path, or found in one of our repositories all the same; a minified file may hold ours. */
const isOwn = (frame: ResolvedFrame) => frame.inApp || frame.place !== null || frame.wantsMap === true

/** What a frame's function is called in the source, else as it was printed. */
export const functionOf = (frame: ResolvedFrame): string | null => frame.mapped?.function ?? frame.function

/** `t at assets/app.js:1:49`: a frame as it was printed. */
export function printedWords({ function: name, file, line, column, raw }: ResolvedFrame): string {
  const place = [shortened(file ?? raw.trim()), line, column].filter((part) => part !== null).join(':')
  return name === null ? place : `${name} at ${place}`
}

/** The end of a path or address tells it; the rest is in the text as pasted. */
const shortened = (file: string) => {
  const parts = file.replace(/[?#].*$/, '').split('/')
  return parts.length > 3 ? `…/${parts.slice(-2).join('/')}` : file
}

/** `mapped through app.js.map (release 1.4)`. */
export function mapWords({ map, origin, release }: FrameMapping): string {
  if (origin === 'inline') return `mapped through the map in ${map}`
  return `mapped through ${map}${release === null ? '' : ` (release ${release})`}`
}

/** Generated files that frames point into and for which no source map is known. */
export function filesWithoutMap({ traces }: Located): string[] {
  const frames = traces.flatMap(({ exceptions }) => exceptions).flatMap(({ frames: each }) => each)
  return [...new Set(frames.flatMap(({ wantsMap, file }) => (wantsMap && file !== null ? [file] : [])))]
}

/** The generated file that a map belongs to by its name; empty where only the map itself can tell. */
export function fileOfMap(name: string, files: readonly string[]): string {
  const own = name.replace(/\.(?:map|json)$/, '').replace(/\.map$/, '')
  return files.find((file) => file.replace(/[?#].*$/, '').split('/').at(-1) === own) ?? (files.length === 1 ? (files[0] ?? '') : own)
}

export const libraryWords = (amount: number): string => (amount === 1 ? '1 library frame' : `${amount.toLocaleString('en-US')} library frames`)

/** How sure a place is, in words and as filled quarters of a bar. */
export function confidenceWords(confidence: number): { words: string; quarters: 1 | 2 | 3 | 4 } {
  if (confidence >= 0.9) return { words: 'almost certain', quarters: 4 }
  if (confidence >= 0.7) return { words: 'likely', quarters: 3 }
  if (confidence >= 0.45) return { words: 'possible', quarters: 2 }
  return { words: 'doubtful', quarters: 1 }
}

/** `TypeError: Cannot read …`; what is known of it. */
export function exceptionWords({ type, message }: Pick<Exception, 'type' | 'message'>): string {
  return [type, message].filter(Boolean).join(': ') || 'An error without a message'
}

/** The error that began a text, as a title for an incident; empty when no trace was found. */
export function titleOf({ traces }: Located): string {
  const [trace] = traces
  if (!trace) return ''
  const part = trace.exceptions[trace.focus?.exception ?? 0] ?? trace.exceptions[0]
  const [line = ''] = part ? exceptionWords(part).split('\n') : []
  return line.length > 140 ? `${line.slice(0, 139)}…` : line
}

const languages: Record<string, string> = { javascript: 'JavaScript', node: 'Node.js', python: 'Python', java: 'Java', go: 'Go', rust: 'Rust', ruby: 'Ruby', php: 'PHP', csharp: '.NET', c: 'C or C++', swift: 'Swift', dart: 'Dart', elixir: 'Elixir', erlang: 'Erlang', generic: 'Places in files' }

export const languageWords = (language: string): string => languages[language] ?? language

export interface TextPiece {
  text: string
  at: FrameAt | null
  /** Found in one of our repositories. */
  found: boolean
}

/**
 * The pasted text cut at its frames, so that they can be marked in it. Of a text above `limit` characters only the stretch
 * from a little before the first trace on is kept; `left` counts what is not shown.
 */
export function piecesOf(text: string, { traces }: Located, limit: number): { pieces: TextPiece[]; left: number } {
  const frames = framesIn(traces)
  const from = text.length <= limit ? 0 : Math.max(0, (frames[0]?.start ?? 0) - 2000)
  const to = Math.min(text.length, from + limit)
  const pieces: TextPiece[] = []
  let done = from
  for (const { start, end, at, found } of frames) {
    if (start < done || end > to) continue // one frame printed within another, or beyond what is shown
    if (start > done) pieces.push({ text: text.slice(done, start), at: null, found: false })
    pieces.push({ text: text.slice(start, end), at, found })
    done = end
  }
  if (done < to) pieces.push({ text: text.slice(done, to), at: null, found: false })
  return { pieces, left: text.length - (to - from) }
}

function framesIn(traces: readonly ResolvedTrace[]): { start: number; end: number; at: FrameAt; found: boolean }[] {
  const all = traces.flatMap(({ exceptions }, trace) =>
    exceptions.flatMap(({ frames }, exception) => frames.map(({ start, end, place }, frame) => ({ start, end, at: { trace, exception, frame }, found: place !== null }))),
  )
  return all.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start || a.end - b.end)
}

/** `Looked in 9 repositories`, with how many have the revision that was asked for. */
export function consideredWords(considered: Located['considered'], rev: string): string {
  const total = `Looked in ${considered.length.toLocaleString('en-US')} ${considered.length === 1 ? 'repository' : 'repositories'}`
  if (rev === '' || considered.length === 0) return total
  const having = considered.filter((place) => place.rev === rev).length
  return `${total}: ${having} at ${rev}, ${considered.length - having} at the default branch`
}

/** How an error is tied to the one before it in the text. */
const relations: Record<string, string> = {
  'direct cause': 'Then, because of that',
  'during handling': 'Then, while that was handled',
  'group member': 'One of the group',
}

export const relationWords = (relation: string): string => relations[relation] ?? relation.slice(0, 1).toUpperCase() + relation.slice(1)
