import { DefaultReporter, type TestCase, type TestModule, type TestSuite } from 'vitest/node'

type Counts = { passed: number; failed: number; skipped: number }

/**
 * Vitest's own report, followed by what was skipped and why, and as the very last line the counts:
 * `N passed, N failed, N skipped`. A file or suite that breaks before its tests run, and an error that no test caught,
 * count as one failure each: nothing that makes the run fail may leave the last line saying `0 failed`.
 */
export default class CountingReporter extends DefaultReporter {
  override onTestRunEnd(modules: readonly TestModule[], errors: Parameters<DefaultReporter['onTestRunEnd']>[1], reason: Parameters<DefaultReporter['onTestRunEnd']>[2]): void {
    super.onTestRunEnd(modules, errors, reason)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const counts = count(tests)
    counts.failed += errors.length + modules.reduce((sum, module) => sum + brokenParts(module), 0)
    if (counts.failed === 0 && (reason !== 'passed' || tests.length === 0)) counts.failed = 1
    for (const line of skipList(tests)) console.log(line)
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  }
}

function count(tests: readonly TestCase[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  for (const test of tests) {
    const { state } = test.result()
    // A pending test never ran, for instance because the run was interrupted or a hook before it failed.
    counts[state === 'pending' ? 'failed' : state]++
  }
  return counts
}

/** The module and suites with an error of their own: a failed import, a failed hook. */
function brokenParts(module: TestModule): number {
  const parts: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()]
  return parts.filter((part) => part.errors().length > 0).length
}

/** One line for each group of skipped tests; the name of the group carries the reason (see need.ts). */
function skipList(tests: readonly TestCase[]): string[] {
  const groups = new Map<string, number>()
  for (const test of tests) {
    if (test.result().state !== 'skipped') continue
    const name = test.parent.type === 'suite' ? test.parent.fullName : test.fullName
    const group = `${test.module.relativeModuleId}: ${name}`
    groups.set(group, (groups.get(group) ?? 0) + 1)
  }
  return [...groups].map(([group, size]) => `skipped ${size}: ${group}`)
}
