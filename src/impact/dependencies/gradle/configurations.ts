import type { Scope } from '../project.ts'

/** Those that only help to build: https://docs.gradle.org/current/userguide/java_plugin.html, https://developer.android.com/build/dependencies. */
const building = new RegExp([
  'test', 'annotationprocessor', '^kapt', '^ksp', '^classpath$', 'checkstyle', 'spotbugs', 'pmd', 'jacoco', 'detekt', 'ktlint', 'errorprone', 'lint', 'jmh', 'benchmark', 'dokka', 'protoc', 'codegen',
  'compilerplugin', 'asciidoc', 'jarjar', 'proguard', 'license',
].join('|'), 'i')
/** Those that whatever runs the project brings. */
const brought = /compileonly|provided|developmentonly|compileclasspath/i

/** What a configuration is for, by its name, as in `testImplementation` or `productionRuntimeClasspath`. */
export const scopeOf = (configuration: string): Scope => (building.test(configuration) ? 'dev' : brought.test(configuration) ? 'optional' : 'runtime')

export const ranks: Record<Scope, number> = { runtime: 0, optional: 1, dev: 2 }

/** The most needed of several. */
export const mostNeeded = (scopes: readonly Scope[]): Scope => scopes.reduce((found, scope) => (ranks[scope] < ranks[found] ? scope : found), 'dev')
