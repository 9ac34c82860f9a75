/**
 * What log writers put in front of each line: timestamps, levels, threads, and where the line comes from.
 * Each pattern is anchored at one position and has no nested repetition, so matching is linear in the prefix.
 */
export interface Prefix {
  /** Index at which the line proper begins, its own indentation included. */
  length: number
  /** The process that wrote the line, when the prefix names one; lines of different sources are read apart. */
  source: string
}

const NONE: Prefix = { length: 0, source: '' }

/** No prefix is looked for past this index. */
const REACH = 400

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const CLOCK = '\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?'
const ZONE = '(?: ?(?:Z\\b|UTC\\b|[+-]\\d\\d:?\\d\\d\\b))?'

const TIMES = [
  `\\d{4}[-/.]\\d\\d[-/.]\\d\\d[T _]${CLOCK}${ZONE}`,
  `(?:[A-Z][a-z]{2},? )?${MONTH} {1,2}\\d{1,2} ${CLOCK}(?: \\d{4}\\b)?`,
  `\\d{1,2}[/.-](?:${MONTH}|\\d\\d)[/.-]\\d{2,4}[ :T]${CLOCK}(?: [AP]M\\b)?${ZONE}`,
  `${CLOCK}${ZONE}(?= |\\]|\\||$)`,
  '1\\d{9}(?:\\.\\d{1,9}|\\d{3})?(?= )',
  ' {0,6}\\d{1,7}\\.\\d{6}(?=\\])',
].join('|')

const time = new RegExp(`\\[?(?:${TIMES})\\]?:?`, 'y')
const glog = new RegExp(`[IWEF]\\d{4} ${CLOCK} +\\d+ [\\w.-]+:\\d+\\] ?`, 'y')
/** logcat of Android: with times and threads, as the studio shows it, and briefly. */
const logcat = new RegExp(`(?:\\d{4}-)?\\d\\d-\\d\\d ${CLOCK} +(?:\\d{1,7} +\\d{1,7} [VDIWEFA] [^:]{1,100}: ?|\\d{1,7}-\\d{1,7}(?:\\/\\S{1,150})? +\\S{1,100} +\\S{1,150} +[VDIWEFA]  ?|\\d{1,7}-\\d{1,7}(?:\\/\\S{1,150})? [VDIWEFA]\\/[^:]{1,100}: ?)`, 'y')
const logcatBrief = /([VDIWEFA]\/[^(:]{1,100}\( *\d{1,7}\)): ?/y
const compose = /([A-Za-z0-9][\w.@/:-]{0,100}) {0,40}\| ?/y
const bracketed = /\[([A-Za-z0-9@][\w.@/:-]{0,150})\] /y
const workspace = /(@?[a-z][\w./@-]{0,80}:[a-z][\w.-]{0,40}): /y
const workflow = /[^\t]{1,80}\t[^\t]{1,80}\t(?=\d{4}-\d\d-\d\dT)/y
const quote = /(?:> ?)+/y

const LEVELS = 'FATAL|ERROR|WARN|WARNING|INFO|DEBUG|TRACE|CRITICAL|SEVERE|NOTICE|ERR|WRN|INF|DBG'
const bracketedLevel = new RegExp(`\\[ *(?:${LEVELS}|${LEVELS.toLowerCase()}) *\\]:?`, 'y')
const bareLevel = new RegExp(`(?:(?:${LEVELS})(?=[ :|\\]\\t-]|$)|(?:${LEVELS.toLowerCase()})(?=:)):?`, 'y')
const pythonLevel = /(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[A-Za-z_][\w.]{0,80}:/y
const stream = /(?:stdout|stderr) [FP](?= |$)/y
const syslogTag = /(?:[\w.-]{1,100} )?([A-Za-z][\w./@-]{0,80}\[[A-Za-z0-9][\w.-]{0,40}\])(?::|(?= ))/y
const plainSyslogTag = /[\w.-]{1,100} ([A-Za-z][\w./@-]{0,80}):/y
const separator = /(?:---|[-|:])(?= |$)/y
const detail = /(?:\[(?:[^\]:\n]|:(?! )){0,150}\](?= )|\d{1,7}(?= +(?:---|\[(?!(?:ra|inlined|system|thunk|async)\])|[A-Z]{4,8}\b))|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=\t| )|[\w.$[\]/-]{1,120}(?= +[-:] )|##\[[a-z]{1,20}\])/y

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The `> ` marks of a quoted mail or Markdown block at the start of `text`: their length. */
export function quoteLength(text: string): number {
  return text.charCodeAt(0) === 62 ? (matchAt(quote, text, 0)?.[0].length ?? 0) : 0
}

export function readPrefix(line: string): Prefix {
  const first = line.charCodeAt(0)
  if (Number.isNaN(first) || first === 32 || first === 9) return NONE
  const text = line.length > REACH ? line.slice(0, REACH) : line
  const origin = readOrigin(text)
  const rest = readRecord(text, origin.length)
  return rest.length === 0 && rest.source === '' ? NONE : { length: rest.length, source: `${origin.source}${rest.source}` }
}

/** What stands before any timestamp: `service | `, `[pod/name/container] `, `job<tab>step<tab>`. */
function readOrigin(text: string): Prefix {
  const composed = matchAt(compose, text, 0)
  if (composed && /[A-Za-z]/.test(composed[1] ?? '') && !isLevel(composed[1] ?? '')) return { length: composed[0].length, source: `${composed[1]}|` }
  const pod = matchAt(bracketed, text, 0)
  if (pod && !isLevel(pod[1] ?? '')) return { length: pod[0].length, source: `[${pod[1]}]` }
  const task = matchAt(workspace, text, 0)
  if (task) return { length: task[0].length, source: `${task[1]}:` }
  const flow = matchAt(workflow, text, 0)
  return flow ? { length: flow[0].length, source: flow[0] } : NONE
}

function isLevel(word: string): boolean {
  return /^(?:FATAL|ERROR|WARN|WARNING|INFO|DEBUG|TRACE|CRITICAL|SEVERE|NOTICE)$/i.test(word)
}

/** Timestamp, level and what else one log record begins with. */
function readRecord(text: string, from: number): Prefix {
  const short = matchAt(glog, text, from) ?? matchAt(logcat, text, from) ?? matchAt(logcatBrief, text, from)
  if (short) return { length: from + short[0].length, source: '' }
  const stamp = matchAt(time, text, from)
  if (!stamp) return readLevelFirst(text, from)
  return readTokens(text, from + stamp[0].length, /^\[?[A-Z]/.test(stamp[0]))
}

/** The tokens behind a timestamp. `daemon` says that it is written as syslog does, which puts a host and a program behind it. */
function readTokens(text: string, from: number, daemon: boolean): Prefix {
  let at = from
  let source = ''
  let padded = false
  let pipes = 0
  for (let count = 0; count < 12; count++) {
    const next = skipSpaces(text, at)
    const gap = text.slice(at, next)
    const wide = gap.length > 1
    const tag = source === '' && !wide ? (matchAt(syslogTag, text, next) ?? (daemon ? matchAt(plainSyslogTag, text, next) : null)) : null
    const level = matchAt(bareLevel, text, next)
    const found = (tag ?? level)?.[0] ?? (wide && (!padded || gap.includes('\t')) ? '' : readToken(text, next, wide && pipes === 0))
    if (found === '') break
    if (tag) source = found
    if (found === '|') pipes++
    padded = !tag && level !== null
    at = next + found.length
  }
  return { length: afterOneBlank(text, at), source }
}

/** A token that must stand close to the one before it, lest the beginning of the line itself be taken for one. */
function readToken(text: string, at: number, far: boolean): string {
  if (far && text.charCodeAt(at) === 124) return ''
  for (const pattern of [stream, bracketedLevel, time, separator, detail]) {
    const match = matchAt(pattern, text, at)
    if (match) return match[0]
  }
  return ''
}

function readLevelFirst(text: string, from: number): Prefix {
  const python = matchAt(pythonLevel, text, from)
  if (python) return { length: from + python[0].length, source: '' }
  const named = matchAt(bracketedLevel, text, from) ?? matchAt(bareLevel, text, from)
  if (!named || !/^\[|^[A-Z]{3}/.test(named[0])) return { length: from, source: '' }
  const end = from + named[0].length
  const next = text.charCodeAt(end)
  return next === 32 || next === 9 ? { length: end + 1, source: '' } : { length: from, source: '' }
}

function skipSpaces(text: string, at: number): number {
  let next = at
  while (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 9) next++
  return next
}

function afterOneBlank(text: string, at: number): number {
  return text.charCodeAt(at) === 32 || (text.charCodeAt(at) === 9 && at > 0) ? at + 1 : at
}
