import { readObject, textIn, textsIn } from '../formats/json.ts'
import type { Scope } from '../project.ts'

/** What a composer.json says: https://getcomposer.org/doc/04-schema.md. */
export interface Manifest {
  name: string | null
  version: string | null
  asked: { name: string; range: string; scope: Scope; line: number }[]
}

const sections: readonly (readonly [string, Scope])[] = [['require', 'runtime'], ['require-dev', 'dev']]

/** Null for what is no composer.json. */
export function readManifest(text: string): Manifest | null {
  const read = readObject(text)
  if (read === null) return null
  const { value, lineOf, lineOfOpening } = read
  const asked = sections.flatMap(([section, scope]) => packagesIn(value[section]).map(([name, range, written]) => ({ name, range, scope, line: lineOf(written, lineOfOpening(section)) })))
  return { name: textIn(value['name'])?.toLowerCase() ?? null, version: textIn(value['version']), asked }
}

/** Name as it is compared, range, and name as written. What has no vendor is no package: PHP itself, its extensions, Composer's interfaces. */
export const packagesIn = (links: unknown): [name: string, range: string, written: string][] =>
  textsIn(links).filter(([name]) => name.includes('/')).map(([name, range]) => [name.toLowerCase(), range, name])
