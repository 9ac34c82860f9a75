import { splitAtRange, type Lock } from './lock.ts'

/**
 * What a root's `resolutions` put in place of what is asked for: https://yarnpkg.com/configuration/manifest#resolutions. The lockfile has the
 * packages under what they were put in place by.
 */
export function withResolutions(lock: Lock, resolutions: readonly (readonly [string, string])[]): Lock {
  if (resolutions.length === 0) return lock
  const rules = new Map<string, Rule[]>()
  for (const [pattern, put] of resolutions) {
    const rule = ruleOf(pattern, put)
    rules.set(rule.name, [...(rules.get(rule.name) ?? []).slice(0, maxRules - 1), rule])
  }
  return {
    ...lock,
    resolve(from, folder, name, range) {
      const parent = from === null ? null : (lock.packages[from]?.name ?? null)
      const rule = rules.get(name)?.find((each) => (each.parent === null || each.parent === parent) && (each.range === null || each.range === range.replace(/^npm:/, '')))
      const found = rule ? lock.resolve(from, folder, name, rule.put) : -1
      return found >= 0 ? found : lock.resolve(from, folder, name, range)
    },
  }
}

interface Rule {
  name: string
  /** Whose dependency it is; null for anybody's. */
  parent: string | null
  /** What is asked for; null for anything. */
  range: string | null
  put: string
}

/** For one name; more are made to take long. */
const maxRules = 50

/** `flow`, `flow@npm:^1.0.0`, `http/flow`, and, in Yarn 1, `**` in place of the parent and of those above it. */
function ruleOf(pattern: string, put: string): Rule {
  const parts = pattern.split('/').slice(-4)
  const scoped = parts.at(-2)?.startsWith('@') ? 2 : 1
  const [name, range] = splitAtRange(parts.slice(-scoped).join('/'))
  const above = parts.slice(0, -scoped)
  const parent = splitAtRange(above.slice(above.at(-2)?.startsWith('@') ? -2 : -1).join('/'))[0]
  return { name, parent: parent === '' || parent === '**' ? null : parent, range: range === '' ? null : range.replace(/^npm:/, ''), put }
}
