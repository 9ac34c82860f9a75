/** Ground truth that a project wrote itself: commits that name the commit that they mend. */

import { execFileSync } from 'node:child_process'
import { withoutTrailers } from '../../engine/terms/index.ts'

export interface Made {
  oid: string
  /** When it was committed, in seconds since 1970. */
  time: number
  message: string
}

/** A commit that mends others, and what it says of the fault. */
export interface Repair {
  oid: string
  time: number
  culprits: readonly Made[]
  /** Its message without the subject, trailers, ids, and the subjects of the culprits. */
  symptom: string
}

/** How a repair names what it mends: in a trailer, or in a sentence (`introduced in 1a2b3c4`, `a regression from commit 1a2b3c4`), as projects of other customs do. */
const waysToName = {
  trailer: /^\s*Fixes:\s+([0-9a-f]{7,40})\b/gim,
  sentence: /\b(?:fix(?:es|ed)?|regress(?:ion|ed)|oversight|bug|broken?|breakage|introduced|caused|since|follow-?up)(?:\s+(?:in|by|from|of|for|to|with|since|a|the|regression|bug|commit|change)){0,4}:?\s+[[(`]?([0-9a-f]{7,40})\b/gi,
}
export type WayToName = keyof typeof waysToName
/** A trailer that goes on in the next line: the end of the culprit's subject would stay. */
const wrapped = /^[ \t]*Fixes:[ \t]+[0-9a-f]{7,40}[ \t]*\(?(["'])[^\n]*[^)\n]\n[^\n]*\1\)?[ \t]*$/gim
/** Shorter ones say nothing that anybody could go by. */
const leastChars = 40

/** The commits besides merges, as they were committed. */
export function readHistory(dir: string): Made[] {
  const log = execFileSync('git', [`--git-dir=${dir}`, 'log', '--no-merges', '--format=%H %ct%n%B%x00', 'HEAD'], { maxBuffer: 1 << 30 }).toString()
  const made = log.split('\0\n').filter((text) => text !== '').map((text) => {
    const [head = '', ...lines] = text.split('\n')
    const [oid = '', time] = head.split(' ')
    return { oid, time: Number(time), message: lines.join('\n') }
  })
  return made.map((each, at) => ({ each, at })).sort((a, b) => a.each.time - b.each.time || b.at - a.at).map(({ each }) => each)
}

/** In the order in which they were committed. */
export function repairsIn(history: readonly Made[], way: WayToName = 'trailer'): Repair[] {
  const byId = new Map<string, Made | null>()
  for (const each of history) for (let length = 7; length <= 40; length++) byId.set(each.oid.slice(0, length), byId.has(each.oid.slice(0, length)) ? null : each)
  return history.flatMap(({ oid, time, message }) => {
    const culprits = [...message.matchAll(waysToName[way])].flatMap(([, id = '']) => byId.get(id.toLowerCase()) ?? []).filter((culprit) => culprit.time < time)
    const symptom = symptomOf(message, culprits)
    return culprits.length > 0 && symptom.length >= leastChars ? [{ oid, time, culprits, symptom }] : []
  })
}

function symptomOf(message: string, culprits: readonly Made[]): string {
  let { body } = withoutTrailers(message.replace(wrapped, ''))
  for (const subject of culprits.map(({ message: told }) => withoutTrailers(told).subject.trim()).filter(Boolean)) body = body.replaceAll(acrossLines(subject), ' ')
  return body.replace(/\b[0-9a-f]{7,40}\b/gi, ' ').trim()
}

/** A text as it may stand in a paragraph that is wrapped. */
const acrossLines = (text: string) => new RegExp(text.split(/\s+/).map((word) => word.replace(/\W/g, String.raw`\$&`)).join(String.raw`\s+`), 'g')
