import type { Family } from '../families.ts'
import { resolveInclude } from './c.ts'
import { resolveGo } from './go.ts'
import { resolveJavaScript } from './javascript.ts'
import { resolveJvm } from './jvm.ts'
import type { ModuleFiles, ModuleQuestion, ModuleResolver } from './module.ts'
import { resolvePhp } from './php.ts'
import { resolvePython } from './python.ts'
import { resolveRuby } from './ruby.ts'
import { resolveRust } from './rust.ts'

const resolvers: Partial<Record<Family, ModuleResolver>> = {
  javascript: resolveJavaScript,
  go: resolveGo,
  python: resolvePython,
  jvm: resolveJvm,
  c: resolveInclude,
  ruby: resolveRuby,
  rust: resolveRust,
  php: resolvePhp,
}

/** Where a name that is imported may be a module, so that its resolver decides what of it is one. */
const nests: ReadonlySet<Family> = new Set(['python', 'jvm', 'rust', 'php'])

/** The files of an imported module, the likeliest first, over all repositories of the asker. */
export async function resolveModule(family: Family, question: ModuleQuestion): Promise<readonly ModuleFiles[]> {
  const { name } = question
  const found = (await resolvers[family]?.(question)) ?? []
  return name === null || nests.has(family) ? found : found.map((each) => ({ ...each, inside: [name] }))
}
