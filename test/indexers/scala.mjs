/**
 * Makes index.scip of the Scala sources of a repository, the current folder, by scalac with scalameta's plugin, and scip-java, which writes
 * what that tells as SCIP: `node scala.mjs COMPILER LIBRARIES GROUP:ARTIFACT:VERSION [GROUP:ARTIFACT:VERSION=FOLDER …]`, of the repository,
 * then of those that it may use and of which an index was made before. COMPILER and LIBRARIES are folders of jars, the latter scip-java's.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const [compiler, libraries, own, ...others] = process.argv.slice(2)
const here = process.cwd()

/** Beside the work tree, so that it stays as it is. */
const classesOf = (folder) => `${folder}.classes`
const run = (...args) => execFileSync('java', args, { stdio: ['ignore', 'ignore', 'pipe'] })

const known = [[own, here], ...others.map((each) => each.split('='))].filter(([, folder]) => folder === here || existsSync(classesOf(folder)))
const database = `${here}.semanticdb`
mkdirSync(database, { recursive: true })
mkdirSync(classesOf(here), { recursive: true })
writeFileSync(join(database, 'dependencies.txt'), known.map(([package_, folder]) => `${package_.replaceAll(':', '\t')}\t${classesOf(folder)}\n`).join(''))

const jarsOf = (folder, named) => readdirSync(folder).filter((name) => named.test(name)).map((name) => join(folder, name))
const classpath = [...jarsOf(compiler, /^scala-library/), ...known.slice(1).map(([, folder]) => classesOf(folder))].join(delimiter)
const plugin = [`-Xplugin:${jarsOf(compiler, /^semanticdb-scalac/)[0]}`, '-Xplugin-require:semanticdb', '-Yrangepos', `-P:semanticdb:sourceroot:${here}`, `-P:semanticdb:targetroot:${database}`]
run('-cp', join(compiler, '*'), 'scala.tools.nsc.Main', '-nowarn', '-cp', classpath, '-d', classesOf(here), ...plugin, ...globSync('**/*.scala'))
run('-cp', join(libraries, '*'), 'com.sourcegraph.scip_java.ScipJava', 'index-semanticdb', '--output=index.scip', database)
