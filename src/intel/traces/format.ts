/**
 * What a stack trace is once it has been read, and what a format has to offer to take part.
 * A format is one file and one table of cases; `formats.ts` lists them.
 */
import type { Line } from './line.ts'

export type Language = 'javascript' | 'python' | 'java' | 'go' | 'rust' | 'ruby' | 'php' | 'csharp' | 'c' | 'swift' | 'dart' | 'elixir' | 'erlang' | 'generic'

/**
 * `frame` is a call as printed; `elided` was left out by the printer (and is rebuilt from the trace it repeats where that stands in the text);
 * `repeated` stands for `times` calls equal to the frame before it; `native` has no source file.
 */
export type FrameKind = 'frame' | 'elided' | 'repeated' | 'native'

export interface Frame {
  /** The frame as printed, without what surrounded it (log prefix, quoting, colour). */
  raw: string
  /** Range in the pasted text, in UTF-16 units. A rebuilt `elided` frame has the range of the frame that it repeats. */
  start: number
  end: number
  function?: string
  /** The other name in V8's `[as name]`. */
  alias?: string
  /** As printed, except for Java, where the directories of the package are put in front of the file. */
  file?: string
  /** 1-based. */
  line?: number
  /** 1-based. */
  column?: number
  /** Java: package and class. Go: package. JavaScript and Python: the installed package that the file belongs to. */
  module?: string
  inApp: boolean
  kind: FrameKind
  /** How many calls a `repeated` or `elided` marker stands for. */
  times?: number
  /** The source line that Python prints below the frame, trimmed. */
  sourceText?: string
  /** The part of `sourceText` that Python underlines, as 0-based columns. */
  caret?: { from: number; to: number }
}

/**
 * How an exception is tied to its `parent`:
 * `caused by`, `suppressed`, `wrapped by`, `circular reference` and `group member` are said of the part itself;
 * Python's `direct cause` and `during handling` say what the parent was to it: its cause, or what was being handled when it was raised.
 */
export type Relation =
  | 'caused by'
  | 'suppressed'
  | 'wrapped by'
  | 'circular reference'
  | 'group member'
  | 'direct cause'
  | 'during handling'
  | 'emitted at'
  | 'repanicked'
  | 'other goroutine'
  | 'other thread'
  | 'other access'
  | 'other leak'
  | 'allocated at'
  | 'freed at'
  | 'created at'

export interface ExceptionPart {
  type?: string
  message?: string
  /** In the order of the text; see `ParsedTrace.order`. */
  frames: Frame[]
  relation?: Relation
  /** Index in `ParsedTrace.exceptions` of the part that `relation` refers to. */
  parent?: number
  thread?: string
  /** How many threads had exactly this stack, when more than one. */
  times?: number
}

export interface FrameRef {
  exception: number
  frame: number
}

export interface ParsedTrace {
  language: Language
  format: string
  /** Range in the pasted text; when traces are interleaved the ranges overlap. */
  start: number
  end: number
  /** In the order of the text. The root cause is the one that `crashFrame` points into. */
  exceptions: ExceptionPart[]
  /** Which end of `frames` is the innermost call. */
  order: 'innermost-first' | 'innermost-last'
  /** Where the root cause was thrown, be it in a library. Absent when no frame has a file. */
  crashFrame?: FrameRef
  /** The innermost frame of our own code in the root cause, else in the exceptions around it. */
  appFrame?: FrameRef
  /** The text begins after the start of the trace or ends before its end. */
  truncated: boolean
  notes: string[]
  /** The release that ran, where the text tells it. */
  release?: string
  /** Of generated files by their names in the trace: the id that the build gave to each and its source map. */
  debugIds?: ReadonlyMap<string, string>
}

export interface Reading {
  trace: ParsedTrace
  /** First line of the trace. */
  from: number
  /** First line after the trace. */
  next: number
}

export interface TraceFormat {
  readonly name: string
  readonly language: Language
  /** True for each line at which `read` may succeed; called for each line, so it must be cheap. */
  starts(text: string): boolean
  /**
   * Reads the trace to which `lines[at]` belongs. Lines before `floor` belong to an earlier trace.
   * Besides the lines it consumes it may look at no more than `LOOK` lines, which keeps the whole linear.
   */
  read(lines: readonly Line[], at: number, floor: number): Reading | undefined
}

/** How many lines a format may look back for a header or ahead for what belongs to it. */
export const LOOK = 60

/** Frames kept in one trace. A trace is read to its end whatever its size; frames past the limit are counted in a note. */
export const MAX_FRAMES = 4000

/** Exceptions read as one trace; what follows is read as a trace of its own. */
export const MAX_PARTS = 256

/** Characters kept of a message. */
const MAX_MESSAGE = 4000

export function clip(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message
}

interface Draft {
  language: Language
  format: string
  lines: readonly Line[]
  from: number
  next: number
  exceptions: ExceptionPart[]
  order: ParsedTrace['order']
  /** Index of the root cause in `exceptions`. */
  root: number
  truncated: boolean
  notes?: string[]
  /** Which frame of the root was running when it failed, where it is not simply the innermost one with a file. */
  crash?: number
}

/** Completes a trace that was read from `lines[from]` up to `lines[next - 1]`. */
export function finish(draft: Draft): Reading {
  const { lines, from, next, exceptions, order, root } = draft
  const crash = draft.crash ?? innermost(exceptions[root], order, (frame) => frame.file !== undefined)
  const crashFrame = crash === undefined ? undefined : { exception: root, frame: crash }
  const appFrame = innermostOwn(exceptions, root, order, draft.crash)
  return {
    from,
    next,
    trace: {
      language: draft.language,
      format: draft.format,
      start: lines[from]?.start ?? 0,
      end: lines[next - 1]?.end ?? 0,
      exceptions,
      order,
      ...(crashFrame && { crashFrame }),
      ...(appFrame && { appFrame }),
      truncated: draft.truncated,
      notes: draft.notes ?? [],
    },
  }
}

function innermost(part: ExceptionPart | undefined, order: ParsedTrace['order'], wanted: (frame: Frame) => boolean, from = 0): number | undefined {
  if (!part) return undefined
  const index = order === 'innermost-first' ? part.frames.findIndex((frame, i) => i >= from && wanted(frame)) : part.frames.findLastIndex(wanted)
  return index < 0 ? undefined : index
}

function innermostOwn(parts: ExceptionPart[], root: number, order: ParsedTrace['order'], crash?: number): FrameRef | undefined {
  const own = (frame: Frame): boolean => frame.inApp && frame.file !== undefined
  const seen = new Set<number>()
  for (let part: number | undefined = root; part !== undefined && !seen.has(part); part = parts[part]?.parent) {
    seen.add(part)
    const frame = innermost(parts[part], order, own, part === root ? crash : 0)
    if (frame !== undefined) return { exception: part, frame }
  }
  return undefined
}

/** Follows `caused by` and `group member` downwards from `part`, as long as there are frames to be found. */
export function deepestCause(parts: readonly ExceptionPart[], part = 0): number {
  const children = new Map<number, number>()
  parts.forEach(({ relation, parent }, index) => {
    if (parent === undefined) return
    const first = relation === 'group member' && !children.has(parent)
    if (relation === 'caused by' || first) children.set(parent, index)
  })
  let best = part
  for (let at: number | undefined = part; at !== undefined; at = later(children.get(at), at)) {
    if (parts[at]?.frames.some((frame) => frame.file !== undefined)) best = at
  }
  return best
}

/** Parents stand before their children, so a chain that only goes forward ends. */
function later(next: number | undefined, at: number): number | undefined {
  return next !== undefined && next > at ? next : undefined
}
