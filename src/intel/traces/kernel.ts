/**
 * Linux: oopses, warnings and reports of KASAN (https://docs.kernel.org/admin-guide/bug-hunting.html). Frames have a function and
 * an offset; a file and a line only where the report was run through `scripts/decode_stacktrace.sh`, and in the first line of
 * `BUG` and `WARNING`.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, MAX_PARTS, type Reading, type Relation, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { crashBelow, findLine, type FrameReader, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { rangeOf } from './text.ts'

export const kernel: TraceFormat = { name: 'kernel', language: 'c', starts: (text) => TITLE.test(text), read }

const TITLE =
  /^\s*(?:\S{1,40} kernel: )?(?:\[ *\d{1,9}\.\d{1,9}\] ?)?(BUG: \S|kernel BUG at \S|(?:WARNING: )?CPU: \d{1,5} PID: \d{1,9} at \S{1,500}:\d|WARNING: .{0,100}at \S{1,500}:\d|Oops(?::|\b)|Unable to handle kernel |general protection fault|Kernel panic - |divide error: |invalid opcode: |INFO: (?:task|rcu|trying)|UBSAN: |KASAN: |KFENCE: |KCSAN: |unreferenced object 0x|watchdog: BUG)/

/** A report of its own; what else `TITLE` knows may be a further line of one. */
const ANOTHER = /(?:BUG: |kernel BUG at |CPU: \d{1,5} PID: \d{1,9} at |INFO: |UBSAN: |KCSAN: |KFENCE: )/

/** `cart_total+0x12/0x80 [shop]`, `? die+0x23/0x70`, `RIP: 0010:cart_total+0x12/0x80`, `pc : f+0x1/0x2`, all with a place in parentheses behind where it is known. */
const FRAME = /^\s*(?:\[ *\d{1,9}\.\d{1,9}\] ?)?\s*(?:\[<[0-9a-f]{4,16}>\] ?)?(\? )?(?:(?:RIP|EIP|NIP|PC|LR|RSP)(?: is at |: (?:[0-9a-f]{4}:)?(?:\[<[0-9a-f]{1,16}>\] ?)?\[?)|(?:pc|lr|epc|ra) : )?([A-Za-z_][\w.]{0,200})\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}\]?(?: \(([^\s():]{1,500}):(\d{1,9})(?: \(discriminator \d{1,9}\))?\))?(?: \[?([\w-]{1,80})(?: [0-9a-f]{8,64})?\]?)?(?: \(P\))?$/

const SKIPPED = /^\s*(?:\[ *\d{1,9}\.\d{1,9}\] ?)?\s*(?:<\/?[A-Z]{2,12}\d?>|Code: |.{0,10}R[A-Z0-9]{2}: |---.{0,80}---|Call [Tt]race:|Modules linked in: |CPU: |Hardware name: |#PF: |PGD |Oops: |x\d{1,2} ?: |[0-9a-f]{8,16}\b|Internal error: |invalid opcode: |general protection fault|-{4,}\[ cut here|[ps]state: |Tainted: |Workqueue: |FS: |CR2: |DR\d: |Kernel panic - |[er]flags: |sp : |pc : |lr : )/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  const match = line && FRAME.exec(line.text.trimEnd())
  if (!line || !match) return line && SKIPPED.test(line.text) ? { next: at + 1 } : undefined
  const [, doubtful, name = '', file, number, module] = match
  const known = { function: name, ...(module !== undefined && { module }) }
  const place = file === undefined ? { kind: 'native' as const, inApp: false } : { file, line: Number(number), kind: 'frame' as const, inApp: doubtful === undefined }
  return { frame: { ...rangeOf(line), ...known, ...place }, next: at + 1 }
}

/** What prints the report. */
const isMachinery = ({ function: name = '' }: Frame): boolean => /^(?:_*dump_stack|print_(?:report|address)|_*kasan_|_*show_|check_region|_*die|page_fault|exc_|asm_exc|_*warn|report_bug|handle_bug)/.test(name)

const OTHERS: [RegExp, Relation][] = [
  [/(?:^\s*|\] )Allocated by task /, 'allocated at'],
  [/(?:^\s*|\] )Freed by task /, 'freed at'],
  [/(?:^\s*|\] )(?:Last potentially related work creation|Second to last)/, 'created at'],
  [/(?:^\s*|\] )(?:read|write) to 0x/, 'other access'],
]

function read(lines: readonly Line[], at: number): Reading | undefined {
  const stacks = openStacks(lines, at + 1)
  const head = headOf(lines[at])
  stacks.parts.push(head)
  takeStack(stacks, head)
  while (stacks.parts.length < MAX_PARTS && takeOther(stacks));
  if (stacks.frames === 0 && head.frames.length === 0) return undefined
  return finish({ language: 'c', format: 'kernel', lines, from: at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root: 0, truncated: stacks.frames === 0, notes: notesOf(stacks), ...crashBelow(head, isMachinery) })
}

/** `kernel BUG at mm/slub.c:306!`, `WARNING: CPU: 1 PID: 7 at net/core/dev.c:1234 dev_close+0x1/0x2`: the place stands in the title. */
function headOf(line: Line | undefined): ExceptionPart {
  const text = (line?.text ?? '').trim().replace(/^\S{1,40} kernel: /, '').replace(/^\[ *\d{1,9}\.\d{1,9}\] ?/, '').trim()
  const [, type = text, message] = /^(?=CPU: )()(.{1,4000})$/.exec(text) ?? /^([^:]{1,60}): (.{1,4000})$/.exec(text) ?? []
  const part: ExceptionPart = { type: type === '' ? 'WARNING' : type, ...(message !== undefined && { message: clip(message) }), frames: [] }
  const place = / at ([^\s:]{1,500}):(\d{1,9})!?(?: ([A-Za-z_][\w.]{0,200})\+0x)?/.exec(line?.text ?? '')
  if (line && place) part.frames.push(frameIn(line, place))
  return part
}

function frameIn(line: Line, place: RegExpExecArray): Frame {
  const from = place.index + 4
  const end = from + (place[1] ?? '').length + 1 + (place[2] ?? '').length
  return { raw: line.text.slice(from, end), start: offsetOf(line, from), end: endOffsetOf(line, end), ...(place[3] !== undefined && { function: place[3] }), file: place[1] ?? '', line: Number(place[2]), kind: 'frame', inApp: true }
}

/** The frames of a stack that begins within a few lines, registers and the like in between. */
function takeStack(stacks: Stacks, part: ExceptionPart): void {
  const first = findLine(stacks.lines, { from: stacks.at, to: stacks.at + LOOK }, (text) => FRAME.test(text.trimEnd()) || ANOTHER.test(text))
  if (first === undefined || !FRAME.test((stacks.lines[first]?.text ?? '').trimEnd())) return
  stacks.at = first
  takeFrames(stacks, part, readFrame)
}

function takeOther(stacks: Stacks): boolean {
  const { lines, at } = stacks
  const title = findLine(lines, { from: at, to: at + 4 }, (text) => OTHERS.some(([pattern]) => pattern.test(text)))
  const text = lines[title ?? -1]?.text ?? ''
  const relation = OTHERS.find(([pattern]) => pattern.test(text))?.[1]
  if (title === undefined || relation === undefined) return false
  const part: ExceptionPart = { message: clip(text.replace(/^.*\] /, '').trim().replace(/:$/, '')), frames: [], relation, parent: 0 }
  stacks.at = title + 1
  takeFrames(stacks, part, readFrame)
  stacks.parts.push(part)
  return true
}
