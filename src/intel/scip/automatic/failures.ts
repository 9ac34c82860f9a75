import { oneLine } from '../../../platform/one-line.ts'
import type { SandboxEnd, SandboxLimits } from '../../../platform/sandbox/sandbox.ts'

interface Ended {
  indexer: string
  end: SandboxEnd
  limits: SandboxLimits
  /** Where it ran: a temporary name that tells nobody anything. */
  folder: string
}

/** Why a run left no index, in a sentence. */
export function failureOf({ indexer, end: { state, output }, limits, folder }: Ended): string {
  if (state === 'too_long') return `${indexer} did not finish in ${limits.seconds} seconds of a processor and was stopped (FIREBREAK_AUTO_INDEX_SECONDS).`
  if (state === 'too_large') return `${indexer} needs more than ${limits.memoryMb} MB of memory and was stopped (FIREBREAK_AUTO_INDEX_MEMORY_MB).`
  if (/no files got indexed/.test(output)) return `${indexer} found no file that it could index.`
  if (/EFBIG/.test(output)) return `The index grew beyond ${limits.fileBytes} bytes, and ${indexer} was stopped (FIREBREAK_SCIP_MAX_UPLOAD_BYTES).`
  const told = tellingLine(output.replaceAll(`${folder}/`, '').replaceAll(folder, ''))
  return told === '' ? `${indexer} failed without a word.` : `${indexer} failed: ${told}`
}

const maxLength = 300

/** The line that names an error, else the last one. */
function tellingLine(output: string): string {
  const lines = output.split('\n').map(oneLine).filter((line) => line !== '' && !/^(at |Node\.js v)/.test(line))
  return (lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? '').slice(0, maxLength)
}
