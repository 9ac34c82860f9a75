import { parse } from 'smol-toml'
import { record, string } from '../../manifests/manifest.ts'

/** The version of a package by its manifests (pyproject.toml, setup.cfg, setup.py; null for one that is not there): null where it is computed. */
export function pythonVersionIn([pyproject, setupCfg, setupPy]: readonly (string | null | undefined)[]): string | null {
  return fromPyproject(pyproject ?? '') ?? /^version[ \t]*=[ \t]*(\d\S*)/m.exec(setupCfg ?? '')?.[1] ?? /\bversion\s*=\s*['"]([^'"\s]+)['"]/.exec(setupPy ?? '')?.[1] ?? null
}

function fromPyproject(text: string): string | null {
  try {
    const file = record(parse(text))
    return string(record(file['project'])['version']) ?? string(record(record(file['tool'])['poetry'])['version'])
  } catch {
    return null
  }
}
