import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Project } from '../../src/impact/dependencies/project.ts'
import { forDevelopment, type Comparison, type Difference, type Subject } from './compare.ts'

const subject = (repo: string, commit: string, folder = ''): Subject => ({ repo, commit, folder })

const subjects: Subject[] = [
  subject('apache/commons-lang', 'd15939ef46f0bd4144994df8be95cf5a7f91eb52'),
  subject('apache/commons-io', 'd83aeb6f4774aee75d857b29fb6cd89132c9a91b'),
  subject('google/gson', '9835b6f90192f79cdf5300c528fc6212455fb6c1', 'gson/'),
  subject('google/gson', '9835b6f90192f79cdf5300c528fc6212455fb6c1', 'extras/'),
  subject('spring-projects/spring-petclinic', 'edf4db28affcc4741c79850a3d95bc3f177b5ff9'),
  subject('mybatis/mybatis-3', '69ee03634a27808553fede707dcc4ef70478e0be'),
  subject('jhy/jsoup', '46b620860af930eedc193a705eaf7cea5aec89a6'),
  subject('qos-ch/logback', 'f4c7de4ef41f6debdc2bfe2a04989d0ebf312907', 'logback-classic/'),
  subject('qos-ch/logback', 'f4c7de4ef41f6debdc2bfe2a04989d0ebf312907', 'logback-classic-blackbox/'),
  subject('apache/zookeeper', '53a78e36f99602162643303ab330377fc383b41f', 'zookeeper-server/'),
  subject('dropwizard/dropwizard', '86b652321ef9d20a9d2c958e4938e25008e2aacb', 'dropwizard-core/'),
  subject('dropwizard/dropwizard', '86b652321ef9d20a9d2c958e4938e25008e2aacb', 'dropwizard-example/'),
  subject('apache/logging-log4j2', 'ecf1f41c99c65c6500ed6e9bb1d7d1c16a5b8e77', 'log4j-core/'),
  subject('apache/logging-log4j2', 'ecf1f41c99c65c6500ed6e9bb1d7d1c16a5b8e77', 'log4j-slf4j2-impl/'),
  subject('apache/shiro', 'b8b883cc27af4a71945db7ba5951230e52fe8dc6', 'web/'),
  subject('apache/shiro', 'b8b883cc27af4a71945db7ba5951230e52fe8dc6', 'support/guice/'),
  subject('apache/dubbo', '324c62550ab22ffa53bce15f219bbc1d67b8c4a3', 'dubbo-cluster/'),
  subject('apache/dubbo', '324c62550ab22ffa53bce15f219bbc1d67b8c4a3', 'dubbo-demo/dubbo-demo-spring-boot/dubbo-demo-spring-boot-consumer/'),
  subject('javaparser/javaparser', '1a6b1b69d0f310e5af14163863c5596b59a103b0', 'javaparser-symbol-solver-core/'),
  subject('checkstyle/checkstyle', 'bf6c7813d02538197ca060aa9a03c3f58e6e7310'),
  subject('alibaba/fastjson2', 'ae13900f650afcfe70c6656f0ffc2685fc63f9a2', 'extension/'),
  subject('alibaba/fastjson2', 'ae13900f650afcfe70c6656f0ffc2685fc63f9a2', 'core/'),
  subject('apache/rocketmq', '8fc57f1468d182eea11c01e089c0250d647dc5f3', 'broker/'),
  subject('alibaba/nacos', '486e19848605bbea24902b26e741a433d912e0a8', 'address/'),
  subject('alibaba/nacos', '486e19848605bbea24902b26e741a433d912e0a8', 'config/'),
]

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
/** Everything that Maven resolves, also what packages from elsewhere bring. */
const wholes = new Map<Subject, ReadonlySet<string>>()
/** What Firebreak tells, also without versions. */
const told = new Map<Subject, Project>()

export const comparison: Comparison = {
  ecosystem: 'maven',
  about: `
# Maven

What Firebreak reads of a pom.xml is held against \`mvn dependency:tree\` of the same module: what the module and its parents declare, and what comes through modules of the same tree alone. What
packages from elsewhere bring stands in their own descriptors, which a tree does not have, and is not compared: nothing is told of it. A version that a parent or a BOM outside of the tree may
set is not told either. What is for tests alone is compared as such. Maven must be able to fetch packages; only the files pom.xml are checked out, and no extension of the project runs.
To repeat it: \`FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts maven\`.
`,
  subjects,
  needs: (path) => path === 'pom.xml' || path.endsWith('/pom.xml'),
  async resolved(root, asked) {
    const { stdout } = await promisify(execFile)('mvn', ['--version'])
    const only = asked.folder === '' ? ['-N'] : ['-pl', asked.folder.slice(0, -1), '-am']
    await promisify(execFile)('mvn', ['-B', '-q', '-fae', ...only, `${plugin}:tree`, `-DoutputFile=${treeName}`], { cwd: root, maxBuffer: 1 << 28 })
    const modules = new Set(globSync(`**/${treeName}`, { cwd: root }).map((path) => nameIn(readFileSync(join(root, path), 'utf8').split('\n')[0] ?? '')))
    const lines = readFileSync(join(root, asked.folder, treeName), 'utf8').trim().split('\n').slice(1)
    wholes.set(asked, new Set(lines.map((line) => packageIn(line))))
    return { tool: /Apache Maven ([\d.]+)/.exec(stdout)?.[0] ?? 'Maven', packages: throughModules(lines, modules) }
  },
  ours(projects, asked) {
    const found = projects.filter(({ folder, files }) => folder === asked.folder && files.includes(`${folder}pom.xml`))
    for (const project of found) told.set(asked, project)
    return found
  },
  shown: ({ name, version, scope }) => `${name}@${version}${scope === 'dev' ? forDevelopment : ''}`,
  cause: causeOf,
}

const treeName = 'dependency-tree.txt'

/** Of `|  +- g:a:jar:1.0:compile`, in which a classifier may stand before the version. */
const partsIn = (line: string) => line.replace(/^[| +\\-]*/, '').split(' ', 1)[0]?.split(':') ?? []
const nameIn = (line: string) => partsIn(line).slice(0, 2).join(':')
const packageIn = (line: string) => `${nameIn(line)}@${partsIn(line).at(-2)}${partsIn(line).at(-1) === 'test' ? forDevelopment : ''}`
const depthOf = (line: string) => line.search(/[^| +\\-]/) / 3

/** What is declared, and what is below nothing but modules of the tree. */
function throughModules(lines: readonly string[], modules: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  const isOpen = [true]
  for (const line of lines) {
    const depth = depthOf(line)
    const isReached = isOpen[depth - 1] === true
    if (isReached) found.add(packageIn(line))
    isOpen[depth] = isReached && modules.has(nameIn(line))
  }
  return new Set([...found].filter((each) => !found.has(withoutScope(each)) || each === withoutScope(each)))
}

const withoutScope = (package_: string) => (package_.endsWith(forDevelopment) ? package_.slice(0, -forDevelopment.length) : package_)

function causeOf({ subject: asked, package: package_, only, ours }: Difference): string | null {
  if (only === 'Firebreak') return wholes.get(asked)?.has(package_) ? 'it comes through a module of the tree; Maven shows it where a package from elsewhere brings it.' : null
  const name = package_.slice(0, package_.lastIndexOf('@'))
  const { dependencies = [], gaps = [] } = told.get(asked) ?? {}
  if ([...ours].some((each) => each.startsWith(`${name}@`))) return null
  if (dependencies.some((each) => each.name === name)) return 'Firebreak tells the package without a version, as a parent, a BOM or a property outside of the tree may set it.'
  return gaps.some(({ reason }) => reason.startsWith('Profiles')) ? 'a profile that holds on some machines only declares it, which is told as a gap.' : null
}
