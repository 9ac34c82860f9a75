import { folderFrom, pathFrom } from '../folders.ts'
import { aliased, splitAtRange, type Ask, type Lock, type LockedPackage } from './lock.ts'

/**
 * yarn.lock of Yarn 1, in which each range that is asked for has its package: https://classic.yarnpkg.com/lang/en/docs/yarn-lock/. Null for
 * what is none, such as those of later Yarns.
 */
export function readYarnLock(text: string): Omit<Lock, 'knows'> | null {
  if (!/^# yarn lockfile v1\s*$/m.test(text.slice(0, 1_000))) return null
  const packages: (LockedPackage & { asks: Ask[] })[] = []
  const places = new Map<string, number>()
  let [section, isLinked] = ['', false]
  for (const [at, line] of text.split('\n').entries()) {
    const last = packages.at(-1)
    if (line === '' || line.startsWith('#')) continue
    if (/^[<=>]{7}/.test(line)) return null // a conflict that is not resolved
    if (!line.startsWith(' ')) {
      const patterns = (line.trimEnd().replace(/:$/, '').match(/"[^"]*"|[^\s,"][^,]*/g) ?? ['']).map(unquoted)
      for (const pattern of patterns) places.set(pattern, packages.length)
      packages.push({ name: nameIn(patterns[0] ?? ''), version: null, line: at + 1, asks: [], ...linkedIn(patterns[0] ?? '') })
      section = ''
      isLinked = isLink(splitAtRange(patterns[0] ?? '')[1])
    } else if (line.startsWith('    ')) {
      const [name, range] = wordsIn(line.slice(4))
      if (last && isAsked(section) && name !== undefined) last.asks.push({ name, range: range ?? '', isOptional: section === 'optionalDependencies' })
    } else {
      const [field = '', value] = wordsIn(line.slice(2))
      section = field.replace(/:$/, '')
      if (last && section === 'version' && !isLinked) last.version = value ?? null
    }
  }
  return {
    packages, locksPeers: false,
    resolve(from, folder, name, range) {
      const linked = from === null && isLink(range) ? pathFrom(folder, range.slice('link:'.length)) : null
      return places.get(`${name}@${range}`) ?? (linked === null ? undefined : places.get(`${name}@link:./${linked}`)) ?? -1
    },
  }
}

const isLink = (range: string) => range.startsWith('link:')

/** A folder of the project itself, which Yarn gives no version; paths start where the lockfile lies. */
function linkedIn(pattern: string): { workspace: string } | null {
  const range = splitAtRange(pattern)[1]
  const workspace = isLink(range) ? folderFrom('', range.slice('link:'.length)) : null
  return workspace === null ? null : { workspace }
}

const isAsked = (section: string) => section === 'dependencies' || section === 'optionalDependencies'
const unquoted = (text: string) => text.replace(/^"|"$/g, '')

/** A name in quotes or without, then the rest in the same way. */
function wordsIn(text: string): string[] {
  const [, name = '', rest = ''] = /^("[^"]*"|\S+)\s*([^]*)$/.exec(text.trimEnd()) ?? []
  return [unquoted(name), ...(rest === '' ? [] : [unquoted(rest)])]
}

/** `@shop/http@^2.0.0`, and `other@npm:name@^1.0.0` for what is called otherwise here. */
function nameIn(pattern: string): string {
  const [name, range] = splitAtRange(pattern)
  return aliased(range)?.[0] ?? name
}
