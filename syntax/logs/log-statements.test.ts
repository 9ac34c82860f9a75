import { describe, expect, test } from 'vitest'
import { grammarOf, grammarOfText } from '../grammars.ts'
import { parseSource } from '../source.ts'
import type { LogStatement, Template } from './answers.ts'
import { LOG_GRAMMARS } from './grammars.ts'
import { logStatements } from './log-statements.ts'

const statementsIn = (language: string, text: string): LogStatement[] => {
  const grammar = grammarOf(language)
  if (grammar === undefined) throw new Error(`No grammar reads ${language}.`)
  return logStatements(parseSource(grammarOfText(grammar, text), text))
}

const marks = { any: '<>', integer: '<d>', number: '<n>', hex: '<x>', rest: '<…>' }

const showTemplate = (template: Template) =>
  template.map((part) => (typeof part === 'string' ? part.replaceAll('\n', '⏎') : 'parameter' in part ? `<#${part.parameter}>` : 'constant' in part ? `<${part.constant}>` : marks[part.hole])).join('')

/** `level text | other text {fields}`; with `?` for what is not known to log, `>` for what prints, and a name and `=` for a constant. */
const show = ({ sink, callee, level, templates, fields }: LogStatement) =>
  `${sink === 'constant' ? `${callee} =` : `${sink === 'unknown' ? '? ' : sink === 'output' ? '> ' : ''}${level ?? '-'}`} ${templates.map(showTemplate).join(' | ')}${fields.length > 0 ? ` {${fields.join()}}` : ''}`

/** What a text logs, in its order. */
function check(language: string, text: string, ...expected: string[]): void {
  test(`${language}: ${text} ⇒ ${expected.join('; ')}`, () => expect(statementsIn(language, text).map(show)).toEqual(expected))
}

const inClass = (body: string) => `class A { void f(String a, String b) { ${body} } }`
const inGo = (body: string) => `package a\nfunc f(a string, b ...any) { ${body} }`
const inC = (body: string) => `void f(const char *a, int b) { ${body} }`
const inRust = (body: string) => `fn f(a: &str, b: i32) { ${body} }`

describe('JavaScript and TypeScript', () => {
  check('TypeScript', 'log.info(`a ${x} c`, y)', 'info a <> c <>')
  check('TypeScript', 'console.log("a b" + c, { d: 1 })', '- a b<> {d}')
  check('TypeScript', 'this.log?.warn("took %d ms", t)', 'warn took <d> ms')
  check('TypeScript', 'log.info({ a: 1 }, "msg %s", x)', 'info msg <> {a}')
  check('TypeScript', 'logger.log({ level: "info", message: `hi ${x}` })', '- hi <>')
  check('TypeScript', 'log("error", "request failed", { path })', 'error request failed {path}')
  check('TypeScript', 'logger.log("warning", `slow ${x}`)', 'warn slow <>')
  check('TypeScript', 'console.log("error", "in a tag"); log("status", "of it"); log.info("error", "told")', '- error in a tag', '- status of it', 'info error told')
  check('TypeScript', 'console.error("no", "such %s")', 'error no such %s')
  check('TypeScript', 'log.timing(name, `Completed in ${ms}ms`)', '- <> Completed in <>ms')
  check('TypeScript', 'log.info("using", "npm@%s", version)', 'info using npm@<>')
  check('TypeScript', 'log.info(`a\\nb ${x}\\n`); log.info(chalk.green(`grown ${x} of it`)); log.error(new Error("no tea"))', 'info a⏎b <>⏎', 'info grown <> of it', 'error no tea')
  check('TypeScript', 'fail(400, `no ${x} of it`)', 'error <> no <> of it')
  check('TypeScript', 'refuse(400, `no ${x} of it`)', '? - no <> of it')
  check('TypeScript', 'foo("hello world"); foo("word"); foo(1)', '? - hello world')
  check('TypeScript', 'function f(x) { let m = x ? "big file" : "small file"; m += "!"; log.warn(m) }', 'warn big file! | small file!')
  check('JavaScript', 'const NAME = "the cart"; log.debug(NAME)', 'debug the cart', 'NAME = the cart')
  check('JavaScript', 'const f = (level, message) => logger.log(level, message)', '- <#0>', '- <#1>')
  check('JavaScript', 'throw new Error("no item " + id)', '? - no item <>')
  check('TSX', 'const a = <b onClick={() => console.log("clicked it")} />', '- clicked it')
})

describe('Python', () => {
  check('Python', 'log.info("a %s b", x)', 'info a <> b')
  check('Python', 'LOG.warning("a %(name)s b" % {"name": 1})', 'warn a <> b')
  check('Python', 'self.logger.error(f"a {b!r:>3} {{c}}")', 'error a <> {c}')
  check('Python', 'logging.debug("a {} b".format(x))', 'debug a <> b')
  check('Python', 'log.info(_("x y"), extra={"a": 1})', 'info x y {a}')
  check('Python', 'log.info("user_login", user=1)', 'info user_login {user}')
  check('Python', 'log.info("a {tea} b", tea=x); log.info("a {tea} b")', 'info a <> b {tea}', 'info a {tea} b')
  check('Python', 'log.info("one " "two " + x)', 'info one two <>')
  check('Python', 'print("a", x, "b c")', '> - a <> b c')
  check('Python', 'def f(self, a):\n  msg = "got " + a\n  log.info(msg)', 'info got <#0>')
  check('Python', 'def f(a):\n  m = "big one" if a else "small one"\n  log.info("It is %s", m)', 'info It is <>')
  check('Python', 'def log(self, level, msg):\n  self._log.log(level, msg)', '- <#0>', '- <#1>')
  check('Python', 'def debug(self, msg):\n  log.debug(decorated(self, msg))\n  log.debug(size(self))', 'debug <><#0><…>', 'debug ')
  check('Python', 'raise ValueError("bad value %s" % x)', '? - bad value <>')
})

describe('Java, Kotlin, Scala', () => {
  check('Java', inClass('LOG.info("a {} z" + b, c);'), 'info a <> z<#1>')
  check('Java', inClass('LOG.warn(String.format("%s took %d ms", a, t), e);'), 'warn <#0> took <d> ms<…>')
  check('Java', inClass('LOG.error("lost " + a + ": " + e.getMessage(), e);'), 'error lost <#0>: <><…>')
  check('Java', inClass('LOG.info("{} = {} ms", X.FLUSH_DELAY, y);') + ' class X { static final String FLUSH_DELAY = "flush.delay"; }', 'info flush.delay = <> ms')
  check('Java', inClass('StringBuilder sb = new StringBuilder("got "); sb.append(a); sb.append(" and more"); LOG.info(sb.toString());'), 'info got <#0> and more')
  check('Java', inClass('StringBuilder m = new StringBuilder(); m.append("not ").append(a).append(" as:"); if (x) m.append(" big;"); if (y) { m.append(" far;"); } LOG.info(m.toString());'), 'info not <#0> as: big; far; | not <#0> as: far; | not <#0> as: big; | not <#0> as:')
  check('Java', inClass('String m = "all"; for (String s : b) m += ", " + s; LOG.info(m);'), 'info all<> | all')
  check('Java', inClass('String m = "old"; m = "new one"; LOG.info(m);'), 'info new one')
  check('Java', inClass('if (x) { String m = "one"; LOG.info(m + " a"); } else { String m = "two"; LOG.info(m + " b"); }'), 'info one a', 'info two b')
  check('Java', inClass('String m = String.format("from %s %s", x, y ? "with it" : "without"); LOG.info(m);'), '? - from <> with it | from <> without', 'info from <> with it | from <> without')
  check('Java', inClass('LOG.error(new StringBuilder().append("x of ").append(b).toString());'), 'error x of <#1>')
  check('Java', inClass('logger.log(Level.WARNING, "x {0} y", a);'), 'warn x <#0> y')
  check('Java', inClass('log.atInfo().addArgument(a).log("x {} y");'), 'info x {} y')
  check('Java', inClass('System.out.println("it is " + a);'), '> - it is <#0>')
  check('Java', inClass('LOG.info(token); LOG.isInfoEnabled(); x.y(token);'), 'info ')
  check('Java', inClass('log.logp(Level.INFO, "Cart", "add", "added {0} of it", a);'), 'info added <#0> of it')
  check('Java', 'interface A { @LogMessage(level = INFO) @Message(id = 4, value = "Version %s of it") void version(String v); @Deprecated("No more of it") void old(); }', '- Version <> of it')
  check('Java', inClass('throw new IOException("no block " + a);'), '? - no block <#0>')
  check('Java', 'class A { void audit(String text) { LOG.info(text); } }', 'info <#0>')
  check('Java', 'class A { void env(String text, Entry e) { LOG.info(text + e.toString()); } }', 'info <#0><#1>')
  check('Kotlin', 'fun f(a: String) { log.info { "got $a and ${b.c} now" } }', 'info got <> and <> now')
  check('Kotlin', 'fun f(a: String) { log.error(e) { "lost $a of it" }\nlog.log(Level.INFO) { "all of $a" } }', 'error lost <> of it', 'info all of <>')
  check('Kotlin', 'fun f(a: String) { val m = "got " + a; logger.warn(m, e) }', 'warn got <#0><…>')
  check('Scala', 'class A { def f(a: String): Unit = { logInfo(s"got $a and ${b.c} now" + x) } }', 'info got <#0> and <> now<>')
})

describe('Go', () => {
  check('Go', inGo('log.Printf("a %s took %d\\n", a, n)'), '- a <#0> took <d>⏎')
  check('Go', inGo('lg.Info("served it", zap.String("k", v), zap.Error(err))'), 'info served it {k}')
  check('Go', inGo('slog.Warn("slow it is", "key", v)'), 'warn slow it is {key}')
  check('Go', inGo('level.Info(l).Log("msg", "hey you", "k", v)'), 'info hey you {k}')
  check('Go', inGo('log.Info().Str("a", b).Msg("zero log")'), 'info zero log')
  check('Go', inGo('log.Println("got", a)'), '- got <#0>')
  check('Go', inGo('m := fmt.Sprintf("x %d", 1)\nm += `raw`\nlog.Print(m)'), '- x <d>raw')
  check('Go', 'package a\nconst Text = "a constant text"\nfunc f() { log.Print(Text) }', '- a constant text')
  check('Go', 'package a\nfunc (s *S) logf(format string, args ...any) { s.log.Printf(format, args...) }', '- <#0>')
  check('Go', inGo('writeConfigs(a); res.Status(b); LOG.Status("all is well")'), 'info all is well')
  check('Go', inGo('return fmt.Errorf("reading %q: %w", a, err)'), '? - reading <#0>: <>')
})

describe('Ruby', () => {
  check('Ruby', 'logger.info "a #{b} c"', 'info a <> c')
  check('Ruby', 'Rails.logger.warn { "slow #{x}" }', 'warn slow <>')
  check('Ruby', 'def f(a)\n  m = "a %s" % a\n  m << " more"\n  logger.error(m)\nend', 'error a <> more')
  check('Ruby', 'def f(a, b)\n  m = a\n  m = "[hidden]" if b\n  debug "ran #{m} now"\nend', 'debug ran <> now')
  check('Ruby', 'puts("it is " + x)', '> - it is <>')
  check('Ruby', 'raise ArgumentError, "no such thing"', '? - no such thing')
})

describe('constants of other files', () => {
  check('Python', 'from a import texts\nlog.info(texts.TEXT_SENT, a)', 'info <TEXT_SENT>')
  check('Python', 'TEXT_SENT = """Sent %(name)s in %(time)ss"""\nSHORT = "x"\nclass A:\n  LOST_IT = "lost it"', 'TEXT_SENT = Sent <> in <>s', 'LOST_IT = lost it')
  check('Go', inGo('log.Print(store.ErrNoCart)'), 'error <ErrNoCart>')
  check('Go', 'package a\nconst NO_CART string = "no cart %s"\nvar ErrNoCart = errors.New("there is no cart")', 'NO_CART = no cart <>', '? - there is no cart', 'ErrNoCart = there is no cart')
  check('C', 'static const char *NO_CART = "no cart %d"; const char SENT_IT[] = "sent it"; char *other = "it is other";', 'NO_CART = no cart <d>', 'SENT_IT = sent it')
  check('Kotlin', 'const val NO_CART: String = "no cart %s"', 'NO_CART = no cart <>')
  check('Java', 'class A { static final String NO_CART = "no cart {}"; }', 'NO_CART = no cart <>')
  check('Rust', 'const NO_CART: &str = "no cart {}";', 'NO_CART = no cart <>')
  check('Ruby', 'NO_CART = "no cart".freeze', 'NO_CART = no cart')
  check('C#', 'class A { const string NO_CART = "no cart {0}"; }', 'NO_CART = no cart <>')
  check('PHP', '<?php const NO_CART = "no cart %s";', 'NO_CART = no cart <>')
  check('Java', inClass('log.warn(Texts.NO_CART, a); log.log(Level.INFO, a);'), 'warn <#0>', 'warn <NO_CART>', 'info <#0>')
  check('C++', 'void f() { LOG(ERROR) << TEXT_OF << " of it"; }', 'error <TEXT_OF> of it')
  check('TypeScript', 'log.warn(Texts.NO_CART + id)', 'warn <NO_CART><>')
  check('JavaScript', 'export const TEXTS = { CART_SENT: "Cart %s was sent", SHORT: "x", other: "it is other" }', 'CART_SENT = Cart <> was sent')
  check('TypeScript', 'enum Texts { NO_CART = "There is no cart" }; const f = () => log.info(Texts.NO_CART)', 'info <NO_CART>', 'NO_CART = There is no cart')
})

describe('C and C++', () => {
  check('C', inC('printf("a %" PRIu64 " b\\n", x);'), '> - a <d> b⏎')
  check('C', inC('serverLog(LL_WARNING, "lost %s" " again", a);'), 'warn lost <#0> again')
  check('C', inC('ereport(ERROR, (errcode(X), errmsg("no \\"%s\\"", a), errdetail("It is %d.", b)));'), 'error no "<#0>" | It is <d>.')
  check('C', inC('char buf[9]; snprintf(buf, sizeof buf, "has %d", b); elog(LOG, "%s", buf);'), '- has <d>')
  check('C', inC('const char *m; switch (b) { case 1: m = "one way"; break; default: m = "other way"; } log(m);'), '- one way | other way')
  check('C', '#define TEXT "of a macro"\nvoid f(void) { pr_err(TEXT); }', 'TEXT = of a macro', 'error of a macro')
  check('C', '#define AT "[at %8" X_FORMAT "] by %" PRIu64 "!"\nvoid f(int b) { log_info(AT " it is", X(b), b); }', 'info [at <>] by <d>! it is')
  check('C', inC('log_info("%*s of %.*s at 0x%" G_GINT64_MODIFIER "x", b, "", 3, a, x);'), 'info <d><> of <d><#0> at 0x<x>')
  check('C', '#define LOCK(x) do { \\\n  LOG_DEBUG("locking %p of it", x); \\\n  lock(x); \\\n} while (0)\n#define TWICE(x) (2 * (x))\n#define SAY(text, x) LOG_INFO("so: " text, x)\nvoid f(int b) { LOCK(&b); TWICE(b); SAY("it is %d", b); }', '> - it is <d>', 'debug locking <> of it')
  check('C', 'void serverLog(int level, const char *fmt, ...) { vsnprintf(msg, sizeof(msg), fmt, ap); raw_log(msg); }', '- <#1>')
  check('C', inC('LOG(3, ("took %d of %s" " now\\n", b, a));'), '- took <d> of <#0> now⏎')
  check('C', inC('shop_warn("%s: no tea for %d\\n", __func__, b); SHOP_INFO("tea for %d", b); get_err("no such thing"); '), 'warn f: no tea for <d>⏎', 'info tea for <d>', '? - no such thing')
  check('C', inC('trace_printf_key(&k, "ran %d of", b); shop_printf("ran %d", b); str_printf(&s, "ran %d in", b);'), 'trace ran <d> of', '> - ran <d>', '? - ran <d> in')
  check('C', inC('LOG_IT("from %" X_TIME_FORMAT " to %08" X_TIME_FORMAT, X_ARGS(a), b); LOG_IT(X_HEAD " %d of", b);'), '- from <> to <#1>', '- <X_HEAD> <d> of')
  check('C', inC('log_error("failed: %m"); log_info("all 100%% of it"); printf("no 100%% of it");'), 'error failed: <>', 'info all 100% of it', '> - no 100% of it')
  check('C++', inC('log_error("failed: %m"); log_info("{\\"a\\": 1}");'), 'error failed: <>', 'info {"a": 1}')
  check('C', inC('trace_performance_since(&t, "ran %d", b); debug_strbuf("got %d", b); dbg_it("so"); trace_add_env(&t, "ran %d", b); my.debug_it("it is"); trace_span("all of it"); debug_assert_eq(b, "it is so");'), 'trace ran <d>', 'debug got <d>', 'debug so', '? - ran <d>', '? - it is', '? - all of it', '? - it is so')
  check('C++', inC('LOG(INFO) << "a " << b << " c";'), 'info a <#1> c')
  check('C++', inC('ROS_WARN_STREAM("slow " << a); qCWarning(cat, "slow %d", b); LOGV2(12, "told {b}", "b"_attr = b); dout(10) << "got " << a << dendl;'), 'warn slow <#0>', 'warn slow <d>', '- told <>', '- got <#0><>')
  check('C++', inC('std::cerr << "bad " << a << std::endl;'), '> - bad <#0><>')
  check('C++', inC('spdlog::info("a {} b", b); logger->warn(fmt::format("x {}", a));'), 'info a <#1> b', 'warn x <#0>')
})

describe('Rust', () => {
  check('Rust', inRust('info!("a {} {b}", x, k = 1);'), 'info a <> <> {k}')
  check('Rust', inRust('log::warn!(target: "net", "a {:?}", a);'), 'warn a <#0>')
  check('Rust', inRust('tracing::info!(peer = %p, "connected to {}", x);'), 'info connected to <> | connected to <> peer=<> {peer}')
  check('Rust', inRust('trace!(rem = n); debug!(?frame); debug!(target: "net", frame.kind = ?k, %self.id, state = "open"); trace!(b); x!(rem = n);'), 'trace rem=<> {rem}', 'debug frame=<> {frame}', 'debug frame.kind=<> self.id=<> state=open {frame.kind,self.id,state}', 'trace <#1>')
  check('Rust', inRust('let m = format!("x {}", a); error!("{}", m);'), 'error x <#0>')
  check('Rust', inRust('tokio::select! { _ = x => { debug!("inner {}", y); } }'), 'debug inner <>')
  check('Rust', inRust('event!(Level::INFO, "came {}", a); return Err(anyhow!("no {} of it", a));'), 'info came <#0>', '? - no <#0> of it')
  check('Rust', inRust('f.debug_struct("of it {}"); f.debug_list(); debug_assert!(b > 1, "b is {}", b); debug_span!("in here");'), '? - of it {}', '? - b is <#1>', '? - in here')
  check('Rust', inRust('eprintln!("gone");'), '> - gone')
})

describe('C# and PHP', () => {
  check('C#', 'class A { void F(string a) { _logger.LogInformation("a {B} c", a); } }', 'info a <#0> c')
  check('C#', 'class A { void F(string a) { Console.WriteLine($"x {a:0.0} z" + w); } }', '> - x <> z<>')
  check('C#', 'static partial class A { [LoggerMessage(14, LogLevel.Information, "Now on {address}", EventName = "On")] static partial void On(ILogger l, string address); [Obsolete("Use the other one")] void G() {} }', 'info Now on <>')
  check('C#', 'static partial class A { [LoggerMessage(Level = LogLevel.Warning, Message = "Lost {Thing} of it")] static partial void Lost(ILogger l, string thing); }', 'warn Lost <> of it')
  check('C#', 'class A { Action x = LoggerMessage.Define<string>(LogLevel.Debug, new EventId(3), "Defined {Y} here"); void F() { Trace.TraceWarning("slow {0}", x); log.InfoFormat("got {0} of", x); } }', '- Defined <> here', 'warn slow <>', 'info got <> of')
  check('C#', 'class A { void F(string a) { var m = string.Format("got {0}", a); log.Error(e, m); } }', '? - got <#0>', 'error got <#0>')
  check('PHP', '<?php class A { function f($a) { $this->logger->info("a $a {$c->d} e" . $x); } }', 'info a <> <> e<>')
})

describe('places', () => {
  test('a statement is at the line of the name that is called, and ends where the call does', () => {
    const [statement] = statementsIn('Java', inClass('\nlog\n  .info(\n  "it is " +\n  a);\n'))
    expect(statement).toMatchObject({ line: 2, endLine: 4, within: 'f', callee: 'info', argument: 0 })
  })

  test('what logs is no more told by what it is given', () => expect(statementsIn('C', inC('elog(LOG, psprintf("a %d", b));'))).toHaveLength(1))
})

describe('hostile texts', () => {
  for (const grammar of Object.keys(LOG_GRAMMARS)) {
    test(`the kinds that are looked for are those of ${grammar}`, () => {
      expect(logStatements(parseSource(grammar as keyof typeof LOG_GRAMMARS, 'x'))).toEqual([])
    })
  }

  const cases = [inClass('LOG.info("a {} z" + b, c); String m = a ? "x" : "y"; m += "z"; LOG.warn(m);'), inGo('m := fmt.Sprintf("x %d", 1)\nlog.Print(m)'), inC('char b[9]; sprintf(b, "x %d", 1); log(b);')]
  for (const [at, language] of ['Java', 'Go', 'C'].entries()) {
    test(`${language}, cut anywhere`, () => {
      const text = cases[at] ?? ''
      for (let end = 0; end <= text.length; end += 3) expect(Array.isArray(statementsIn(language, text.slice(0, end)))).toBe(true)
    })
  }

  test('a long sum is read, and a text of many ways is bounded', () => {
    expect(statementsIn('Java', inClass(`LOG.info("start " + ${'a + '.repeat(3_000)}b);`))).toHaveLength(1)
    const [statement] = statementsIn('Java', inClass(`String m = "begun"; ${'m += "x"; '.repeat(300)} LOG.info(m);`))
    expect(statement?.templates.length).toBeLessThanOrEqual(64)
  })

  test('names that stand for themselves come to an end', () => {
    expect(statementsIn('Go', inGo('err := f(); err = fmt.Errorf("a: %v", err); err = fmt.Errorf("b: %v", err); lg.Info(err.Error(), err)'))).not.toHaveLength(0)
    expect(statementsIn('Java', inClass('String m = m + n; String n = m; LOG.info("a " + m + n);'))).toHaveLength(1)
  })
})
