import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { nameWithVersion } from '../shortest-paths.ts'
import { gradleProjects } from './projects.ts'

type Files = Record<string, string>

const read = (files: Files): Project[] => gradleProjects.read({ paths: Object.keys(files).filter(gradleProjects.reads).toSorted(), text: (path) => files[path] ?? null })

/** `web/ g:web 1.0: g:a 1.2 dev build.gradle:4; (g:b 2.0 lib/build.gradle:5) > g:c`: in brackets what comes through others; a range stands where it is not the version. */
function shown({ folder, name, version, dependencies }: Project): string {
  const packages = dependencies.map(({ range, scope, direct, requires, at, ...named }) => {
    const told = [nameWithVersion(named), range === named.version ? '' : range, scope === 'runtime' ? '' : scope, `${at.path}:${at.line}`].filter(Boolean).join(' ')
    return [direct ? told : `(${told})`, ...(requires.length > 0 ? ['>', ...requires.map((place) => dependencies[place]?.name)] : [])].join(' ')
  })
  return `${folder === '' ? '' : `${folder} `}${[name, version].filter(Boolean).join(' ')}: ${packages.join('; ')}`
}

const withoutLock = 'Without a lockfile, newer versions than declared may be taken where other packages ask for them.'

/** Of the project in the folder of the first file; the gap about lockfiles stands in each. */
function check(name: string, files: Files, expected: string, gaps: readonly string[] = []): void {
  test(name, () => {
    const first = Object.keys(files)[0] ?? ''
    const project = read(files).find(({ folder }) => folder === first.slice(0, first.lastIndexOf('/') + 1))
    expect(project && shown(project)).toBe(expected)
    expect(project?.gaps.filter(({ reason }) => reason !== withoutLock).map(({ path, reason }) => `${path}: ${reason}`)).toEqual(gaps)
  })
}

const block = (...lines: string[]) => `dependencies {\n${lines.join('\n')}\n}\n`

describe('how a dependency is written in Groovy', () => {
  check('as text', { 'build.gradle': block("implementation 'a:b:1'", 'api("a:c:1")', "implementation 'a:d:1:linux@zip', \"a:e:1\"", "implementation('a:f:1') { exclude group: 'x', module: 'y' }") },
    ': a:b 1 build.gradle:2; a:c 1 build.gradle:3; a:d 1 build.gradle:4; a:e 1 build.gradle:4; a:f 1 build.gradle:5')
  check('in fields', { 'build.gradle': block("implementation group: 'a', name: 'b', version: '1'", "implementation(group: 'a', 'name': 'c', classifier: 'x')", "implementation name: 'local'") }, ': a:b 1 build.gradle:2; a:c build.gradle:3', [
    'build.gradle: The tree alone does not tell versions of a:c.',
  ])
  check('in lists', { 'build.gradle': block("implementation(['a:b:1',", "  'a:c:1'])", "['a:d:1'].each { implementation it }", 'add("api", "a:e:1")', "['api', 'testApi'].each { conf ->\ndependencies.add(conf, 'a:f:1') }") }, ': a:b 1 build.gradle:2; a:c 1 build.gradle:2; a:e 1 build.gradle:5; a:f 1 build.gradle:7', ['build.gradle: Scripts are not run, so this is not known: it.'])
  check('that is no package', { 'build.gradle': block("implementation files('a:b:1')", 'implementation gradleApi()', "implementation fileTree(dir: 'libs', include: ['*.jar'])", "exclude group: 'a:b'", 'implementation sourceSets.main.output') }, ': ')
  check('in comments', { 'build.gradle': block("// implementation 'a:b:1'", "/* implementation 'a:c:1'", '*/', "implementation 'a:d:1' // 'a:e:1'") }, ': a:d 1 build.gradle:5')
  check('for what it is', { 'build.gradle': block("testImplementation 'a:b:1'", "compileOnly 'a:c:1'", "annotationProcessor 'a:d:1'", "runtimeOnly 'a:e:1'", "debugImplementation 'a:f:1'", "androidTestImplementation 'a:g:1'", "testCompileOnly 'a:e:1'") },
    ': a:c 1 optional build.gradle:3; a:e 1 build.gradle:5; a:f 1 build.gradle:6; a:b 1 dev build.gradle:2; a:d 1 dev build.gradle:4; a:g 1 dev build.gradle:7')
  check('for the build itself', { 'build.gradle': `buildscript {\n${block("classpath 'a:b:1'")}}\n` }, ': a:b 1 dev build.gradle:3')
  check('under a condition', { 'build.gradle': block("if (x) {\nimplementation 'a:b:1'\n} else { implementation 'a:c:1' }") }, ': a:b 1 build.gradle:3; a:c 1 build.gradle:4')
})

describe('how a dependency is written in Kotlin', () => {
  check('as text and in fields', { 'build.gradle.kts': block('implementation("a:b:1")', '"custom"("a:c:1")', 'implementation(group = "a", name = "d", version = "1")', 'api("a", "e", "1")', 'implementation(kotlin("stdlib"))') },
    ': a:b 1 build.gradle.kts:2; a:c 1 build.gradle.kts:3; a:d 1 build.gradle.kts:4; a:e 1 build.gradle.kts:5; org.jetbrains.kotlin:kotlin-stdlib build.gradle.kts:6', ['build.gradle.kts: The tree alone does not tell versions of org.jetbrains.kotlin:kotlin-stdlib.'])
  check('for several platforms', { 'build.gradle.kts': `kotlin { sourceSets {\n  val commonMain by getting { ${block('implementation("a:b:1")')} }\n  named("commonTest") { ${block('implementation("a:c:1")')} }\n} }` }, ': a:b 1 build.gradle.kts:3; a:c 1 dev build.gradle.kts:7')
})

describe('versions', () => {
  check('from names of Groovy', { 'build.gradle': `ext { b = '1'; libs = [\n c: 'a:c:2', 'd': "a:d:$b" ] }\next.e = '3'\ndef f = '4'\n${block('implementation "a:b:$b"', 'implementation libs.c', "implementation libs['d']", 'implementation "a:e:${rootProject.ext.e}"', "implementation 'a:f:' + f")}` },
    ': a:b 1 build.gradle:6; a:c 2 build.gradle:7; a:d 1 build.gradle:8; a:e 3 build.gradle:9; a:f 4 build.gradle:10')
  check('from names of Kotlin', { 'build.gradle.kts': `val b = "1"\nval c by extra("2")\nextra["d"] = "3"\nval e: String by project\n${block('implementation("a:b:$b")', 'implementation("a:c:${c}")', 'implementation("a:d:${extra["d"]}")', 'implementation("a:e:$e")', 'implementation("a:f:$e.1")')}`, 'gradle.properties': '# x\ne = 4\n' },
    ': a:b 1 build.gradle.kts:6; a:c 2 build.gradle.kts:7; a:d 3 build.gradle.kts:8; a:e 4 build.gradle.kts:9; a:f 4.1 build.gradle.kts:10')
  check('from constants', { 'build.gradle.kts': block('implementation("a:b:${Versions.b}")', 'implementation(Libs.c)'), 'buildSrc/src/main/kotlin/Deps.kt': 'object Versions {\n  const val b = "1"\n}\nobject Libs {\n  const val c = "a:c:${Versions.b}"\n}\n' }, ': a:b 1 build.gradle.kts:2; a:c 1 build.gradle.kts:3')
  check('that are not known', { 'build.gradle': block('implementation "a:b:$b"', 'implementation "a:$c:1"', 'implementation some.thing', 'implementation "a:d:${find()}"') }, ': a:b $b build.gradle:2; a:d ${find()} build.gradle:5', [
    'build.gradle: Scripts are not run, so this is not known: a:$c:1, some.thing.', 'build.gradle: The tree alone does not tell versions of a:b, a:d.',
  ])
  check('that are set under conditions', { 'build.gradle': `if (x) { ext.b = '1' } else { ext.b = '2' }\n${block('implementation "a:b:$b"')}` }, ': a:b $b build.gradle:3', ['build.gradle: The tree alone does not tell versions of a:b.'])
  check('that are ranges', { 'build.gradle': block("implementation 'a:b:1.+'", "implementation 'a:c:[1,2)'", "implementation 'a:d:latest.release'", "implementation 'a:e:1.0!!'") }, ': a:b 1.+ build.gradle:2; a:c [1,2) build.gradle:3; a:d latest.release build.gradle:4; a:e 1.0 1.0!! build.gradle:5')
  check('in braces', { 'build.gradle.kts': block('implementation("a:b") { version { strictly("[1,2)"); prefer("1.5") } }', 'implementation("a:c") { version { strictly("2") } }') }, ': a:b 1.5 build.gradle.kts:2; a:c 2 build.gradle.kts:3')
  check('from constraints', { 'build.gradle': block("implementation 'a:b'", "constraints {\napi 'a:b:2'\n}") }, ': a:b 2 build.gradle:2')
  check('as Spring manages them', { 'build.gradle': `dependencyManagement {\nimports { mavenBom 'x:bom:1' }\n${block("dependency 'a:b:2'")}}\n${block("implementation 'a:b'", "implementation 'a:c'")}` }, ': a:b 2 build.gradle:8; a:c build.gradle:9; x:bom 1 build.gradle:2', ['build.gradle: The tree alone does not tell versions of a:c.'])
  check('from a platform elsewhere', { 'build.gradle': block("implementation platform('x:bom:1')", "implementation 'a:b'") }, ': x:bom 1 build.gradle:2; a:b build.gradle:3', ['build.gradle: The tree alone does not tell versions of a:b.'])
  check('from a platform of the tree', { 'app/build.gradle': block("implementation platform(project(':bom'))", "implementation 'a:b'"), 'bom/build.gradle': block("constraints { api 'a:b:3' }"), 'settings.gradle': "include 'app', 'bom'\n" }, 'app/ : a:b 3 app/build.gradle:3; :bom app/build.gradle:2')
})

describe('catalogs', () => {
  const toml = '[versions]\nb = "1"\nc = { strictly = "[2,3)", prefer = "2.1" }\n[libraries]\na-b = { module = "a:b", version.ref = "b" }\na-c = { group = "a", name = "c", version.ref = "c" }\na_d = "a:d:4"\na-e = { module = "a:e" }\n[bundles]\nall = ["a-b", "a_d"]\n'
  check('in their file', { 'app/build.gradle.kts': block('implementation(libs.a.b)', 'implementation(libs.a.c)', 'testImplementation(libs.bundles.all)', 'implementation(libs.a.e)', 'api("a:f:${libs.versions.b.get()}")', 'api(libs.gone)'), 'gradle/libs.versions.toml': toml, 'settings.gradle.kts': 'include(":app")' },
    'app/ : a:b 1 app/build.gradle.kts:2; a:c [2,3) app/build.gradle.kts:3; a:e app/build.gradle.kts:5; a:f 1 app/build.gradle.kts:6; a:d 4 dev app/build.gradle.kts:4', [
      'app/build.gradle.kts: Scripts are not run, so this is not known: libs.gone.', 'app/build.gradle.kts: The tree alone does not tell versions of a:e.',
    ])
  check('in settings', { 'build.gradle': block('implementation deps.b', 'implementation tools.a.b', 'implementation deps.c'), 'x.versions.toml': toml, 'settings.gradle': "dependencyResolutionManagement { versionCatalogs {\ndeps {\nversion('v', '7')\nlibrary('b', 'a:b:5')\nlibrary('c', 'a', 'c').versionRef('v')\n}\ncreate('tools') { from(files('x.versions.toml')) }\n} }" },
    ': a:b 5 build.gradle:2; a:c 7 build.gradle:4')
  check('that are none', { 'build.gradle': block('implementation libs.a'), 'settings.gradle': '', 'gradle/libs.versions.toml': '<<<<<<< HEAD' }, ': ', ['gradle/libs.versions.toml: This is no version catalog that can be read: it is no TOML.', 'build.gradle: Scripts are not run, so this is not known: libs.a.'])
})

describe('builds of several projects', () => {
  const settings = "rootProject.name = 'x'\ninclude ':app', ':lib:core'\nproject(':lib:core').projectDir = file('core')\n"
  check('with what the root says', { 'app/build.gradle': block("implementation 'a:b:1'"), 'settings.gradle': settings, 'build.gradle': `allprojects { group = 'g'; version = '2' }\nsubprojects {\n${block("testImplementation 'a:t:1'")}}\nallprojects {\n${block("api 'a:all:1'")}}\nproject(':app') {\n${block("api 'a:own:1'")}}\n${block("api 'a:root:1'")}` },
    'app/ g:app 2: a:b 1 app/build.gradle:2; a:all 1 build.gradle:9; a:own 1 build.gradle:14; a:t 1 dev build.gradle:4')
  check('in the root itself', { 'build.gradle': `subprojects {\n${block("testImplementation 'a:t:1'")}}\nallprojects {\n${block("api 'a:all:1'")}}\n`, 'settings.gradle': settings }, ': a:all 1 build.gradle:8')
  check('without scripts of their own', { 'app/gradle.properties': '', 'settings.gradle': settings, 'build.gradle': `project(':app') {\n${block("api 'a:own:1'")}}\n` }, 'app/ : a:own 1 build.gradle:3')
  check('that use each other, in the newest version that is asked for', { 'app/build.gradle': block("implementation project(':lib:core')", "implementation 'a:b:1'"), 'core/build.gradle': `group = 'g'\n${block("api 'a:b:2'", "implementation 'a:c:1'", "compileOnly 'a:d:1'", "testImplementation 'a:e:1'")}`, 'settings.gradle': settings },
    'app/ : a:b 2 1 app/build.gradle:3; g:core app/build.gradle:2 > a:b a:c; (a:c 1 core/build.gradle:4)')
  check('by names of Kotlin', { 'app/build.gradle.kts': block('implementation(projects.dataTest)'), 'data-test/build.gradle.kts': block('api("a:b:1")', 'api(project(":app"))'), 'settings.gradle.kts': 'include("app")\ninclude("data-test")' }, 'app/ : :data-test app/build.gradle.kts:2 > a:b; (a:b 1 data-test/build.gradle.kts:2)')
  check('in blocks for some, which are chosen by a program', { 'app/build.gradle': block("api 'a:b:1'"), 'settings.gradle': settings, 'build.gradle': `configure(subprojects) {\n${block("api 'a:c:1'")}}\nconfigure(subprojects.findAll { it.name != 'x' }) {\n${block("api 'a:d:1'")}}\n` }, 'app/ : a:b 1 app/build.gradle:2; a:c 1 build.gradle:3', [
    'build.gradle: Dependencies of projects that are chosen while the build runs are left out.',
  ])
  check('with scripts that they apply', { 'app/build.gradle': `plugins { id 'java'; id 'my.conv' }\napply from: "$rootDir/gradle/deps.gradle"\n${block('implementation "a:b:$b"')}`, 'settings.gradle': settings, 'gradle/deps.gradle': `ext.b = '3'\n${block("api 'a:d:1'")}`, 'buildSrc/src/main/groovy/my.conv.gradle': block("api 'a:c:1'") },
    'app/ : a:b 3 app/build.gradle:4; a:d 1 gradle/deps.gradle:3; a:c 1 buildSrc/src/main/groovy/my.conv.gradle:2')
  check('with plugins that are programs of the tree', { 'app/build.gradle.kts': `plugins { alias(libs.plugins.conv.app); id("conv.lib") }\n${block('api("a:b:1")')}`, 'settings.gradle.kts': 'include(":app")', 'gradle/libs.versions.toml': '[plugins]\nconv-app = { id = "conv.app" }\n', 'logic/build.gradle.kts': 'gradlePlugin { plugins {\nregister("a") { id = "conv.app" }\nregister("b") { id = "conv.lib" }\n} }' },
    'app/ : a:b 1 app/build.gradle.kts:3', ['app/build.gradle.kts: Plugins that are programs of this tree may declare more than is told: conv.app, conv.lib.'])
  check('with scripts that are called as their folders', { 'web/web.gradle': block("api 'a:b:1'"), 'settings.gradle': "include 'web'" }, 'web/ : a:b 1 web/web.gradle:2')
})

describe('lockfiles', () => {
  const lock = '# This is a Gradle generated file for dependency locking.\na:b:1.5=compileClasspath,runtimeClasspath\na:c:2=testRuntimeClasspath\na:d:3=compileClasspath\nempty=annotationProcessor\n'
  check('of Gradle', { 'build.gradle': block("implementation 'a:b:1.+'", "testImplementation 'a:x:1'"), 'gradle.lockfile': lock, 'buildscript-gradle.lockfile': 'p:p:1=classpath\n' }, ': (p:p 1 dev buildscript-gradle.lockfile:1); a:b 1.5 1.+ build.gradle:2; (a:c 2 dev gradle.lockfile:3); (a:d 3 optional gradle.lockfile:4); a:x 1 dev build.gradle:3')
  check('one a configuration', { 'app/build.gradle': block("implementation 'a:b:1'"), 'app/gradle/dependency-locks/runtimeClasspath.lockfile': '# x\na:b:1.5\na:c:2\n', 'app/gradle/dependency-locks/testRuntimeClasspath.lockfile': 'a:c:2\na:t:1\n' },
    'app/ : a:b 1.5 1 app/build.gradle:2; (a:c 2 app/gradle/dependency-locks/runtimeClasspath.lockfile:3); (a:t 1 dev app/gradle/dependency-locks/testRuntimeClasspath.lockfile:2)')
  check('of Nebula', { 'build.gradle': block("implementation 'a:b:1'"), 'dependencies.lock': JSON.stringify({ runtimeClasspath: { 'a:b': { locked: '1.5', requested: '1' }, 'a:c': { locked: '2', transitive: ['a:b'] }, 'g:lib': { project: true } }, testRuntimeClasspath: { 'a:c': { locked: '2', transitive: ['a:b'] } } }, null, 1) },
    ': a:b 1.5 1 build.gradle:2 > a:c; (a:c 2 dependencies.lock:7)')
  check('that are none', { 'build.gradle': block("implementation 'a:b:1'"), 'gradle.lockfile': '<<<<<<< HEAD\n' }, ': a:b 1 build.gradle:2', ['gradle.lockfile: This is no lockfile that can be read; what it locks is not known.'])
  check('alone', { 'gradle.lockfile': 'a:b:1=runtimeClasspath\n' }, ': (a:b 1 gradle.lockfile:1)')
  test('of others are passed over', () => expect([read({ 'dependencies.lock': 'x' }), read({ 'dependencies.lock': '{"a":{"b":1}}' })]).toEqual([[], []]))
})

describe('what is made to harm', () => {
  const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at))
  test.each<[string, Files, number]>([
    ['deep braces', { 'build.gradle': '{'.repeat(300_000) }, 1],
    ['deep brackets', { 'build.gradle': `${block(`implementation ${'['.repeat(100_000)}`)}x = ${'['.repeat(100_000)}` }, 1],
    ['maps within maps', { 'build.gradle': `x = ${'[a: '.repeat(100_000)}` }, 1],
    ['quotes that do not end', { 'build.gradle': `${`"${'\\'.repeat(3)}`.repeat(100_000)}\n${"'''".repeat(3)}` }, 1],
    ['comments that do not end', { 'build.gradle': '/* '.repeat(300_000) }, 1],
    ['names of themselves', { 'build.gradle': `ext.a = b\next.b = "$a"\n${block('api "x:y:$a"')}` }, 1],
    ['names that grow', { 'build.gradle': `def v0 = 'xxxxxxxxxx'\n${many(60, (at) => `def v${at + 1} = "$v${at}$v${at}"`).join('\n')}\n${block('api "x:y:$v60"')}` }, 1],
    ['names of names', { 'build.gradle': `${many(20_000, (at) => `def v${at} = v${at + 1}`).join('\n')}\n${block('api "x:y:$v0"')}` }, 1],
    ['scripts that apply each other', { 'build.gradle': 'apply from: "a.gradle"', 'a.gradle': 'apply from: "build.gradle"\napply from: "a.gradle"' }, 1],
    ['projects that all need all', { 'settings.gradle': many(100, (at) => `include ':p${at}'`).join('\n'), ...Object.fromEntries(many(100, (at) => `p${at}/build.gradle`).map((path) => [path, block(...many(100, (at) => `api project(':p${at}')`))])) }, 100],
    ['settings with many lines in a block', { 'build.gradle': '', 'settings.gradle': `if (x) {\n${"include ':a'\n".repeat(200_000)}}` }, 1],
    ['a root that declares for all', { 'build.gradle': `subprojects {\n${block(...many(1_000, (at) => `api 'a:b${at}:1'`))}}`, ...Object.fromEntries(many(500, (at) => [`p${at}/build.gradle`, ''])), 'settings.gradle': many(500, (at) => `include ':p${at}'`).join('\n') }, 501],
    ['a project that needs itself', { 'settings.gradle': "include 'a'", 'a/build.gradle': block("api project(':a')") }, 1],
    ['a long line', { 'build.gradle': block(`implementation ${"'a:b:1', ".repeat(50_000)}'a:c:1'`) }, 1],
    ['a long text', { 'build.gradle': block(`api '${':'.repeat(300_000)}'`, `api "\${x}${':'.repeat(300_000)}"`, `api '${'@a'.repeat(300_000)}'`) }, 1],
    ['many on one line', { 'build.gradle': `dependencies { ${"api 'a:b:1'; ".repeat(50_000)} }` }, 1],
    ['names of what every object has', { 'build.gradle': block("api '__proto__:constructor:1'", 'api "a:b:$constructor"', 'api toString'), 'dependencies.lock': '{"__proto__":{"a:b":{"locked":"1"}}}' }, 1],
    ['NUL', { 'build.gradle': '\0dependencies\0{\0}\0', 'gradle.lockfile': '\0' }, 1],
  ])('%s', (_, files, count) => expect(read(files)).toHaveLength(count))
})
