import { comparedName } from '../../versions/purl.ts'

/** What is asked for, as PEP 508 writes it: https://packaging.python.org/en/latest/specifications/dependency-specifiers/. Markers are left out: for which platform something is asked is not told apart. */
export interface Requirement {
  /** As PyPI compares names. */
  name: string
  extras: readonly string[]
  /** `>=2.0,<3`, or where it comes from; null for any version. */
  range: string | null
  /** The only version that fits; null where others do too. */
  version: string | null
}

/** Longer ones are made to take long. */
const maxRequirement = 10_000

/** Null for what is none. `name (>=1.0)`, as older tools write it, is one too. */
export function parseRequirement(text: string): Requirement | null {
  const [, name, extras = '', rest = ''] = /^\s*([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/is.exec(text.slice(0, maxRequirement)) ?? []
  if (name === undefined) return null
  const named = { name: comparedName('pypi', name), extras: extrasIn(extras) }
  const [, url] = /^@\s*(\S+)/.exec(rest) ?? []
  if (url !== undefined) return { ...named, range: url, version: versionInFile(url)?.version ?? null }
  const written = rest.split(';', 1)[0]?.trim() ?? ''
  const range = written.startsWith('(') && written.endsWith(')') ? written.slice(1, -1).trim() : written
  return range === '' || /^(?:[<>]|[=!~]=)/.test(range) ? { ...named, range: range || null, version: pinIn(range) } : null
}

const extrasIn = (text: string) => text.split(',').map((extra) => comparedName('pypi', extra.trim())).filter(Boolean)

/** The version that `==` or `===` ask for; null for `==1.2.*`. */
function pinIn(range: string): string | null {
  const pins = range.split(',').map((part) => /^={2,3}\s*([^\s*]+)$/.exec(part.trim())?.[1] ?? null)
  return pins.find((pin) => pin !== null) ?? null
}

/** Of the name of a wheel or a source archive: https://packaging.python.org/en/latest/specifications/binary-distribution-format/. */
export function versionInFile(path: string): { name: string; version: string } | null {
  const file = path.split(/[?#]/, 1)[0]?.split('/').at(-1) ?? ''
  const wheel = file.endsWith('.whl') ? file.slice(0, -'.whl'.length).split('-') : []
  const [name, version] = wheel.length >= 5 ? wheel : (/^([^-].*)-([^-]+)\.(?:tar\.gz|zip)$/.exec(file)?.slice(1) ?? [])
  return name !== undefined && version !== undefined && /^\d/.test(version) ? { name: comparedName('pypi', name), version: decoded(version) } : null
}

const decoded = (version: string) => version.replaceAll(/%2b/gi, '+')
