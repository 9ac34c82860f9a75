/**
 * Errors that come as JSON rather than as text: events of Sentry (https://develop.sentry.dev/sdk/data-model/event-payloads/exception/),
 * whose frames are fields, and exceptions of OpenTelemetry (https://opentelemetry.io/docs/specs/semconv/exceptions/), whose
 * stack is a text beside the error's name.
 */
import { clip, deepestCause, type ExceptionPart, finish, type Frame, type Language, MAX_FRAMES, MAX_PARTS, type ParsedTrace } from './format.ts'
import { documentsIn, type JsonValue } from './json.ts'

export interface Events {
  traces: ParsedTrace[]
  /** Errors whose stack is a text, which is read as all text is. */
  named: NamedStack[]
  /** Frames read of `traces`. */
  frames: number
  notes: string[]
}

export interface NamedStack {
  /** Range of the stack in the text. */
  start: number
  end: number
  type: string | undefined
  message: string | undefined
}

/** How many values of all documents are read. */
const MAX_VALUES = 2_000_000

/** Frames kept of all events of a text together. */
const MAX_FRAMES_OF_ALL = 40_000

export function readEvents(text: string): Events {
  const events: Events = { traces: [], named: [], frames: 0, notes: [] }
  if (!text.includes('"stacktrace"') && !text.includes('exception.stacktrace')) return events
  const budget = { values: MAX_VALUES }
  for (const document of documentsIn(text, budget)) {
    const open = [document]
    for (let value = open.pop(); value && events.frames < MAX_FRAMES_OF_ALL; value = open.pop()) {
      if (!takeSentry(value, events)) takeOtel(value, events)
      if (value.items) open.push(...value.items.slice(0, 10_000).toReversed())
      if (value.members) open.push(...[...value.members.values()].slice(0, 10_000).toReversed())
    }
  }
  if (budget.values <= 0) events.notes.push(`Of the JSON, the first ${MAX_VALUES.toLocaleString('en')} values were read.`)
  return events
}

const textOf = (value: JsonValue | undefined, key: string): string | undefined => {
  const text = value?.members?.get(key)?.text
  return text === undefined || text === 'null' || text === '' ? undefined : text
}

const numberOf = (value: JsonValue | undefined, key: string): number | undefined => {
  const number = Number(textOf(value, key) ?? Number.NaN)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => value?.items ?? value?.members?.get('values')?.items ?? []

const LANGUAGES: Record<string, Language> = {
  javascript: 'javascript', node: 'javascript', python: 'python', java: 'java', go: 'go', rust: 'rust', ruby: 'ruby', php: 'php', csharp: 'csharp', native: 'c', c: 'c', cocoa: 'swift', dart: 'dart',
  elixir: 'elixir', erlang: 'erlang',
}

/** An event holds its exceptions from the innermost cause on, each with its frames from the outermost call on. */
function takeSentry(event: JsonValue, events: Events): boolean {
  const values = listOf(event.members?.get('exception')).filter((value) => value.members?.has('stacktrace'))
  const all = listOf(event.members?.get('exception')).slice(-MAX_PARTS)
  if (values.length === 0) return false
  const language = LANGUAGES[(textOf(event, 'platform') ?? '').replace(/-.*$/, '')] ?? 'generic'
  const parts = partsOf(all.toReversed(), language)
  events.frames += parts.reduce((sum, part) => sum + part.frames.length + 1, 0)
  const release = textOf(event, 'release')
  const { trace } = finish({
    language, format: 'sentry', lines: [], from: 0, next: 0, exceptions: parts, order: 'innermost-last', root: deepestCause(parts), truncated: false,
    notes: release === undefined ? [] : [`The event names the release ${clip(release)}.`],
  })
  const [first, last] = [all.at(0), all.at(-1)]
  const debugIds = debugIdsIn(event)
  events.traces.push({ ...trace, ...(release !== undefined && { release: clip(release) }), ...(debugIds.size > 0 && { debugIds }), start: first?.start ?? event.start, end: last?.end ?? event.end })
  return true
}

const MAX_IMAGES = 1000

/** https://develop.sentry.dev/sdk/data-model/event-payloads/debugmeta/: each generated file with the id that its build gave to it. */
function debugIdsIn(event: JsonValue): Map<string, string> {
  const images = listOf(event.members?.get('debug_meta')?.members?.get('images')).slice(0, MAX_IMAGES)
  return new Map(images.flatMap((image) => {
    const [file, id] = [textOf(image, 'code_file'), textOf(image, 'debug_id')]
    return file === undefined || id === undefined ? [] : [[file, id] as const]
  }))
}

function partsOf(values: readonly JsonValue[], language: Language): ExceptionPart[] {
  const numbers = new Map(values.map((value, index) => [textOf(value.members?.get('mechanism'), 'exception_id') ?? `#${index}`, index]))
  return values.map((value, index) => {
    const mechanism = value.members?.get('mechanism')
    const told = numbers.get(textOf(mechanism, 'parent_id') ?? '')
    const parent = told !== undefined && told < index ? told : index - 1
    const group = textOf(values[parent]?.members?.get('mechanism'), 'is_exception_group') === 'true'
    const [type, message, thread] = [textOf(value, 'type'), textOf(value, 'value'), textOf(value, 'thread_id')]
    const frames = listOf(value.members?.get('stacktrace')?.members?.get('frames')).slice(-MAX_FRAMES).map((frame) => frameOf(frame, language))
    return {
      ...(type !== undefined && { type: clip(type) }), ...(message !== undefined && { message: clip(message) }), ...(thread !== undefined && { thread }), frames,
      ...(index > 0 && { relation: group ? ('group member' as const) : ('caused by' as const), parent }),
    }
  })
}

function frameOf(value: JsonValue, language: Language): Frame {
  const [name, module, source] = [textOf(value, 'function'), textOf(value, 'module'), textOf(value, 'context_line')]
  const [line, column] = [numberOf(value, 'lineno'), numberOf(value, 'colno')]
  const file = fileOf(value, module, language)
  const place = [file ?? module ?? '?', line, column].filter((part) => part !== undefined).join(':')
  return {
    raw: clip(name === undefined ? place : `${name} (${place})`), start: value.start, end: value.end,
    ...(name !== undefined && { function: name }), ...(module !== undefined && { module }), ...(file !== undefined && { file }), ...(line !== undefined && { line }), ...(column !== undefined && { column }),
    ...(source !== undefined && source.trim() !== '' && { sourceText: source.trim() }),
    inApp: textOf(value, 'in_app') !== 'false', kind: file === undefined ? 'native' : 'frame',
  }
}

/** The whole path where it is told; of Java only the name is, and its folders are the package's. */
function fileOf(value: JsonValue, module: string | undefined, language: Language): string | undefined {
  const name = textOf(value, 'filename')
  if (language !== 'java') return textOf(value, 'abs_path') ?? name
  const folders = (module ?? '').split(/[.$]/).filter((part) => /^[a-z_]/.test(part))
  return name?.includes('/') || name === undefined ? name : [...folders, name].join('/')
}

/** `exception.type`, `exception.message` and `exception.stacktrace`, as fields or as a list of keys and values. */
function takeOtel(value: JsonValue, events: Events): void {
  const fields = value.items ? fieldsOf(value.items) : value.members
  const stack = fields?.get('exception.stacktrace')
  if (!fields || !stack) return
  const told = (key: string): string | undefined => fields.get(key)?.text
  events.named.push({ start: stack.start, end: stack.end, type: told('exception.type'), message: told('exception.message') })
}

/** A list of `{"key": K, "value": {"stringValue": V}}`. */
function fieldsOf(items: readonly JsonValue[]): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>()
  for (const item of items) {
    const value = item.members?.get('value')
    const key = textOf(item, 'key')
    if (key?.startsWith('exception.') && value) fields.set(key, value.members?.get('stringValue') ?? value)
  }
  return fields
}

/** Gives the errors that name themselves beside their stack their names, where the stack does not tell them. */
export function nameStacks(traces: readonly ParsedTrace[], named: readonly NamedStack[]): ParsedTrace[] {
  const sorted = named.toSorted((a, b) => a.start - b.start)
  return traces.map((trace) => {
    const [first, ...others] = trace.exceptions
    const stack = first && first.type === undefined && first.message === undefined ? around(sorted, trace.start) : undefined
    if (!first || !stack) return trace
    const { type, message } = stack
    return { ...trace, exceptions: [{ ...first, ...(type !== undefined && { type }), ...(message !== undefined && { message: clip(message) }) }, ...others] }
  })
}

function around(sorted: readonly NamedStack[], offset: number): NamedStack | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.start ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  const found = sorted[low - 1]
  return found && offset < found.end ? found : undefined
}
