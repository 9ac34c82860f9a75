/** Clocks, memory and the arithmetic of measurements. Linux tells what is asked of other processes here. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Cost {
  seconds: number
  /** User and system time of the program and of all that it started and waited for. */
  cpuSeconds: number
}

const maxOutput = 1 << 30

export const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`
export const commandLine = (args: readonly string[]) => args.map(quoted).join(' ')

/** Runs a script of the shell; what it prints is given back with what it cost. That its programs fail is no failure: grep does where it finds nothing. */
export function runScript(script: string, { cwd, env = {} }: { cwd: string; env?: Record<string, string> }): { output: string; cost: Cost } {
  // The shell's own clock tells the time of the programs, which Node does not. What they say themselves goes elsewhere.
  const timed = `TIMEFORMAT='%R %U %S'; time { { ${script}\n} 2>/dev/null </dev/null; }`
  const { stdout, stderr } = spawnSync('bash', ['-c', timed], { cwd, env: { ...process.env, ...env }, encoding: 'latin1', maxBuffer: maxOutput })
  const [seconds = NaN, user = NaN, system = NaN] = stderr.trim().split(' ').map(Number)
  return { output: stdout, cost: { seconds, cpuSeconds: user + system } }
}

/** User and system seconds that a process has taken so far, in steps of ten milliseconds. */
export const cpuSecondsOf = (pid: number): number => sum(ticksOf(pid).slice(0, 2)) / 100

/** The same with those that it started and that have ended; 0 for one that has ended itself. */
export function cpuSecondsInAll(pid: number): number {
  try {
    return sum(ticksOf(pid)) / 100
  } catch {
    return 0
  }
}

/** User and system time of a process, and of those that it has waited for. */
function ticksOf(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 15).map(Number)
}

/** Megabytes of a process that are in memory now, and the most that ever were. */
export function memoryOf(pid: number): { nowMb: number; peakMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024 / 1e6
  return { nowMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') }
}

/** The value that the share `q` of all values does not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? NaN
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

export const geometricMean = (values: readonly number[]) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
