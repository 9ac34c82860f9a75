/** What the tests of locating share: what was located, printed as compact lines. */
import type { TestApp } from '../../test/support/app.ts'
import { locate, type Candidate, type Located, type ResolvedFrame } from './contract.ts'

export const locateText = (app: TestApp, text: string, more: { rev?: string; repo?: string; environment?: string; at?: string } = {}): Promise<Located> => app.call(locate, { body: { text, ...more } })

/** `repo path:line`, `@rev` where it is not the default branch, `*` when it is code of ours, `?` when it is no more than possible, or `-`. */
export function showFrame({ place, inApp }: ResolvedFrame): string {
  if (!place) return '-'
  return `${showPlace(place)}${inApp ? ' *' : ''}${place.confidence < 0.6 ? ' ?' : ''}`
}

export const showPlace = ({ repo, path, line, rev }: Candidate): string => `${repo} ${path}:${line ?? '-'}${rev === 'main' ? '' : ` @${rev}`}`

export const framesOf = ({ traces }: Located): ResolvedFrame[] => traces.flatMap((trace) => trace.exceptions).flatMap((exception) => exception.frames)
