import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * For the environment of our own programs: where Node keeps what it compiled, as bin/bootstrap/launch.mjs has it. A server
 * starts in half the time.
 */
export const compiled = { NODE_COMPILE_CACHE: join(import.meta.dirname, '..', '..', '.runtime', 'compiled') }

/** The first of these programs that can be run: an absolute path stands for itself, a bare name is looked up in PATH. */
export function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = names.flatMap((name) => (name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))))
  return candidates.find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** A program that is there and does what the arguments ask of it: some systems forbid what others let it do. */
export function findWorking(name: string, ...args: string[]): string | undefined {
  const program = findProgram(name)
  return program !== undefined && spawnSync(program, args, { stdio: 'ignore' }).status === 0 ? program : undefined
}

/** The names in a folder, none if there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
