/**
 * .NET and Mono: `Exception.ToString` (https://learn.microsoft.com/dotnet/api/system.exception.tostring), in the languages that
 * the framework speaks. Headers of all causes come first, the outermost first; then their stacks, the innermost first.
 */
import { clip, deepestCause, type ExceptionPart, finish, LOOK, MAX_PARTS, type Reading, type TraceFormat } from './format.ts'
import type { Line } from './line.ts'
import { findLineBack, type FrameReader, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { indentOf, isBlank, rangeOf } from './text.ts'

export const dotnet: TraceFormat = {
  name: 'dotnet',
  language: 'csharp',
  starts: (text) => indentOf(text) > 0 && FRAME.test(text.trimEnd()),
  read,
}

/**
 * `   at Shop.Cart.Total(Int32 n) in C:\src\Cart.cs:line 48`; Mono writes `[0x00001] in /src/Cart.cs:48`. `at`, `in` and `line`
 * are of the user's language.
 */
const FRAME =
  /^\s+(?:at|bei|à|en|in|em|w|в|在|於|場所|위치:|v|i|ved|vid|kohteessa) ((?:[\p{L}_<][\p{L}\p{N}_<>`|,$&[\]=-]*(?:\.{1,2}|::|\+)){1,40}[\p{L}_.<$][\p{L}\p{N}_<>`|,$[\]-]*) ?\(([^)]{0,4000})\)(?: ?\[0x[0-9a-f]{1,16}\])?(?: (?:in|dans|en|em|w|в|位置|場所|파일|v|i|på|sijainti) (\S.{0,1000}?):(?:\p{L}{1,20} ?)?(\d{1,9})\.?)?(?: in <[0-9a-f#]{1,64}>:0)?(?: ?<---)?$/u

/** A line of Java or Python that the shape above fits too: what stands between the parentheses is a file there. */
const FOREIGN = /^(?:[\w$-]{1,200}\.(?:java|kt|scala|groovy|clj):\d{1,9}|Native Method|Unknown Source(?::\d{1,9})?|SourceFile(?::\d{1,9})?|<anonymous>|.{0,500}:\d{1,9}:\d{1,9})$/

/** `--- End of stack trace from previous location ---`; the dashes in front may have been taken for those of a log. */
const REMARK = /^\s*(?:--- )?[\p{L}].{1,200} ---\s*$/u

const LIBRARY = /^(?:System|Microsoft|Mono|Xunit|NUnit|Newtonsoft|Npgsql|Serilog|Grpc|MySql|MySqlConnector|Dapper|AutoMapper|MediatR|Polly|Azure|Amazon|Google|StackExchange|FluentValidation|Castle|Moq|Autofac|UnityEngine|UnityEditor|Swashbuckle|Hangfire|MassTransit|RabbitMQ|interop)\./

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  if (REMARK.test(line.text) && !isEndOfInner(line.text) && FRAME.test((lines[at + 1]?.text ?? '').trimEnd())) return { next: at + 1 }
  const match = FRAME.exec(line.text.trimEnd())
  if (!match || FOREIGN.test(match[2] ?? '')) return undefined
  const { name, type } = readName(match[1] ?? '')
  const file = match[3]
  const place = file === undefined || /^<[0-9a-f]{1,64}>$/.test(file) ? { kind: 'native' as const } : { file, line: Number(match[4]), kind: 'frame' as const }
  return { frame: { ...rangeOf(line), function: name, ...(type !== '' && { module: type }), ...place, inApp: !LIBRARY.test(match[1] ?? '') }, next: at + 1 }
}

/** The function as it stands in the source: the compiler hides async methods, lambdas and local functions in classes of its own. */
function readName(printed: string): { name: string; type: string } {
  const hidden = /^(.*?)(?:[.+]<>c\w*)?\.<{1,2}(\w+)>\$?>?(?:[bd]__\w+|g__(\w+)\|\w+)(?:>d\w*)?(?:\.MoveNext)?$/.exec(printed) ?? /^(.*?)[.+]<(\w+)>c__\w+\.<>m__\w+()$/.exec(printed)
  if (hidden) return { name: `${hidden[1]}.${hidden[3] || hidden[2]}`, type: hidden[1] ?? '' }
  const made = /^(.*?)([^.+]+)\.(?:\.ctor|\.cctor|ctor|cctor)$/.exec(printed.replace('..', '.'))
  if (made) return { name: `${made[1]}${made[2]}.${made[2]}`, type: `${made[1]}${made[2]}` }
  const name = printed.replace(/\.(?:get|set|add|remove)_(?=\w+$)/, '.').replace(/\[[^\]]*\]$/, '').replaceAll(/`\d+(?:\[[^\]]*\])?/g, '')
  return { name, type: name.slice(0, Math.max(0, name.lastIndexOf('.'))) }
}

/** `--- End of inner exception stack trace ---`: the frames below belong to the exception around it. Other remarks change nothing. */
const isEndOfInner = (text: string): boolean => REMARK.test(text) && !/previous|rethrow|vorherig|précédent|anterior|precedente|предыдущ/i.test(text) && /inner|innere|interne|interna|внутренн|内部|內部/i.test(text)

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  if (!readFrame(lines, at)?.frame) return undefined
  const head = headersAbove(lines, at, floor)
  const stacks = openStacks(lines, at)
  stacks.parts = head?.parts ?? [{ frames: [] }]
  let open = stacks.parts.length - 1
  do {
    takeFrames(stacks, stacks.parts[open] ?? { frames: [] }, readFrame)
    open = nextPart(stacks, open)
  } while (open >= 0)
  return finish({
    language: 'csharp', format: 'dotnet', lines, from: head?.at ?? at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root: deepestCause(stacks.parts),
    truncated: !head, notes: notesOf(stacks),
  })
}

/** Which part the frames that come next belong to; -1 at the end of the trace. */
function nextPart(stacks: Stacks, open: number): number {
  const text = stacks.lines[stacks.at]?.text ?? ''
  const member = MEMBER.exec(text)
  if (member && stacks.parts.length < MAX_PARTS) {
    const chain = partsOf(text.slice(member[0].length), { relation: 'group member', parent: 0, index: stacks.parts.length })
    stacks.parts.push(...chain)
    stacks.at++
    return stacks.parts.length - 1
  }
  if (/^\s*(?:<---)?\s*$/.test(text) && (MEMBER.test(stacks.lines[stacks.at + 1]?.text ?? '') || text.includes('<---'))) {
    stacks.at++
    return nextPart(stacks, open)
  }
  if (!isEndOfInner(text)) return -1
  stacks.at++
  return Math.max(0, stacks.parts[open]?.parent ?? 0)
}

interface Headers {
  at: number
  parts: ExceptionPart[]
}

/** A member of an AggregateException, with its own chain. */
const MEMBER = /^\s*---> \(.{1,40}#\d{1,6}\) /
const ARROW = /^\s*---> (?:\(.{1,40}#\d{1,6}\) )?/

/** `System.Exception: message`, then for each cause a line with an arrow; messages may have many lines, and the arrow may stand in the same. */
function headersAbove(lines: readonly Line[], at: number, floor: number): Headers | undefined {
  const first = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at }, (text) => !ARROW.test(text) && startOf(text) !== undefined)
  if (first === undefined || lines.slice(first, at).some(({ text }) => FRAME.test(text.trimEnd()))) return undefined
  const whole = [(startOf(lines[first]?.text ?? '') ?? ''), ...lines.slice(first + 1, at).map(({ text }) => text.trimEnd())].join('\n')
  return { at: first, parts: partsOf(whole, { index: 0 }) }
}

/** The exceptions of a chain that arrows part; the first of them stands in `relation` to `parent`, and all begin at `index` of the trace. */
function partsOf(chain: string, { index, ...first }: { index: number } & Pick<ExceptionPart, 'relation' | 'parent'>): ExceptionPart[] {
  const texts = chain.split(/\s---> (?:\(.{1,40}#\d{1,6}\) )?/).slice(0, MAX_PARTS)
  return texts.map((text, at) => ({ ...nameOf(text.trim()), frames: [], ...(at > 0 ? { relation: 'caused by' as const, parent: index + at - 1 } : first) }))
}

/** From where on a line names an exception; undefined where it names none. */
function startOf(text: string): string | undefined {
  const unhandled = /Unhandled [Ee]xception[.:]? ?/.exec(text)
  if (unhandled) return text.slice(unhandled.index + unhandled[0].length).replace(/^\[ERROR\] FATAL UNHANDLED EXCEPTION: /, '')
  const named = /(?:^|[\s\]|"])((?:[A-Za-z_]\w*[.+])+[A-Z]\w*(?:`\d+\[[^\]]{0,200}\])?(?: \(0x[0-9A-F]{8}\))?: .*|(?:[A-Za-z_]\w*[.+])*[A-Z]\w*(?:Exception|Error)(?: \(0x[0-9A-F]{8}\))?(?::.*)?)$/.exec(text)
  return named?.[1]
}

function nameOf(text: string): Pick<ExceptionPart, 'type' | 'message'> {
  const match = /^([A-Za-z_][\w.+`[\],]{0,300})(?: \(\w{1,20}\))?(?:: ?([\s\S]*))?$/.exec(text)
  if (!match) return isBlank(text) ? {} : { message: clip(text) }
  return { type: match[1] ?? '', ...(match[2] && { message: clip(match[2].trim()) }) }
}
