import type { CallGraph } from '../contract.ts'
import { GraphBook, nodeOf, patienceMs, type CallFound, type Caller, type WalkRequest } from './calls.ts'
import type { Place } from './code.ts'
import type { Resolver } from './resolver.ts'
import type { Range, Target } from './target.ts'

/** What a function calls, and what those call, as far as their definitions are found. */
export async function calleesOf(request: WalkRequest): Promise<CallGraph> {
  const graph = new GraphBook(request)
  const deadline = performance.now() + patienceMs
  for (let layer: Caller[] = [graph.start]; layer.length > 0 && graph.depth < request.depth; graph.depth++) {
    const next: Caller[] = []
    for (const { node, target } of layer) {
      if (performance.now() > deadline) return graph.finish('The search for what is called took too long; what is nearest to the function is shown.')
      if (!target) continue
      for (const { callee, call } of await callsIn(request, target)) if (await graph.add({ from: { node, target }, to: callee.node, call, other: callee })) next.push(callee)
    }
    layer = next
  }
  return graph.finish()
}

interface Callee {
  callee: Caller
  call: Omit<CallFound, 'caller'>
}

async function callsIn({ resolver, precise }: WalkRequest, caller: Target): Promise<Callee[]> {
  const { tree, path } = caller
  const [calls] = await resolver.code.ask('calls', { tree, paths: [path], ask: { line: caller.range.line }, signal: resolver.signal })
  const found = await Promise.all((calls ?? []).map(async ({ name, range }) => {
    const [told] = await precise.definitions(await precise.at({ tree, path }, range))
    const target = told ? { ...told, name, container: '', kind: null, isLocal: false } : await calleeAt(resolver, { tree, path }, range)
    return target ? [{ callee: { node: nodeOf(target), target }, call: { place: { tree, path }, range, precise: told !== undefined } }] : []
  }))
  return found.flat()
}

/** What is called, unless it is a value of the function itself. */
async function calleeAt(resolver: Resolver, place: Place, range: Range): Promise<Target | null> {
  const site = await resolver.siteAt(place, range)
  const [target] = site ? await resolver.resolve(site) : []
  return target && !target.isLocal && target.kind !== 'file' ? target : null
}
