import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const beatMs = 2_000
/** A holder that has not touched its lock for this long is gone, even if another process now bears its number. */
const staleMs = 30_000

/**
 * Runs `work` while no other process on this checkout does. The lock is a file naming its holder; it is created whole
 * (written aside, then linked), kept fresh while held, and broken when its holder no longer runs.
 *
 * @param onWait called once if another process holds the lock
 */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true })
  let waited = false
  while (!tryLock(path)) {
    if (!waited) onWait()
    waited = true
    breakStale(path)
    await sleep(100)
  }
  const beat = setInterval(() => touch(path), beatMs)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    rmSync(path, { force: true })
  }
}

function tryLock(path) {
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, JSON.stringify({ pid: process.pid, host: hostname() }))
  try {
    linkSync(aside, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function breakStale(path) {
  const seen = read(path)
  if (!seen || !isStale(seen)) return
  const taken = `${path}.stale.${process.pid}`
  try {
    renameSync(path, taken)
  } catch {
    return // another waiter broke it first
  }
  // Between the look and the rename another waiter may have broken the lock and a third taken it: give theirs back.
  if (read(taken)?.text !== seen.text) restore(taken, path)
  rmSync(taken, { force: true })
}

function restore(taken, path) {
  try {
    linkSync(taken, path)
  } catch {
    // held by yet another one now: nothing to give back
  }
}

function read(path) {
  try {
    return { text: readFileSync(path, 'utf8'), touched: statSync(path).mtimeMs }
  } catch {
    return undefined
  }
}

function isStale({ text, touched }) {
  const { pid, host } = JSON.parse(text)
  return Date.now() - touched > staleMs || (host === hostname() && !isRunning(pid))
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // removed by hand: the work goes on, the next process takes its own
  }
}
