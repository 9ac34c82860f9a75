import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { adviceFor, Problem } from './problem.mjs'

const linesKept = 40

/** The path of a program as the shell would find it, or undefined. */
export function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The npm that started us, else the one on the PATH, as the beginning of a command line. */
function npmCommand() {
  const started = process.env.npm_execpath ?? ''
  if (basename(started) === 'npm-cli.js') return [process.execPath, started]
  const npm = findProgram('npm')
  if (!npm) throw new Problem('npm was not found.', 'Install npm (Debian and Ubuntu: "apt install npm") and run the command again.')
  return [npm]
}

/**
 * Runs npm quietly in `cwd`. Short retries: a machine without a network should say so in seconds, not in minutes.
 * Only flags that npm 7 and every later one know are used.
 */
export function npm(args, { cwd, what }) {
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier']
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
  const [command, ...first] = npmCommand()
  return capture(command, [...first, ...args, ...quiet, ...patience], { cwd, what })
}

/** Runs a program to its end, keeping what it prints for the case that it fails; rejects with a Problem. */
export function capture(command, args, { cwd, env = process.env, what }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
    const lines = lastLines(child)
    const release = dieTogether(child)
    child.on('error', (error) => {
      release()
      reject(new Problem(`${what}: ${command} could not be run (${error.code}).`, adviceFor(String(error))))
    })
    child.on('close', (code, signal) => {
      release()
      if (code === 0) return resolve(lines())
      reject(new Problem(`${what} failed (${signal ?? `exit code ${code}`}).`, adviceFor(lines()), lines()))
    })
  })
}

/** Collects both streams of a child, in the order they come; the returned function gives the last lines. */
function lastLines(child) {
  let text = ''
  const add = (chunk) => {
    text = (text + chunk).slice(-64 * 1024)
  }
  child.stdout.setEncoding('utf8').on('data', add)
  child.stderr.setEncoding('utf8').on('data', add)
  return () => text.trim().split('\n').slice(-linesKept).join('\n')
}

/** An interrupted bootstrap takes its child with it, so that no npm goes on writing behind the next start. */
function dieTogether(child) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      child.kill(signal)
      process.exit(128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal])
    }
    process.on(signal, handler)
    return [signal, handler]
  })
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler))
}
