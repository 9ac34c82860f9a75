import { comparedName } from '../../versions/purl.ts'
import { parseRequirement, versionInFile, type Requirement } from './requirement.ts'

/** A requirements file: https://pip.pypa.io/en/stable/reference/requirements-file-format/. */
export interface RequirementsFile {
  entries: readonly RequirementsEntry[]
  includes: readonly { path: string; isConstraint: boolean }[]
  /** What is asked for without a name: folders, and addresses that do not tell it. */
  unnamed: readonly string[]
  /** Lines that are none of it. */
  wrong: readonly number[]
}

export interface RequirementsEntry extends Requirement {
  line: number
  /** Who asks for it, as pip-compile and uv write it behind `# via`; null where that is not told. */
  via: string[] | null
}

export function readRequirements(text: string): RequirementsFile {
  const [entries, includes, unnamed, wrong]: [RequirementsEntry[], { path: string; isConstraint: boolean }[], string[], number[]] = [[], [], [], []]
  for (const { written, comments, line } of statementsIn(text)) {
    const option = /^(?:(-[rce])\s*|--(requirement|constraint|editable)[\s=]\s*)(.*)$/.exec(written)
    const kind = option?.[1]?.slice(1) ?? option?.[2]?.slice(0, 1)
    const value = unquoted(option?.[3] ?? written)
    if (kind === 'r' || kind === 'c') includes.push({ path: value, isConstraint: kind === 'c' })
    else if (kind === undefined && written.startsWith('-')) continue
    else {
      const requirement = parseLine(value)
      if (requirement === 'unnamed') unnamed.push(value)
      else if (requirement === null) wrong.push(line)
      else entries.push({ ...requirement, line, via: viaIn(comments) })
    }
  }
  return { entries, includes, unnamed, wrong }
}

interface Statement {
  written: string
  /** What stands behind it and below it, up to the next statement. */
  comments: string[]
  line: number
}

function statementsIn(text: string): Statement[] {
  const found: Statement[] = []
  let open: Statement | null = null
  for (const [at, whole] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    const [, before, comment] = /^(|.*?\s)#(.*)$/.exec(whole.trimEnd()) ?? []
    const code = before ?? whole.trimEnd()
    const goesOn = comment === undefined && code.endsWith('\\')
    const part = (goesOn ? code.slice(0, -1) : code).trim()
    if (part !== '' && open === null) found.push((open = { written: part, comments: [], line: at + 1 }))
    else if (part !== '' && open !== null && open.written.length < maxStatement) open.written += ` ${part}`
    if (comment !== undefined) found.at(-1)?.comments.push(comment)
    if (!goesOn) open = null
  }
  return found
}

/** Longer ones are made to take long; what is left out are hashes. */
const maxStatement = 10_000

function parseLine(text: string): Requirement | 'unnamed' | null {
  const bare = text.split(/\s--?[a-z]/, 1)[0]?.trim() ?? ''
  if (!isPlace.test(bare)) return parseRequirement(bare)
  const [, egg = null] = /[#&]egg=([^&[\s]+)/.exec(bare) ?? []
  const file = versionInFile(bare)
  if (egg === null && file === null) return 'unnamed'
  return { name: file?.name ?? comparedName('pypi', egg ?? ''), extras: [], range: bare, version: file?.version ?? null }
}

/** An address, a folder or a file, rather than a name. */
const isPlace = /^(?:[a-z][a-z+]*:\/\/|file:|\.|\/|~\/|[^\s@;[]*(?:\.whl|\.tar\.gz|\.zip)(?:$|[\s#;])|[^\s@;[<>=]*\/)/i

const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/, '$2')

/** `# via a`, `# via a, -r b.in`, or `# via` and below it a line for each. */
function viaIn(comments: readonly string[]): string[] | null {
  const from = comments.findIndex((comment) => /^\s*via(?:\s|$)/.test(comment))
  if (from < 0) return null
  const below = comments.slice(from + 1)
  const end = below.findIndex((comment) => !/^\s{2,}\S/.test(comment))
  return [comments[from]?.replace(/^\s*via/, '') ?? '', ...(end < 0 ? below : below.slice(0, end))].flatMap((comment) => comment.split(',')).map((each) => each.trim()).filter(Boolean)
}
