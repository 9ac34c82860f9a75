import { describe, expect, test } from 'vitest'
import type { Dependency } from './project.ts'
import { projectLabel, shortestPaths } from './shortest-paths.ts'

/** `a* b c > d`: packages by their letters; a star is direct, `x > y z` says what x requires. */
function dependenciesOf(lines: readonly string[]): Dependency[] {
  const names = lines.map((line) => line.replace(/\*?( >.*)?$/, ''))
  return lines.map((line, at) => ({
    name: names[at] ?? '', version: '1', range: null, scope: 'runtime', direct: /^\w+\*/.test(line), at: { path: 'lock', line: at + 1 },
    requires: (line.split(' > ')[1] ?? '').split(' ').filter(Boolean).map((name) => names.indexOf(name)),
  }))
}

function check(name: string, lines: readonly string[], expected: string): void {
  test(name, () => {
    const dependencies = dependenciesOf(lines)
    const before = shortestPaths({ dependencies })
    expect(dependencies.map((each, at) => `${each.name}<${dependencies[before[at] ?? -1]?.name ?? ''}`).join(' ')).toBe(expected)
  })
}

describe('the shortest way from a project to what it uses', () => {
  check('direct', ['a*', 'b*'], 'a< b<')
  check('through others', ['a* > b', 'b > c', 'c'], 'a< b<a c<b')
  check('the shortest of several', ['a* > b', 'b > d', 'c* > d', 'd'], 'a< b<a c< d<c')
  check('the first of several that are as short', ['a* > c', 'b* > c', 'c'], 'a< b< c<a')
  check('direct, though another one needs it too', ['a* > b', 'b*'], 'a< b<')
  check('in a cycle', ['a* > b', 'b > c', 'c > b a'], 'a< b<a c<b')
  check('of itself', ['a* > a'], 'a<')
  check('not known', ['a*', 'b'], 'a< b<')
})

describe('what a project is called', () => {
  test.each([
    [{ name: '@shop/web', version: '1.0.0', folder: '' }, '@shop/web 1.0.0'],
    [{ name: 'web', version: null, folder: 'x/' }, 'web'],
    [{ name: null, version: null, folder: 'services/pay/' }, 'pay'],
    [{ name: null, version: null, folder: '' }, 'checkout'],
  ])('%j → %s', (project, label) => expect(projectLabel(project, 'github.com/acme/checkout')).toBe(label))
})
