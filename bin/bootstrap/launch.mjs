import { spawn } from 'node:child_process'
import * as module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runtimeFolder } from './place.mjs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** Ctrl-C reaches us from the terminal and once more through npm; within this time it is one and the same. */
const sameSignalMs = 500
/** Where Node keeps what it compiled: it takes a third off the time until the server is ready. */
const compiled = join(runtimeFolder, 'compiled')

/**
 * Runs a TypeScript program in place of this process: in this very process when it is the right Node already, else in a
 * child that gets our signals and whose exit code becomes ours.
 */
export async function launch({ node, program, args, cwd = process.cwd() }) {
  if (node === process.execPath) return runHere(program, args, cwd)
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...args], { cwd, env, stdio: 'inherit' })
  forwardSignals(child)
  followParent(() => child.kill('SIGTERM'))
  child.on('close', (code, signal) => endLike(code, signal))
}

async function runHere(program, args, cwd) {
  followParent(() => process.kill(process.pid, 'SIGTERM'))
  module.enableCompileCache(compiled) // not a named import: the older Node that starts the child lacks it
  process.env.NODE_COMPILE_CACHE = compiled // for the processes it starts
  process.chdir(cwd)
  process.argv = [process.execPath, program, ...args]
  await import(pathToFileURL(program).href)
}

function forwardSignals(child) {
  const last = new Map()
  for (const signal of signals) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - (last.get(signal) ?? -Infinity) > sameSignalMs) child.kill(signal)
      last.set(signal, now)
    })
  }
}

/**
 * npm passes an interrupt on, but not its own death by kill -9: then nobody would be left to stop the server, which
 * holds the port and the data. A program started by hand may outlive its shell, so only npm's children look.
 */
function followParent(stop) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 250)
  timer.unref()
}

/** Ends this process the way the child ended, so that a shell or npm sees the same. */
function endLike(code, signal) {
  if (!signal) process.exit(code)
  for (const name of signals) process.removeAllListeners(name)
  process.kill(process.pid, signal)
}
