import type { ManifestFiles } from '../project.ts'

/** A module whose packages are copied into a folder `vendor`. */
export interface Vendored {
  path: string
  version: string
  line: number
}

/** Where all that is vendored is listed. */
export interface VendoredList {
  path: string
  modules: ReadonlyMap<string, Vendored>
}

export const vendoredName = 'vendor/modules.txt'

export function vendoredIn(files: ManifestFiles, folder: string): VendoredList | null {
  const path = `${folder}${vendoredName}`
  const text = files.text(path)
  return text === null ? null : { path, modules: readVendored(text) }
}

/**
 * vendor/modules.txt: https://go.dev/ref/mod#vendoring. `# path version`, perhaps with `=> path version`, then `## explicit` for what the go.mod
 * lists, then the packages. A module with neither is a replacement that is not used.
 */
function readVendored(text: string): Map<string, Vendored> {
  const found = new Map<string, Vendored>()
  let last: Vendored | null = null
  for (const [at, source] of text.split('\n').entries()) {
    const line = source.trim()
    if (line.startsWith('# ')) {
      const [path, version] = line.slice(2, 2_000).split(' ')
      last = path !== undefined && version !== undefined && version !== '=>' ? { path, version, line: at + 1 } : null
    } else if (last && line !== '') found.set(last.path, last)
  }
  return found
}
