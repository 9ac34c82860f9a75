import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { cargoProjects } from './projects.ts'
import { checksOf, readWith, type Files } from '../testing.ts'

const read = (files: Files): Project[] => readWith(cargoProjects, files)
const check = checksOf(cargoProjects)

const app = '[package]\nname = "app"\nversion = "1.0.0"\n'
/** `a 1.0.0 > b, c` and `app 1.0.0 local > a`: a package of a lockfile, three lines apart from the next. */
const lock = (...packages: string[]) => packages.map((written) => {
  const [own = '', asks = ''] = written.split(' > ')
  const [name, version, local] = own.split(' ')
  const dependencies = asks === '' ? '' : `dependencies = [${asks.split(', ').map((ask) => `"${ask}"`).join(', ')}]`
  return `[[package]]\nname = "${name}"\nversion = "${version}"\n${local ? '' : 'source = "registry+https://example.com/index"'}\n${dependencies}\n`
}).join('')

describe('Cargo.toml alone', () => {
  check('tells ranges, of every kind and target', { 'Cargo.toml': `${app}[dependencies]\na = "1"\n"b-c" = { version = "2", optional = true }\nd = { path = "../d" }\n[dependencies.e]\ngit = "https://example.com/e"\n[build-dependencies]\nf = "1"\n[dev-dependencies]\na = "1"\ng = "1"\n[target.'cfg(unix)'.dependencies]\nh.version = "0.1"\n` }, [
    'app 1.0.0: a 1 direct Cargo.toml:5; b-c 2 direct optional Cargo.toml:6; d path:../d direct Cargo.toml:7; e git:https://example.com/e direct Cargo.toml:8; h 0.1 direct Cargo.toml:16; f 1 direct dev Cargo.toml:11; g 1 direct dev Cargo.toml:14',
  ])
  check('with optional ones that are on by default', { 'Cargo.toml': `${app}[features]\ndefault = ["std", "dep:a"]\nstd = ["b/std", "c?/std"]\n[dependencies]\na = { version = "1", optional = true }\nb = { version = "1", optional = true }\nc = { version = "1", optional = true }\n` }, [
    'app 1.0.0: a 1 direct Cargo.toml:8; b 1 direct Cargo.toml:9; c 1 direct optional Cargo.toml:10',
  ])
  check('under another name', { 'Cargo.toml': `${app}[dependencies]\nold = { package = "a", version = "0.9" }\na = "1"\n` }, ['app 1.0.0: a 0.9 direct Cargo.toml:5; a 1 direct Cargo.toml:6'])
  check('of a workspace that is no package', { 'Cargo.toml': '[workspace]\nmembers = ["x"]\n' }, [])
  check('that is none', { 'Cargo.toml': '[package\n' }, ['null null: '], ['Cargo.toml: This is no Cargo.toml that can be read: it is not TOML.'])
  check('too large to be read', { 'Cargo.toml': null }, ['null null: '])
  check('with wrong types', { 'Cargo.toml': `${app}features = 7\n[dependencies]\na = 7\nb = { version = 7, package = [] }\n[features]\ndefault = [7]\n[target]\nx = 7\n` }, ['app 1.0.0: a direct Cargo.toml:6; b direct Cargo.toml:7'])
  check('named like what every object has', { 'Cargo.toml': `${app}[dependencies]\n__proto__ = "1"\nconstructor = "2"\n[features]\ndefault = ["constructor"]\n` }, ['app 1.0.0: __proto__ 1 direct Cargo.toml:5; constructor 2 direct Cargo.toml:6'])
})

describe('Cargo.lock', () => {
  const manifest = `${app}[dependencies]\na = "1"\n[dev-dependencies]\nt = "*"\n`
  check('tells what others ask for', { 'Cargo.toml': manifest, 'Cargo.lock': lock('a 1.2.0 > b', 'app 1.0.0 local > a, t', 'b 2.0.0 > a', 'c 1.0.0', 't 3.0.0 > b, c') }, [
    'app 1.0.0: a 1.2.0 1 direct Cargo.toml:5; b 2.0.0 (a 1.2.0) Cargo.lock:11; t 3.0.0 * direct dev Cargo.toml:7; c 1.0.0 (t 3.0.0) dev Cargo.lock:16',
  ])
  check('with several versions of one package', { 'Cargo.toml': `${app}[dependencies]\na = "1.1"\nold = { package = "a", version = ">=0.9, <1" }\n`, 'Cargo.lock': lock('a 0.9.3 > b 1.0.0', 'a 1.2.0 > b 2.0.0', 'app 1.0.0 local > a 0.9.3, a 1.2.0 (registry+https://example.com/index)', 'b 1.0.0', 'b 2.0.0') }, [
    'app 1.0.0: a 1.2.0 1.1 direct Cargo.toml:5; a 0.9.3 >=0.9, <1 direct Cargo.toml:6; b 2.0.0 (a 1.2.0) Cargo.lock:21; b 1.0.0 (a 0.9.3) Cargo.lock:16',
  ])
  check('from before Cargo 0.19', { 'Cargo.toml': `${app}[dependencies]\na = "1"\n`, 'Cargo.lock': '[root]\nname = "app"\nversion = "1.0.0"\ndependencies = ["a 1.2.0 (git+https://example.com/a#abc)"]\n[[package]]\nname = "a"\nversion = "1.2.0"\nsource = "git+https://example.com/a#abc"\n' }, ['app 1.0.0: a 1.2.0 1 direct Cargo.toml:5'])
  check('of another package', { 'Cargo.toml': `${app}[dependencies]\na = "1"\n`, 'Cargo.lock': lock('a 1.2.0') }, ['app 1.0.0: a 1 direct Cargo.toml:5'], ['Cargo.lock: This Cargo.lock lacks app; its versions are not known.'])
  check('that is none', { 'Cargo.toml': `${app}[dependencies]\na = "1"\n`, 'Cargo.lock': '<<<<<<< HEAD' }, ['app 1.0.0: a 1 direct Cargo.toml:5'], ['Cargo.lock: This is no Cargo.lock that can be read; versions are not known.'])
  check('alone', { 'x/Cargo.lock': lock('a 1.2.0 > b', 'b 2.0.0') }, ['x/ null null: a 1.2.0 (?) x/Cargo.lock:1; b 2.0.0 (?) x/Cargo.lock:6'], ['x/Cargo.lock: No Cargo.toml stands beside it: what is asked for is not known.'])
  check('beside a broken Cargo.toml', { 'Cargo.toml': '=', 'Cargo.lock': lock('a 1.2.0') }, ['null null: a 1.2.0 (?) Cargo.lock:1'], ['Cargo.toml: This is no Cargo.toml that can be read: it is not TOML.'])
})

describe('workspaces', () => {
  const root = '[workspace]\nmembers = ["x", "y", "old/z"]\nexclude = ["old", "fixtures"]\npackage.version = "0.5.0"\n[workspace.dependencies]\na = "1"\nhttp = { package = "http-two", version = "2" }\n'
  const x = '[package]\nname = "x"\nversion.workspace = true\n[dependencies]\na = { workspace = true, optional = true }\nhttp.workspace = true\n[dev-dependencies]\nt = "1"\n'
  const y = '[package]\nname = "y"\nversion = "0.1.0"\n[dependencies]\nx = { path = "../x" }\n[build-dependencies]\nb = "1"\n'
  const shared = lock('a 1.2.0', 'b 1.0.0', 'http-two 2.1.0', 't 1.0.0', 'x 0.5.0 local > a, http-two, t', 'y 0.1.0 local > b, x', 'z 0.1.0 local > y')
  check('share a lockfile, versions and dependencies', { 'Cargo.toml': root, 'Cargo.lock': shared, 'x/Cargo.toml': x, 'y/Cargo.toml': y }, [
    'x/ x 0.5.0: http-two 2.1.0 2 direct x/Cargo.toml:6; a 1.2.0 1 direct optional x/Cargo.toml:5; t 1.0.0 1 direct dev x/Cargo.toml:8',
    'y/ y 0.1.0: x 0.5.0 path:../x direct y/Cargo.toml:5; a 1.2.0 (x 0.5.0) Cargo.lock:1; http-two 2.1.0 (x 0.5.0) Cargo.lock:11; b 1.0.0 1 direct dev y/Cargo.toml:7',
  ])
  check('exclude folders, but not those that they name', { 'Cargo.toml': root, 'Cargo.lock': shared, 'old/z/Cargo.toml': '[package]\nname = "z"\n[dependencies]\ny = "0.1"\n', 'old/x/Cargo.toml': '[package]\nname = "x"\n[dependencies]\na = "1"\n' }, [
    'old/x/ x null: a 1 direct old/x/Cargo.toml:4', 'old/z/ z null: y 0.1.0 0.1 direct old/z/Cargo.toml:4; b 1.0.0 (y 0.1.0) Cargo.lock:6; x 0.5.0 (y 0.1.0) Cargo.lock:21; a 1.2.0 (x 0.5.0) Cargo.lock:1; http-two 2.1.0 (x 0.5.0) Cargo.lock:11; t 1.0.0 (x 0.5.0) Cargo.lock:16',
  ])
  check('are named by packages that lie beside', { 'ws/Cargo.toml': '[workspace]\n', 'ws/Cargo.lock': lock('a 1.2.0', 'app 1.0.0 local > a'), 'app/Cargo.toml': `${app}workspace = "../ws"\n[dependencies]\na = "1"\n` }, ['app/ app 1.0.0: a 1.2.0 1 direct app/Cargo.toml:6'])
  check('leave fixtures their own lockfiles', { 'Cargo.toml': root, 'Cargo.lock': shared, 'x/fixture/Cargo.toml': `${app}[dependencies]\na = "1"\n`, 'x/fixture/Cargo.lock': lock('a 1.0.0', 'app 1.0.0 local > a') }, ['x/fixture/ app 1.0.0: a 1.0.0 1 direct x/fixture/Cargo.toml:5'])
  check('have no projects of what is vendored', { 'Cargo.toml': `${app}[dependencies]\na = "1"\n`, 'vendor/a/Cargo.toml': '[package]\nname = "a"\n', 'vendor/a/.cargo-checksum.json': '{}', 'vendor/a/test/Cargo.toml': '[package]\nname = "t"\n' }, ['app 1.0.0: a 1 direct Cargo.toml:5'])
})

describe('what is made to harm', () => {
  const deep = (text: string, times: number) => text.repeat(times)
  test.each<[string, Files, number]>([
    ['deep arrays', { 'Cargo.toml': `x = ${deep('[', 200_000)}${deep(']', 200_000)}` }, 1],
    ['deep tables', { 'Cargo.toml': `${app}[${deep('a.', 200_000)}a]\nx = 1\n` }, 1],
    ['a long key with many elements', { 'Cargo.lock': `${deep('a', 1_000_000)} = [${deep('1,', 500_000)}]\n[[package]]\nname = "a"\n` }, 1],
    ['a hundred thousand packages', { 'Cargo.toml': `${app}[dependencies]\np0 = "1"\n`, 'Cargo.lock': lock('app 1.0.0 local > p0', ...Array.from({ length: 100_000 }, (_, at) => `p${at} 1.0.0 > p${at + 1}`)) }, 1],
    ['packages that ask for themselves and each other', { 'Cargo.toml': `${app}[dependencies]\napp = { path = "." }\na = "1"\n`, 'Cargo.lock': lock('app 1.0.0 local > app, a', 'a 1.0.0 > app, a') }, 1],
    ['features that turn each other on', { 'Cargo.toml': `${app}[features]\ndefault = ["a"]\na = ["b"]\nb = ["a", "default"]\n` }, 1],
    ['a workspace that is its own', { 'Cargo.toml': `${app}workspace = "."\n`, 'x/Cargo.toml': `${app}workspace = "../../.."\n` }, 2],
    ['NUL and quotes without end', { 'Cargo.toml': '\0\0[package]', 'x/Cargo.toml': `"${deep('\\"', 500_000)}`, 'y/Cargo.toml': `'''${deep("''", 500_000)}` }, 3],
  ])('%s', (_, files, count) => expect(read(files)).toHaveLength(count))
})
