import type { Scope } from '../project.ts'
import { readObject, textIn, textsIn } from './json.ts'

/** What a package.json asks for: https://docs.npmjs.com/cli/configuring-npm/package-json. */
export interface Manifest {
  name: string | null
  version: string | null
  asked: Asked[]
}

export interface Asked {
  name: string
  range: string
  scope: Scope
  line: number
}

/** A package in several of them is in the first, as npm installs it; but what is optional stands among the dependencies too. */
const sections: readonly (readonly [string, Scope])[] = [['optionalDependencies', 'optional'], ['dependencies', 'runtime'], ['peerDependencies', 'runtime'], ['devDependencies', 'dev']]

/** Null for what is no package.json. */
export function readManifest(text: string): Manifest | null {
  const read = readObject(text)
  if (read === null) return null
  const { value, lineOf } = read
  const asked = new Map<string, Asked>()
  for (const [section, scope] of sections) {
    const from = lineOf(section)
    for (const [name, range] of textsIn(value[section])) if (!asked.has(name)) asked.set(name, { name, range, scope, line: lineOf(name, from) })
  }
  return { name: textIn(value['name']), version: textIn(value['version']), asked: [...asked.values()] }
}
