import type { Taken } from '../../../syntax/index.ts'
import type { Family } from '../families.ts'

/** Whose modules are named alike. `other`: of a package manager that only indexes speak of. */
export type ModuleFamily = Family | 'other'

/** A module as code names it, without what only says where in it something is: a package of npm, a crate, a package of Java. */
export interface NamedModule {
  module: string
  names: readonly string[]
}

interface Naming {
  /** What an import takes from modules that may be another repository's; nothing where it names a file beside its own, or the language itself. */
  read(taken: Taken): NamedModule[]
  /** Under which names such a module may be published, the most telling first. */
  published(module: string): string[]
}

const whole = (module: string): string[] => [module]

/** A name and what it stands in: `a/b/c`, `a/b`, `a`. */
function withParents(module: string, separator: string): string[] {
  const parts = module.split(separator)
  return parts.map((_, at) => parts.slice(0, parts.length - at).join(separator))
}

/** Namespaces hold modules of several packages, so that what is taken from one may be a module: `from acme import tax`. */
const pythonModules = ({ module, names }: Taken): NamedModule[] =>
  module.startsWith('.') ? [] : module.includes('.') || names.length === 0 ? [{ module, names }] : names.map((name) => ({ module: `${module}.${name}`, names: [name] }))

/** Nobody but the language may publish `java.…`. Classes begin with a capital letter and packages do not, by the language's own conventions: https://docs.oracle.com/javase/specs/jls/se21/html/jls-6.html#jls-6.1. */
function javaPackage({ module, names }: Taken): NamedModule[] {
  const parts = module.split('.')
  const at = parts.findIndex((part) => /^\p{Lu}/u.test(part))
  const named = at < 0 ? parts : parts.slice(0, at)
  return named.length < 2 || named[0] === 'java' ? [] : [{ module: named.join('.'), names: at < 0 ? names : [parts[at] ?? ''] }]
}

/** Every C compiler and system has these or generates them, also repositories that bring their own: https://en.cppreference.com/w/c/header, https://pubs.opengroup.org/onlinepubs/9799919799/idx/head.html. */
const system = new RegExp(String.raw`^(?:(?:sys|linux|asm|asm-generic|net|netinet|arpa|bits|rpc|gnu|mach|machine|uapi)/.*|(?:aio|alloca|assert|byteswap|complex|cpio|ctype|dirent|dlfcn|elf|endian|err|errno|execinfo|fcntl|features|fenv|float|fnmatch|fts|ftw|getopt|glob|grp|iconv|ifaddrs|inttypes|iso646|langinfo|libgen|libintl|limits|link|locale|malloc|math|memory|mntent|monetary|mqueue|ndbm|netdb|nl_types|poll|pthread|pty|pwd|regex|resolv|sched|search|semaphore|setjmp|shadow|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|stropts|syslog|tar|termio|termios|tgmath|threads|time|uchar|ucontext|ulimit|unistd|utime|utmp|utmpx|values|wait|wchar|wctype|wordexp|windows|winsock2|ws2tcpip|process|direct|conio|io|unwind|cpuid|\w*mmintrin|\w+intrin|config)\.h|[a-z_]+)$`)

const headerOf = (module: string) => module.replace(/^<|>$/g, '').replace(/^(?:\.{1,2}\/)+/, '')

/** By family; of the others it is not known what their imports name. */
export const namings: Partial<Record<ModuleFamily, Naming>> = {
  javascript: {
    read({ module, names }) {
      const name = /^(?:@[^/]+\/)?[\w-][^/:]*/.exec(module)?.[0]
      return name === undefined || module.startsWith('node:') ? [] : [{ module: name, names }]
    },
    published: whole,
  },
  go: { read: ({ module, names }) => [{ module, names }], published: (module) => withParents(module, '/') },
  python: { read: pythonModules, published: (module) => withParents(module, '.') },
  jvm: { read: javaPackage, published: whole },
  rust: {
    read({ module, names }) {
      const [crate = '', ...inside] = module.replace(/^::/, '').split('::')
      return ['', 'crate', 'self', 'super', 'std', 'core', 'alloc'].includes(crate) ? [] : [{ module: crate, names: inside.length > 0 && names.length === 0 ? inside.slice(-1) : names }]
    },
    published: whole,
  },
  ruby: { read: ({ module }) => (/^[./A-Z]/.test(module) ? [] : [{ module: module.replace(/\.rb$/, ''), names: [] }]), published: whole },
  c: {
    read({ module }) {
      const header = headerOf(module)
      return header === '' || system.test(header) ? [] : [{ module: header, names: [header] }]
    },
    published: whole,
  },
}
