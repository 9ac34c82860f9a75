/**
 * Stack traces of the Java virtual machine (Java, Kotlin, Scala, …), as `Throwable.printStackTrace` writes them:
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Throwable.html, and as Logback abbreviates them.
 */
import { clip, deepestCause, type ExceptionPart, finish, type Frame, LOOK, MAX_FRAMES, MAX_PARTS, type Reading, type Relation, type TraceFormat } from './format.ts'
import type { Line } from './line.ts'
import { findErrorName, indentOf, isBlank, rangeOf } from './text.ts'

export const java: TraceFormat = {
  name: 'jvm',
  language: 'java',
  starts: (text) => {
    const at = indentOf(text)
    return text.startsWith('at ', at) || text.startsWith('Caused by: ', at)
  },
  read,
}

const LIBRARIES = [
  'java.', 'javax.', 'jakarta.', 'jdk.', 'sun.', 'com.sun.', 'com.oracle.', 'kotlin.', 'kotlinx.', 'scala.', 'groovy.', 'clojure.', 'android.', 'androidx.', 'com.android.', 'dalvik.',
  'org.springframework.', 'org.apache.', 'org.hibernate.', 'org.eclipse.', 'org.jboss.', 'org.wildfly.', 'org.junit.', 'junit.', 'org.testng.', 'org.mockito.', 'org.gradle.', 'org.slf4j.',
  'org.codehaus.', 'org.glassfish.', 'org.postgresql.', 'org.aspectj.', 'org.mariadb.', 'org.h2.', 'org.elasticsearch.client.', 'net.bytebuddy.', 'net.sf.cglib.', 'ch.qos.', 'io.netty.',
  'io.undertow.', 'io.grpc.', 'io.micronaut.', 'io.quarkus.', 'io.vertx.', 'io.ktor.', 'io.reactivex.', 'io.micrometer.', 'io.opentelemetry.', 'io.lettuce.', 'io.smallrye.', 'reactor.', 'rx.',
  'akka.', 'play.', 'cats.', 'zio.', 'com.zaxxer.', 'com.fasterxml.', 'com.google.common.', 'com.google.inject.', 'com.google.protobuf.', 'com.google.gson.', 'com.mysql.', 'com.mongodb.', 'com.netflix.',
  'com.amazonaws.', 'com.intellij.', 'com.github.benmanes.', 'software.amazon.', 'okhttp3.', 'okio.', 'retrofit2.', 'feign.', 'redis.clients.', 'worker.org.gradle.', 'weblogic.', 'com.ibm.',
]

/** What stands between the parentheses of a frame. */
const SOURCE = /^(?:Native Method|Unknown Source|<generated>|Redefined|Compiled Code|Hidden Source|([^():/\\"'\s][^():/\\"']{0,200}?\.\w{1,12}|SourceFile|Unknown Source)(?::(\d{1,9}))?)$/

function readFrame(line: Line | undefined): Frame | undefined {
  if (!line) return undefined
  const from = indentOf(line.text)
  if (!line.text.startsWith('at ', from)) return undefined
  const open = line.text.indexOf('(', from)
  const close = open < 0 ? -1 : line.text.indexOf(')', open)
  if (close < 0 || line.text.charCodeAt(open - 1) === 32) return undefined
  const source = SOURCE.exec(line.text.slice(open + 1, close).replace(/^[\w.]{1,80}@[\w.+-]{1,40}\//, ''))
  const name = source && splitName(line.text.slice(from + 3, open))
  if (!source || !name) return undefined
  return { ...rangeOf(line), ...name, ...placeOf(name.module, source[1], source[2]), inApp: isOwn(name.module) }
}

/** `module@version/pkg.Class.method`, `loader//pkg.Class.method`; a hidden class has an address behind a slash of its own. */
function splitName(text: string): { function: string; module: string } | undefined {
  const slash = /\/(?!0x|\d)[^/]*$/.exec(text)
  const name = slash ? text.slice(slash.index + 1) : text
  const dot = name.lastIndexOf('.')
  if (dot <= 0 || dot === name.length - 1 || /["'(){}=,;]/.test(name)) return undefined
  return { module: name.slice(0, dot), function: name.slice(dot + 1) }
}

function placeOf(module: string, file: string | undefined, line: string | undefined): Pick<Frame, 'file' | 'line' | 'kind'> {
  if (!file || file === 'SourceFile' || file === 'Unknown Source') return { kind: 'native' }
  const cls = module.split(/[/$]/, 1)[0] ?? ''
  const directory = cls.includes('.') ? `${cls.slice(0, cls.lastIndexOf('.')).replaceAll('.', '/')}/` : ''
  return { kind: 'frame', file: directory + file, ...(line !== undefined && { line: Number(line) }) }
}

function isOwn(module: string): boolean {
  return !LIBRARIES.some((prefix) => module.startsWith(prefix)) && !/\$\$Lambda|\$Proxy\d|CGLIB\$\$|\$\$FastClass/.test(module)
}

interface Reader {
  lines: readonly Line[]
  at: number
  parts: ExceptionPart[]
  /** Indentation of the line that each part begins with. */
  depths: number[]
  frames: number
}

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const isFrame = readFrame(lines[at]) !== undefined
  if (!isFrame && !(relationOf(lines[at]?.text.trim() ?? '') && linesToFrame(lines, at + 1) !== undefined)) return undefined
  const header = isFrame ? findHeader(lines, at, floor) : undefined
  const first = header?.part ?? { frames: [] }
  const depth = indentOf(lines[header?.at ?? at]?.text ?? '')
  const reader: Reader = { lines, at, parts: isFrame ? [first] : [], depths: isFrame ? [depth] : [], frames: 0 }
  while (reader.at < lines.length && step(reader)) reader.at++
  return finish({
    language: 'java',
    format: 'jvm',
    lines,
    from: header?.at ?? at,
    next: reader.at,
    exceptions: reader.parts,
    order: 'innermost-first',
    root: deepestCause(reader.parts),
    truncated: !header || isCut(reader.parts, lines[reader.at - 1]),
    notes: reader.frames > MAX_FRAMES ? [`${reader.frames - MAX_FRAMES} more frames were not kept.`] : [],
  })
}

/** The text ends within a frame, or after the line that names a cause. */
function isCut(parts: readonly ExceptionPart[], last: Line | undefined): boolean {
  const text = last?.text.trim() ?? ''
  const named = parts.at(-1)
  return (text.startsWith('at ') && !text.includes(')')) || (named?.frames.length === 0 && named.relation === 'caused by')
}

function step(reader: Reader): boolean {
  const line = reader.lines[reader.at]
  if (!line || reader.parts.length >= MAX_PARTS) return false
  const frame = readFrame(line)
  if (frame) return keep(reader, frame)
  const text = line.text.trim()
  const elided = /^\.\.\. (\d{1,6}) (?:more|common frames omitted)\b/.exec(text)
  if (elided) return restoreElided(reader, line, Number(elided[1]))
  const head = relationOf(text)
  if (head) return takePart(reader, head, indentOf(line.text))
  return /^- (?:locked|waiting|parking|eliminated|None)/.test(text) || isCutFrame(reader, text)
}

/** The last line of the text, broken off within a frame. */
function isCutFrame(reader: Reader, text: string): boolean {
  return reader.at === reader.lines.length - 1 && /^at [\w.$/@]+(?:\([\w.]*:?\d*)?$/.test(text)
}

function keep(reader: Reader, frame: Frame): boolean {
  reader.frames++
  if (reader.frames <= MAX_FRAMES) reader.parts.at(-1)?.frames.push(frame)
  return true
}

/** `... n more`: the last n frames of the trace around this one. Where that is not whole, one frame stands for all. */
function restoreElided(reader: Reader, line: Line, count: number): boolean {
  const part = reader.parts.at(-1)
  const around = part?.parent === undefined ? undefined : reader.parts[part.parent]
  const known = around !== undefined && around.frames.length >= count && reader.frames + count <= MAX_FRAMES
  const frames = known && count > 0 ? around.frames.slice(-count).map((frame) => ({ ...frame, kind: 'elided' as const })) : []
  if (frames.length === 0) return keep(reader, { ...rangeOf(line), kind: 'elided', inApp: false, times: count })
  for (const frame of frames) keep(reader, frame)
  return true
}

const KEYWORDS: [string, Relation][] = [
  ['Caused by: ', 'caused by'],
  ['Suppressed: ', 'suppressed'],
  ['Wrapped by: ', 'wrapped by'],
  ['[CIRCULAR REFERENCE', 'circular reference'],
]

function relationOf(text: string): { relation: Relation; text: string } | undefined {
  for (const [keyword, relation] of KEYWORDS) {
    if (!text.startsWith(keyword)) continue
    const rest = text.slice(keyword.length)
    if (!rest.startsWith('[CIRCULAR REFERENCE') && relation !== 'circular reference') return { relation, text: rest }
    return { relation: 'circular reference', text: rest.slice(rest.indexOf(':') + 1).replace(/\]$/, '') }
  }
  return undefined
}

function takePart(reader: Reader, head: { relation: Relation; text: string }, depth: number): boolean {
  const more = head.relation === 'circular reference' ? 0 : (linesToFrame(reader.lines, reader.at + 1) ?? 0)
  const parent = parentOf(reader, head.relation, depth)
  const lines = [head.text.trim(), ...textsOf(reader.lines, reader.at + 1, reader.at + 1 + more)]
  reader.parts.push({ ...nameOf(lines.join('\n')), frames: [], relation: head.relation, ...(parent !== undefined && { parent }) })
  reader.depths.push(depth)
  reader.at += more
  return true
}

function parentOf(reader: Reader, relation: Relation, depth: number): number | undefined {
  const wanted = relation === 'suppressed' ? reader.depths.findLastIndex((other) => other < depth) : reader.depths.findLastIndex((other) => other === depth)
  if (wanted >= 0) return wanted
  return reader.parts.length > 0 ? reader.parts.length - 1 : undefined
}

/** How many lines of message stand before the next frame or keyword; undefined when none is near. */
function linesToFrame(lines: readonly Line[], from: number): number | undefined {
  const end = Math.min(lines.length, from + LOOK)
  for (let i = from; i < end; i++) {
    const text = lines[i]?.text.trim() ?? ''
    if (readFrame(lines[i]) || relationOf(text) || /^\.\.\. \d/.test(text)) return i - from
  }
  return undefined
}

function textsOf(lines: readonly Line[], from: number, to: number): string[] {
  return lines.slice(from, to).map((line) => line.text.trimEnd())
}

/** `pkg.Type: message`; the type may be any name there, since the keyword in front of it is clear. */
function nameOf(text: string): Pick<ExceptionPart, 'type' | 'message'> {
  const match = /^([\p{L}_$][\p{L}\p{N}_$.]{0,300})(?::\s?([\s\S]*))?$/u.exec(text)
  if (!match) return { message: clip(text) }
  return { type: match[1] ?? '', ...(match[2] && { message: clip(match[2]) }) }
}

interface Header {
  at: number
  part: ExceptionPart
}

/** Looks upwards from the first frame for the line that names the exception; a message may have many lines. */
function findHeader(lines: readonly Line[], at: number, floor: number): Header | undefined {
  for (let i = at - 1; i >= Math.max(floor, at - LOOK); i--) {
    const line = lines[i]
    if (!line || readFrame(line)) return undefined
    const state = /^\s*java\.lang\.Thread\.State: (.*)$/.exec(line.text)
    if (state) return threadHeader(lines, i, floor, state[1])
    const head = headerOf(line.text)
    if (head) return { at: i, part: { ...head, ...messageOf(head.message, textsOf(lines, i + 1, at)), frames: [] } }
  }
  return threadHeader(lines, at, floor)
}

function messageOf(first: string | undefined, rest: string[]): { message?: string } {
  const message = clip([first ?? '', ...rest].join('\n').trimEnd())
  return message === '' ? {} : { message }
}

function headerOf(text: string): Pick<ExceptionPart, 'type' | 'message' | 'thread'> | undefined {
  const quoted = /^\s*Exception in thread "([^"]{0,200})" /.exec(text)
  const thread = quoted?.[1]
  const rest = text.slice(quoted?.[0].length ?? 0).trim()
  const named = quoted ? nameOf(rest) : (qualifiedOf(rest) ?? findErrorName(rest))
  if (!named?.type) return undefined
  return { type: named.type, ...(named.message && { message: named.message }), ...(thread !== undefined && { thread }) }
}

/** A class name with its package at the start of the line: `com.acme.Declined: message`. */
function qualifiedOf(text: string): Pick<ExceptionPart, 'type' | 'message'> | undefined {
  return /^(?:[a-z_][\w$]{0,80}\.){1,20}[A-Z][\w$.]{0,200}(?::|$)/.test(text) ? nameOf(text) : undefined
}

/** A thread dump: `"main" #1 prio=5 …`, then `java.lang.Thread.State: RUNNABLE`. */
function threadHeader(lines: readonly Line[], at: number, floor: number, state?: string): Header | undefined {
  const line = lines[at - 1]
  if (!line || at - 1 < floor || isBlank(line.text)) return undefined
  const quoted = /^\s*"([^"]{1,200})"/.exec(line.text)
  return quoted ? { at: at - 1, part: { thread: quoted[1] ?? '', ...(state && { message: state }), frames: [] } } : undefined
}
