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

/** The files of an imported module, the likeliest first, over all repositories of the asker. */
export async function resolveModule(family: Family, question: ModuleQuestion): Promise<readonly ModuleFiles[]> {
  return (await resolvers[family]?.(question)) ?? []
}
