/** A target framework, of `net8.0-windows`, `netstandard2.0` or `net472`: https://learn.microsoft.com/dotnet/standard/frameworks. */
interface Framework {
  identifier: '.NETCoreApp' | '.NETStandard' | '.NETFramework'
  version: readonly number[]
}

/** Null for what is none of them. */
export function partsOf(text: string): Framework | null {
  const [, kind = '', digits = ''] = /^(netcoreapp|netstandard|net)(\d{1,3}(?:\.\d{1,3}){0,3})(?:-[\w.]*)?$/i.exec(text.trim()) ?? []
  if (digits === '') return null
  const version = digits.includes('.') ? digits.split('.').map(Number) : [...digits].map(Number)
  const lower = kind.toLowerCase()
  if (lower === 'net') return { identifier: digits.includes('.') && (version[0] ?? 0) >= 5 ? '.NETCoreApp' : '.NETFramework', version }
  return { identifier: lower === 'netstandard' ? '.NETStandard' : '.NETCoreApp', version }
}

/** Whether what is built for the first one takes what is built for the second one; null where that takes a table. */
export function isCompatible(target: string, candidate: string): boolean | null {
  const [from, to] = [partsOf(target), partsOf(candidate)]
  if (!from || !to || candidate.includes('-')) return null
  if (from.identifier === to.identifier) return compare(from.version, to.version) >= 0
  if (to.identifier !== '.NETStandard') return false
  return from.identifier === '.NETCoreApp' && (from.version[0] ?? 0) >= 3 ? true : null
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = (a[at] ?? 0) - (b[at] ?? 0)
    if (order !== 0) return order
  }
  return 0
}
