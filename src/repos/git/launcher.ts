/**
 * A small process that starts programs for the server.
 *
 * Whoever starts a program is copied first, the tables of its memory at least. With 1.6 GB of memory that held the event loop for 18 ms, and a program
 * that does nothing took 53 ms; the launcher holds hardly anything, and with it one takes 2.5 ms. No byte of a program passes through it: it opens
 * sockets to the server and hands them to the program as its standard streams.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { BARE_ENVIRONMENT } from '../../platform/processes.ts'
import { HEADER_BYTES, killGroup, readHeader, type Order, type Report } from './launching.ts'

/** How a program ended: with a code (-1 where it was killed), or why it could not be started. */
export type Ending = { code: number } | { failed: string }

export interface Program {
  readonly stdin: PassThrough
  readonly stdout: PassThrough
  readonly stderr: PassThrough
  /** When it has ended and its output is read, or nobody reads it any more. Never rejects. */
  readonly ended: Promise<Ending>
  /** Ends it with all that it has started; nothing if it has ended. */
  kill(): void
}

let current: Promise<Launcher> | null = null
let lastId = 0

function launcher(): Promise<Launcher> {
  if (current) return current
  const started = Launcher.start(() => forget(started))
  started.catch(() => forget(started))
  return (current = started)
}

/** There may be another by now. */
function forget(started: Promise<Launcher>): void {
  if (current === started) current = null
}

/** Starts a program in a process group of its own. With these variables and no others. */
export function launch(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Program {
  const program = new Launched(++lastId)
  launcher().then((started) => started.begin(program, { command, args, env }), (error: Error) => program.end({ failed: error.message }))
  return program
}

class Launched implements Program {
  readonly id: number
  readonly stdin = new PassThrough()
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly ended: Promise<Ending>
  /** Once it runs. */
  pid: number | null = null
  /** Set as long as somebody can end it. */
  stop: (() => void) | null = null
  isWanted = true
  private readonly sockets = new Map<PassThrough, Socket>()
  private readonly exit = Promise.withResolvers<Ending>()

  constructor(id: number) {
    this.id = id
    this.stdin.on('error', () => {}) // how it ended tells the story better than EPIPE does
    const closed = [this.stdout, this.stderr].map((stream) => new Promise((resolve) => stream.once('close', resolve)))
    this.ended = Promise.all([this.exit.promise, ...closed]).then(([ending]) => ending)
  }

  kill(): void {
    this.isWanted = false
    this.stop?.()
  }

  attach(stream: number, socket: Socket): void {
    if (stream === 0) {
      this.stdin.pipe(socket).resume()
      socket.once('close', () => this.stdin.destroy())
    } else this.read(socket, stream === 1 ? this.stdout : this.stderr)
  }

  private read(socket: Socket, output: PassThrough): void {
    this.sockets.set(output, socket)
    socket.pipe(output)
    socket.once('close', () => output.end())
    output.once('close', () => socket.destroy())
  }

  end(ending: Ending): void {
    this.stop = null
    this.exit.resolve(ending)
    if ('code' in ending && this.pid !== null) return // its streams end by themselves, when all that they hold is here
    this.stdin.destroy()
    for (const output of [this.stdout, this.stderr]) {
      const socket = this.sockets.get(output)
      if (socket) socket.destroy()
      else output.end()
    }
  }
}

type Start = Omit<Extract<Order, { kind: 'start' }>, 'kind' | 'id'>

class Launcher {
  private readonly child: ChildProcess
  private readonly programs = new Map<number, Launched>()
  private readonly gone: () => void
  private isSevered = false

  /** `gone` is called when it can start nothing any more, whatever the reason. */
  static async start(gone: () => void): Promise<Launcher> {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-')) // of this user alone: nobody else may speak for a program
    const removeFolder = () => rmSync(folder, { recursive: true, force: true })
    const server = createServer()
    try {
      await new Promise<void>((resolve, reject) => void server.once('error', reject).listen(join(folder, 'streams'), resolve))
    } catch (error) {
      removeFolder()
      throw error
    }
    process.once('exit', removeFolder)
    return new Launcher(server, () => {
      process.off('exit', removeFolder)
      removeFolder()
      gone()
    })
  }

  private constructor(server: Server, gone: () => void) {
    this.gone = gone
    this.child = fork(new URL('./launcher-process.ts', import.meta.url), [String(server.address())], { env: BARE_ENVIRONMENT, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    this.child.on('message', (told: Report) => this.hear(told))
    this.child.on('error', () => {}) // what it cannot be told any more is lost, and that is told
    // Only then has all been heard that it said; its exit may be known sooner.
    this.child.once('disconnect', () => {
      server.close()
      gone()
      this.loseAll()
    })
    server.on('connection', (socket) => this.accept(socket)).unref()
    this.child.unref()
    this.child.channel?.unref()
  }

  begin(program: Launched, start: Start): void {
    if (!program.isWanted) return program.end({ code: -1 })
    program.stop = () => this.tell({ kind: 'kill', id: program.id })
    this.programs.set(program.id, program)
    this.child.channel?.ref()
    void program.ended.then(() => this.remove(program))
    this.tell({ kind: 'start', id: program.id, ...start })
  }

  private remove({ id }: Launched): void {
    this.programs.delete(id)
    if (this.programs.size > 0) return
    this.child.channel?.unref()
    if (this.isSevered && this.child.connected) this.child.disconnect()
  }

  private tell(order: Order): void {
    if (this.child.connected) this.child.send(order, () => {}) // that it could not be sent is told by the disconnect
  }

  private hear(told: Report): void {
    const program = this.programs.get(told.id)
    if (!program) return
    if (told.kind === 'severed') this.sever()
    if (told.kind === 'started') program.pid = told.pid
    else program.end(told.kind === 'exited' ? { code: told.code } : { failed: told.message })
  }

  /** Somebody has tidied the folder of the sockets away, say. What runs goes on, and whatever comes next has another launcher. */
  private sever(): void {
    this.isSevered = true
    this.gone()
  }

  /** They would go on, but nobody would hear how they end. One whose number was not told in time is left to die of its closed streams. */
  private loseAll(): void {
    for (const program of this.programs.values()) {
      if (program.pid !== null && program.stop !== null) killGroup(program.pid)
      program.end({ failed: 'the process that starts programs has ended' })
    }
  }

  private accept(socket: Socket): void {
    const read = () => {
      const header = socket.read(HEADER_BYTES) as Buffer | null
      if (header === null) return
      socket.off('readable', read)
      const { id, stream } = readHeader(header)
      const program = this.programs.get(id)
      if (program) program.attach(stream, socket)
      else socket.destroy()
    }
    socket.on('error', () => {}) // the program has closed its end
    socket.on('readable', read)
  }
}
