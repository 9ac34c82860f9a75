import { setTimeout as sleep } from 'node:timers/promises'
import { getRepository, type Repository } from '../src/repos/contract.ts'
import { exit, type ExitCode } from './problem.ts'
import { hasFailed, isSettled, stateWords } from './repositories.ts'
import type { Server } from './server.ts'
import { counted } from './table.ts'
import type { Terminal } from './terminal.ts'

const lookEveryMs = 250

/** Waits until each repository is cloned and indexed, or has failed to be, and tells how far they are. */
export async function settle(server: Server, terminal: Terminal, repositories: readonly Repository[]): Promise<Repository[]> {
  let current = [...repositories]
  while (!current.every(isSettled)) {
    terminal.progress(progressOf(current))
    await sleep(lookEveryMs)
    current = await Promise.all(current.map((each) => (isSettled(each) ? each : server.call(getRepository, { params: { id: each.id } }))))
  }
  terminal.progress(null)
  return current
}

function progressOf(repositories: readonly Repository[]): string {
  const busy = repositories.filter((each) => !isSettled(each))
  const working = busy.find((each) => each.clone.phase !== null) ?? busy[0]
  return `${repositories.length - busy.length} of ${repositories.length} ready · ${working ? `${working.name}: ${stateWords(working)}` : ''}`
}

/** A line for each repository with what became of it. Failed when one could not be cloned. */
export function tellOutcome(terminal: Terminal, repositories: readonly Repository[]): ExitCode {
  for (const each of repositories) {
    terminal.print({ text: each.name, style: 'bold' }, `  ${hasFailed(each) ? failureOf(each) : doneOf(each)}`)
  }
  return repositories.some(hasFailed) ? exit.failed : exit.done
}

const doneOf = (each: Repository) => (isSettled(each) && each.index.state === 'ready' ? `ready, ${counted(each.index.files, 'file')}` : stateWords(each))

export const failureOf = ({ clone }: Repository): string => `failed: ${clone.error?.message ?? 'its files cannot be listed; the server log says why.'}`
