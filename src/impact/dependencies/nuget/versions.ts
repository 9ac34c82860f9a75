/** A version as NuGet writes it: three numbers, or four where the last one is not zero; nothing behind a plus. https://learn.microsoft.com/nuget/concepts/package-versioning#normalized-version-numbers */
export function normalized(version: string): string {
  const [, numbers = '', rest = ''] = /^(\d{1,10}(?:\.\d{1,10}){0,3})(-[0-9A-Za-z.-]{1,200})?(?:\+[^]*)?$/.exec(version) ?? []
  if (numbers === '') return version
  const parts = numbers.split('.').map((part) => String(Number(part)))
  while (parts.length < 3) parts.push('0')
  return (parts[3] === '0' ? parts.slice(0, 3) : parts).join('.') + rest
}

/**
 * The version that a project gets which asks for a range: of what it asks for itself, NuGet takes the lowest one that there is. Null where
 * that depends on what there is: `1.*`, `(1.0,2.0)`, `[1.0,2.0)`. https://learn.microsoft.com/nuget/concepts/dependency-resolution
 */
export function versionFor(range: string): string | null {
  const text = range.trim().slice(0, maxRange)
  const version = /^\[([^,\]]*)(?:\]|,\s{0,9}\))$/.exec(text)?.[1]?.trim() ?? text // `[1.0]` and `[1.0, )`
  return /^\d+(?:\.\d+){0,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(version) ? normalized(version) : null
}

const maxRange = 200
