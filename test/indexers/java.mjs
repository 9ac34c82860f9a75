/**
 * Makes index.scip of the Java sources of a repository, the current folder, by javac with scip-java's plugin, without a build tool:
 * `node java.mjs LIBRARIES GROUP:ARTIFACT:VERSION [GROUP:ARTIFACT:VERSION=FOLDER …]`, of the repository, then of those that it may use and
 * of which an index was made before. LIBRARIES is the folder of scip-java's jars, in one of which the plugin lies.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const [libraries, own, ...others] = process.argv.slice(2)
const here = process.cwd()

/** Beside the work tree, so that it stays as it is. */
const classesOf = (folder) => `${folder}.classes`
const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })

const plugin = join(libraries, 'semanticdb-plugin.jar')
if (!existsSync(plugin)) {
  const jar = readdirSync(libraries).find((name) => name.startsWith('scip-java_'))
  execFileSync('jar', ['xf', join(libraries, jar), 'semanticdb-plugin.jar'], { cwd: libraries, stdio: ['ignore', 'ignore', 'pipe'] })
}

const known = [[own, here], ...others.map((each) => each.split('='))].filter(([, folder]) => folder === here || existsSync(classesOf(folder)))
const database = `${here}.semanticdb`
mkdirSync(database, { recursive: true })
writeFileSync(join(database, 'dependencies.txt'), known.map(([package_, folder]) => `${package_.replaceAll(':', '\t')}\t${classesOf(folder)}\n`).join(''))

// The plugin looks into the compiler, which modules of Java hide.
const opened = ['api', 'code', 'model', 'tree', 'util'].map((part) => `-J--add-exports=jdk.compiler/com.sun.tools.javac.${part}=ALL-UNNAMED`)
const classpath = [plugin, ...known.slice(1).map(([, folder]) => classesOf(folder))].join(delimiter)
run('javac', '-nowarn', '-proc:none', '-encoding', 'UTF-8', '-d', classesOf(here), '-cp', classpath, `-Xplugin:semanticdb -sourceroot:${here} -targetroot:${database}`, ...opened, ...globSync('**/*.java'))
run('java', '-cp', join(libraries, '*'), 'com.sourcegraph.scip_java.ScipJava', 'index-semanticdb', '--output=index.scip', database)
