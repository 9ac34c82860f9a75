/**
 * Runs programs for Node over what a stranger wrote. The program is one that we brought along; what it reads may try to have it read, write,
 * start or send something. So it gets:
 *
 * - Node's permissions: it reads what it is handed and itself, writes to one folder, starts no program or thread, and loads no addon.
 * - The kernel's walls, where there are any (walls.ts): no network, and no other process to be seen.
 * - The kernel's limits: time of a processor, memory and the size of a file. It gives way to other programs, and is killed with all that it started.
 * - An environment without our settings and secrets.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { enclose, findWalls, type Enclosed, type Walls } from './walls.ts'

export type { Walls } from './walls.ts'

export interface SandboxLimits {
  /** Of a processor. By the clock it gets ten times that, as it gives way to others. */
  seconds: number
  memoryMb: number
  /** Of each file that it writes. */
  fileBytes: number
  /** How far it gives way to all else: 0 not at all, 19 until nothing else wants a processor. */
  niceness: number
}

export interface SandboxRun extends Enclosed {
  /** Modules, loaded in this order: what makes the program run under permissions, then the program. */
  modules: readonly [...preloaded: string[], program: string]
  args: readonly string[]
  limits: SandboxLimits
  signal: AbortSignal
}

/** How it ended, with the last of what it printed: words of a stranger. */
export interface SandboxEnd {
  state: 'done' | 'failed' | 'too_long' | 'too_large'
  output: string
}

export interface Sandbox {
  /** Found out once, when first asked. */
  walls(): Promise<Walls>
  /** Rejects with the signal's reason, never because of what the program did. */
  run(run: SandboxRun): Promise<SandboxEnd>
}

interface SandboxOptions {
  /** A folder that exists, for trying what the machine lets us do. */
  scratch: string
  /** Takes these instead of the best that there are. */
  fixed?: Walls
}

export function createSandbox({ scratch, fixed }: SandboxOptions): Sandbox {
  let found = fixed === undefined ? undefined : Promise.resolve(fixed)
  const walls = () => (found ??= findWalls(scratch))
  return {
    walls,
    async run(run) {
      const command = [...enclose(await walls(), { ...run, reads: [...run.reads, process.execPath] }), process.execPath, ...nodeArgs(run)]
      run.signal.throwIfAborted()
      const ended = await startLimited(command, run)
      run.signal.throwIfAborted()
      return ended
    },
  }
}

const patience = 10
const maxOutput = 8 * 1024

function nodeArgs({ modules, args, reads, writes, limits }: SandboxRun): string[] {
  const [program = '', ...preloaded] = modules.toReversed()
  return [
    '--permission', ...reads.map((path) => `--allow-fs-read=${path}`), `--allow-fs-read=${writes}`, `--allow-fs-write=${writes}`,
    `--max-old-space-size=${Math.floor(limits.memoryMb * 0.8)}`, ...preloaded.toReversed().flatMap((path) => ['--require', path]),
    program, ...args,
  ]
}

/**
 * `ulimit -f` counts blocks of 512 bytes, `-d` kilobytes. What a system does not know (macOS: `-d`, `setpriv`, `ionice`) is passed over.
 * `setpriv` has the program die with us, also when we are killed.
 */
const limited = [
  'ulimit -c 0; ulimit -t "$1"; ulimit -f "$2"; ulimit -d "$3" 2>/dev/null; niceness=$4; shift 4',
  'command -v ionice >/dev/null && set -- ionice -c 3 "$@"',
  'setpriv --pdeathsig KILL true 2>/dev/null && set -- setpriv --pdeathsig KILL "$@"',
  'exec nice -n "$niceness" "$@"',
].join('\n')

async function startLimited(command: readonly string[], { cwd, limits, signal }: SandboxRun): Promise<SandboxEnd> {
  const numbers = [limits.seconds, Math.ceil(limits.fileBytes / 512), limits.memoryMb * 1024, limits.niceness].map(String)
  const child = spawn('/bin/sh', ['-c', limited, 'sh', ...numbers, ...command], {
    cwd, env: { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C.UTF-8' }, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const startedAt = performance.now()
  running.add(child)
  const output = lastOf(child)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    killGroup(child)
  }, limits.seconds * 1000 * patience)
  const abort = () => killGroup(child)
  signal.addEventListener('abort', abort, { once: true })
  const { code, killedBy } = await endOf(child)
  running.delete(child)
  clearTimeout(timer)
  signal.removeEventListener('abort', abort)
  const couldHaveUsed = ((performance.now() - startedAt) / 1000) * availableParallelism()
  const isUsedUp = isLate || couldHaveUsed >= limits.seconds
  return { state: stateOf({ code, killedBy, isUsedUp, output: output() }), output: output() }
}

/** They lead their own groups, so nobody else would end them with us. */
const running = new Set<ChildProcess>()

process.on('exit', () => running.forEach(killGroup))

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

function endOf(child: ChildProcess): Promise<{ code: number; killedBy: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: -1, killedBy: null }))
    child.once('close', (code, killedBy) => resolve({ code: code ?? -1, killedBy }))
  })
}

/** The end tells what went wrong. */
function lastOf(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => (text = (text + chunk).slice(-maxOutput)))
  }
  return () => text
}

const outOfMemory = /heap out of memory|allocation failed|Cannot allocate memory|out of memory/i
/** What bubblewrap and a shell make of a signal that ended its child: 128 and the number. */
const killCodes = [128 + 9, 128 + 24]

/**
 * Beyond its memory a program is given none, which ends Node in words of its own. Beyond its time the kernel kills it with SIGXCPU
 * or SIGKILL. Whatever is killed before it can have used its time is so for want of the machine's memory.
 */
function stateOf({ code, killedBy, isUsedUp, output }: { code: number; killedBy: NodeJS.Signals | null; isUsedUp: boolean; output: string }): SandboxEnd['state'] {
  if (code === 0) return 'done'
  if (outOfMemory.test(output)) return 'too_large'
  const isKilled = killedBy === 'SIGKILL' || killedBy === 'SIGXCPU' || killCodes.includes(code)
  if (!isKilled) return 'failed'
  return isUsedUp ? 'too_long' : 'too_large'
}
