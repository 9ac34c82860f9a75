import { record, string, strings, type ManifestReader } from './manifest.ts'

/** composer.json: https://getcomposer.org/doc/04-schema.md; `modules` are its PSR-4 prefixes. */
export const readComposer: ManifestReader = ({ text }) => {
  try {
    const manifest = record(JSON.parse(text))
    const autoload = [record(manifest['autoload']), record(manifest['autoload-dev'])]
    return {
      name: string(manifest['name']),
      dependencies: ['require', 'require-dev'].flatMap((field) => Object.keys(record(manifest[field]))),
      modules: autoload.flatMap((each) => Object.entries(record(each['psr-4'])).flatMap(([prefix, paths]) => strings(paths).map((path) => ({ prefix, path })))),
      local: [],
    }
  } catch {
    return null
  }
}
