import type { Search } from '../../search/search.ts'
import { machine } from '../../auth/auth.ts'
import { hostsIn } from './addresses.ts'
import type { EntityRef, Link, LinkKind } from './facts.ts'

/** Tests and examples call what does not run; documents and data call nothing. */
const notCode = String.raw`-file:(^|/)(tests?|__tests__|spec|docs?|examples?|fixtures|testdata|node_modules|vendor|third_party)/ -file:([._-](test|spec)\.[a-z]+|\.(md|rst|txt|adoc|lock|svg|json|html))$`
const addresses = String.raw`\b(?:https?|grpcs?|tcp|dns)://[a-z][a-z0-9-]+(?:(?:\.[a-z0-9-]+)?\.svc(?:\.cluster\.local)?|\.internal|\.local)?[:/'"${'`'}]`
/** How generated code of gRPC is called by those who offer a service, and by those who call one: Go, Java and Kotlin, Python, JavaScript, C#. */
const stubs = String.raw`Register\w+Server\(|New\w+Client\(|\w+Grpc\.(?:\w+ImplBase|new\w*Stub)|\w+CoroutineImplBase|add_\w+Servicer_to_server|\w+Stub\(|addService\(\w*\.?\w+Service\b`

const shapes: readonly (readonly [RegExp, LinkKind])[] = [
  [/Register(\w+)Server\(/, 'provides'], [/(\w+)Grpc\.\w+ImplBase/, 'provides'], [/(\w+)CoroutineImplBase/, 'provides'], [/add_(\w+)Servicer_to_server/, 'provides'], [/addService\(\w*\.?(\w+)Service\b/, 'provides'],
  [/New(\w+)Client\(/, 'consumes'], [/(\w+)Grpc\.new\w*Stub/, 'consumes'], [/(\w+?)(?:Blocking|Future|Coroutine)?Stub\(/, 'consumes'],
]

/** As many lines are looked at. */
const maxLines = 2_000

/** Whom the code at a commit speaks to, told from addresses and from names of generated code. All of it is inferred. */
export async function linksOfCode(search: Pick<Search, 'freeze'>, { repo, commit }: { repo: string; commit: string }, signal: AbortSignal): Promise<{ links: Link[]; gaps: { path: string; reason: string }[] }> {
  const scope = `repo:^${repo.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$ rev:${commit} ${notCode} count:${maxLines}`
  const { places, truncated, ledger } = await search.freeze(machine, { query: `${scope} case:yes /${`${addresses}|${stubs}`.replaceAll('/', String.raw`\/`)}/`, patternType: 'keyword' }, signal)
  const gaps = [
    ...(truncated ? [{ path: '', reason: `More than ${maxLines.toLocaleString('en')} lines of code lead elsewhere; only so many were looked at.` }] : []),
    ...ledger.rows.flatMap(({ state, skipped }) => (state === 'not_searched' ? [{ path: skipped[0]?.examples[0] ?? '', reason: 'The code was not searched for what it calls.' }] : [])),
  ]
  return { links: places.flatMap(({ path, line, text }) => (line === null ? [] : linksIn(text, { path, line }))), gaps }
}

/** From one line of code. */
export function linksIn(text: string, at: Link['at']): Link[] {
  const link = (kind: LinkKind, to: EntityRef): Link => ({ from: null, kind, to, certainty: 'inferred', at })
  const stub = shapes.flatMap(([shape, kind]) => {
    const name = shape.exec(text)?.[1]
    return name === undefined ? [] : [link(kind, { kind: 'api', name: `grpc:*.${name}` })]
  })[0]
  return [...hostsIn(text).map((name) => link('calls', { kind: 'service', name })), ...(stub ? [stub] : [])]
}
