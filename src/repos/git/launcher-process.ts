/**
 * The process behind `launcher.ts`. It starts what it is told to, each program in a group of its own and with three sockets of the server for its
 * standard streams, and tells how each ended. It ends with the server, and takes with it what still runs.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { killGroup, streamHeader, type Order, type Report } from './launching.ts'

const [, , path = ''] = process.argv

/** Null for one that is still being started. */
const programs = new Map<number, ChildProcess | null>()

const report = (told: Report) => process.send?.(told)

async function start({ id, command, args, env }: Extract<Order, { kind: 'start' }>): Promise<void> {
  programs.set(id, null)
  const streams = await Promise.all([0, 1, 2].map((stream) => openStream(id, stream)))
  if (programs.has(id)) run({ id, command, args, env }, streams)
  for (const stream of streams) stream.destroy()
}

function run({ id, command, args, env }: Omit<Extract<Order, { kind: 'start' }>, 'kind'>, streams: Socket[]): void {
  const child = spawn(command, args, { env, cwd: '/', detached: true, stdio: streams })
  programs.set(id, child)
  child.once('error', (error) => end(id, { kind: 'failed', id, message: error.message }))
  child.once('exit', (code) => end(id, { kind: 'exited', id, code: code ?? -1 }))
  if (child.pid !== undefined) report({ kind: 'started', id, pid: child.pid })
}

function end(id: number, told: Report): void {
  if (programs.delete(id)) report(told)
}

/** Never read here, so that nothing is missing for the program: it is paused before there is anything to read. */
function openStream(id: number, stream: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.pause()
    socket.once('error', reject)
    socket.write(streamHeader(id, stream), () => resolve(socket))
  })
}

function kill(id: number): void {
  const child = programs.get(id)
  if (child === null) end(id, { kind: 'exited', id, code: -1 })
  else if (child?.pid !== undefined) killGroup(child.pid)
}

process.on('message', (order: Order) => {
  if (order.kind === 'kill') kill(order.id)
  else start(order).catch((error: Error) => end(order.id, { kind: 'severed', id: order.id, message: error.message }))
})

process.on('disconnect', () => {
  for (const child of programs.values()) if (child?.pid !== undefined) killGroup(child.pid)
  rmSync(dirname(path), { recursive: true, force: true }) // a server that was killed leaves it
  process.exit()
})

// Both may be sent to all processes of the terminal or the service; this one ends with the server, when that has finished.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
