import type { Deployment } from '../../src/deployments/contract.ts'

/** Whether each word of a filter stands in one of a deployment's names. */
export function fits({ service, environment, repo, version }: Deployment, filter: string): boolean {
  const names = [service, environment, repo, version ?? ''].map((name) => name.toLowerCase())
  return filter.toLowerCase().split(/\s+/).every((word) => names.some((name) => name.includes(word)))
}

/** What an `<input type="datetime-local">` holds, as a moment; null while it holds none. */
export function momentOf(text: string): string | null {
  const time = new Date(text).getTime()
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

/** The two that are to be compared, the older first; null unless they are two of one repository. */
export function pairOf(chosen: readonly Deployment[]): { base: Deployment; head: Deployment } | null {
  const [base, head, more] = chosen.toSorted((a, b) => a.deployedAt.localeCompare(b.deployedAt))
  return base && head && !more && base.repo === head.repo && base.known && head.known ? { base, head } : null
}
