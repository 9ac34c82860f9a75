import { allOf, noContents, type ManifestReader } from './manifest.ts'

/** *.gemspec: https://guides.rubygems.org/specification-reference. It is a program; what it says in plain words. */
export const readGemspec: ManifestReader = ({ text }) => {
  const name = /\.name\s*=\s*['"]([^'"]+)['"]/.exec(text)?.[1]
  const paths = /\.require_paths?\s*=\s*(.*)/.exec(text)?.[1] ?? "'lib'"
  return {
    ...noContents,
    name: name ?? null,
    dependencies: allOf(text, /\.add(?:_runtime|_development)?_dependency\s*\(?\s*['"]([^'"]+)['"]/g),
    modules: allOf(paths, /['"]([^'"]+)['"]/g).map((path) => ({ prefix: '', path })),
  }
}

export const readGemfile: ManifestReader = ({ text }) => ({
  ...noContents,
  dependencies: allOf(text, /^[ \t]*gem\s*\(?\s*['"]([^'"]+)['"]/gm),
  local: [...text.matchAll(/^[ \t]*gem\s*\(?\s*['"]([^'"]+)['"][^\n]*?\bpath(?::|\s*=>|['"]?\s*=>)\s*['"]([^'"]+)['"]/gm)].map(([, name = '', folder = '']) => ({ name, folder })),
})
