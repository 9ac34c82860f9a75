import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml'
import type { LineProblem } from './rule.ts'

export const teamsName = '.bitbucket/teams.yaml'
/** What is nested as deep as that allows holds the server up for a moment only. */
export const maxTeamsBytes = 32 * 1024
const maxTeams = 1_000
const maxMembers = 200

export interface Teams {
  /** People of each team as CODEOWNERS names them, by how it names the team: `@teams/NAME`. */
  members: ReadonlyMap<string, readonly string[]>
  problems: LineProblem[]
}

/**
 * The teams that a repository defines for its own CODEOWNERS ("Set up and use code owners" of Bitbucket Cloud): under the name of each its
 * `contributors`, or these alone. Who of them is to review does not matter here. Nothing is built from the file, so its aliases cannot grow. Never throws.
 */
export function readTeams(text: string): Teams {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, schema: 'core' })
  const [error] = document.errors
  if (error) return { members: new Map(), problems: [{ line: 0, message: `${teamsName} is no YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}.` }] }
  const teams = isMap(document.contents) ? document.contents.items.slice(0, maxTeams) : []
  return { members: new Map(teams.map(({ key, value }) => [`@teams/${isScalar(key) ? String(key.value) : ''}`, peopleIn(document, value)])), problems: [] }
}

function peopleIn(document: Document.Parsed, node: unknown): string[] {
  const team = resolved(document, node)
  const list = isMap(team) ? resolved(document, team.get('contributors', true)) : team
  if (!isSeq(list)) return []
  return list.items.slice(0, maxMembers).flatMap((item) => (isScalar(item) && typeof item.value === 'string' && item.value.trim() !== '' ? [item.value.trim()] : []))
}

const resolved = (document: Document.Parsed, node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node)
