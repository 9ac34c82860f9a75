/** Which names write logs, in the languages' own libraries and in those that most programs use. */

import type { LogLevel, Sink } from './answers.ts'

const LEVELS: readonly (readonly [LogLevel, string])[] = [
  ['fatal', 'fatal|critical|crit|emergency|emerg|alert|panic|severe|wtf|dpanic|die'],
  ['error', 'error|err|exception|fail(?:ed|ure)?'],
  ['warn', 'warning|warn|wrn'],
  ['info', 'information|info|inf|notice|config|success|status|audit'],
  ['debug', 'debug|dbg|fine|verbose'],
  ['trace', 'trace|finer|finest|silly|verb'],
]

/** What libraries put behind a level: `Infof`, `infow`, `warnln`, `InfoContext`, `warn_once`, `InfoS`. */
const SUFFIX = '(?:f|w|ln|s|v|p|c|ctx|format|f?context|depth|once|with|event|message|msg|_f|_once|_ratelimited|_exc)?'
const LEVEL_NAME = new RegExp(`^(?:log|write|emit|trace|pr|dev|netdev|print|qC?)?_?(${LEVELS.map(([, names]) => names).join('|')})_?${SUFFIX}$`, 'i')

/** A word of its own within a name, in any of the ways in which names are put together. */
const LOG_WORD = /(?:^|[^a-zA-Z])[lL]ogg?(?:er|ers|ing|s)?(?:$|[^a-z])|(?:^|[^A-Z])LOGG?(?:ER|ERS|ING)?(?:$|[^A-Z])|(?:^|[a-z\d_])Logg?(?:er|ers|ing|s)?(?:$|[^a-z])|^[a-z]?log(?:f|ln|p|w)?$|(?:console|slog|klog|glog|zlog|syslog|logrus|zerolog|spdlog|structlog|pino|winston|bunyan|Timber|Log4j)/

/** `authlog`, `pmlog`: names written small and whole; other words that end alike are left out. */
const ENDS_WITH_LOG = /^(?!(?:back|cata|ana|dia|pro|epi|mono|v|water)log$)[a-z]{2,12}log$/

const OUTPUT = /^(?:e?print(?:f|ln|s|_r|k)?|[fd]printf|fprint(?:f|ln)?|Print(?:f|ln)?|Fprint(?:f|ln)?|puts|fputs|perror|psignal|echo|errx?|warnx?|verrx?|vwarnx?|WriteLine|writeln|NSLog|say|put_line)$/i

const KERNEL = /^(?:printk|pr_\w+|dev_\w+|netdev_\w+|syslog|vsyslog|elog|ereport|ereport_domain|die|die_errno|fatal|bail_out)$/

/** `DBG_ERR`, `VIR_WARN`, `g_warning`, `btrfs_info`, `ROS_WARN_STREAM`: C puts the name of the house before the level. */
const ENDS_WITH_LEVEL = /^(?!(?:get|set|is|has|no|on)_)[a-z][a-z\d_]*_(?:err|warn(?:ing)?|info|notice|debug|dbg|trace|crit|alert|emerg|fatal)$|^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_(?:ERR(?:OR)?|WARN(?:ING)?|INFO|NOTICE|DEBUG|DBG|TRACE|CRIT|ALERT|EMERG|FATAL)(?:_[A-Z\d]+){0,3}$/

/** `trace_performance_since`, `debug_strbuf`; on a thing such names do something else: `f.debug_struct(…)` makes a text. */
const BEGINS_WITH_LEVEL = /^(?:trace|debug|dbg)_(?!\w*(?:span|assert)|(?:\w+_)?(?:add|get|set|is|has|init|new|free)_)\w/

/** `trace_printf`, `log_printf_key`; and `wpa_printf`, which may be anything that prints, but for what fills a text. */
const PRINTS = /^(?!\w*(?:str|buf|name|text|path))[a-zA-Z]\w*_(?:argv_)?v?printf(?:_[a-z]+)?$/
const PRINTS_LOGS = /(?:^|_)(?:log|trace|debug|dbg|info|warn|err|error)_(?:argv_)?v?printf/

/** `getLogger`, `set_log_level`, `isLoggable`. */
const MAKES_LOGGER = /^(?:get|set|is|has|create|make|new|with|configure|setup|init)(?=[A-Z_])/

/** Levels of some loggers, and what other things do: `response.status(404)`, `writeConfigs(…)`. */
const ALSO_OTHERS = /config|success|status|audit/i

const isLevelName = (name: string, receiver: string) => {
  const [, level = ''] = LEVEL_NAME.exec(name) ?? []
  return level !== '' && (!ALSO_OTHERS.test(level) || (receiver === '' && name === level) || LOG_WORD.test(receiver) || /^(?:signale|consola)\b/.test(receiver))
}

/** What is called, and the text of what it is called on, without arguments; empty where it is called on nothing. */
export function sinkOf(name: string, receiver: string): Sink {
  if ((FORMATTER.test(name) && !OUTPUT.test(name)) || (receiver === '' && /^(?:Err|Error|Exception)$/.test(name))) return 'unknown'
  if (isLevelName(name, receiver) || KERNEL.test(name) || ENDS_WITH_LEVEL.test(name) || (receiver === '' && BEGINS_WITH_LEVEL.test(name)) || PRINTS_LOGS.test(name) || ENDS_WITH_LOG.test(name) || (LOG_WORD.test(name) && !MAKES_LOGGER.test(name)) || /^LOGV\d/.test(name)) return 'logger'
  if (LOG_WORD.test(receiver) && /^(?:add|append|emit|entry|event|msg|msgf|message|print\w*|put|send|write\w*|record|panic\w*|out|output|[a-z])$/i.test(name)) return 'logger'
  return OUTPUT.test(name) || PRINTS.test(name) ? 'output' : 'unknown'
}

/** What a method is declared with that logs the message which stands there. */
export const DECLARES_LOG = /^(?:LoggerMessage|LogMessage|Message)$/

/** Whether what is called on a thing is called on a logger. Its other methods may write too, if they are given a message. */
export const isLogger = (receiver: string): boolean => LOG_WORD.test(/[\w$]*$/.exec(receiver)?.[0] ?? '')

const WORDS = LEVELS.map(([level, names]) => [level, new RegExp(`(?:^|[^a-z])(?:${names})(?:$|[^a-z])`, 'i')] as const)

/** The level that a name such as `warnOnce`, `LL_WARNING`, `Level.INFO` or `:error` speaks of. */
export function levelOf(name: string): LogLevel | null {
  const [, named] = LEVEL_NAME.exec(name) ?? []
  const words = named ?? name.replace(/([a-z])([A-Z])/g, '$1_$2')
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}

/** A text that is the level of what follows it: `log('error', 'request failed')`. */
export const isLevel = (text: string): boolean => /^(?:fatal|critical|crit|emerg|alert|error|err|warn|warning|notice|info|debug|verbose|trace|silly)$/i.test(text)

/** Makes a text from a format and values. */
export const FORMATTER = /^(?:v?s?n?w?printf(?:_s)?|sprintf\w*|asprintf|psprintf|strprintf|g_strdup_printf|xstrfmt|xasprintf|Sprintf|Errorf|Wrapf|format|Format|formatted|StringFormat|strformat|MessageFormat|fmt|lazyFormat|err(?:msg|detail|hint|context)\w*|bformat)$/

/** Gives back the text that it is given, or that it is called on; colours are lost with what stands around the text for them. */
export const WRAPPER = /^(?:_|__|N_|_n|_LI|_LW|_LE|_LC|_LI|gettext\w*|ngettext|tr|i18n|translate|toString|to_s|to_string|to_owned|String|string|str|valueOf|from|into|freeze|strip|trim|dedent|strdup|pstrdup|StringBuilder|StringBuffer|StringIO|c_str|as_str|as_ref|clone|Text|F|TEXT|QStringLiteral|QString|fromLatin1|New|trimIndent|trimMargin|html_safe|red|green|yellow|blue|cyan|magenta|gr[ae]y|white|black|bold|dim|italic|underline|inverse)$/

/** Puts a text behind the one that it is called on. */
export const APPENDER = /^(?:append\w*|push_str|push|concat|concatenate|plus|add|WriteString|sbAppend)$/

/** Writes a text into the variable that is its first argument, behind what may stand there or not. */
export const FILLS = /^(?:v?sn?w?printf(?:_s)?|v?asprintf|strl?n?cpy|strl?n?cat|appendStringInfo\w*|initStringInfo|strbuf_add\w*)$/

/** A name without which nothing above says that a call writes or makes a message; a regular expression of Rust's. */
export const MAY_LOG = String.raw`(?i)log|report|trace|debug|dbg|info|^inf|notice|warn|wrn|err|fatal|crit|alert|emerg|panic|severe|fail|print|puts|echo|^write|^die|^say|fine|silly|verb|wtf|success|status|audit|exception|^pr_|^dev_|append|push_str|str\w*c(?:at|py)|timber|^console$`
