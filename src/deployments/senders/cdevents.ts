import { z } from 'zod'
import { isSame } from './signature.ts'
import { fullId, type Sender } from './sender.ts'

const Event = z.object({
  context: z.object({ id: z.string().min(1).max(150), type: z.string(), timestamp: z.iso.datetime({ offset: true }) }),
  subject: z.object({ id: z.string().min(1), content: z.object({ environment: z.object({ id: z.string().min(1) }), artifactId: z.string().optional() }) }),
  customData: z.unknown().optional(),
})

const Source = z.object({ repository: z.string(), commit: z.string().regex(fullId) })

const states: Record<string, 'live' | 'removed'> = { deployed: 'live', upgraded: 'live', rolledback: 'live', published: 'live', removed: 'removed' }

/**
 * `dev.cdevents.service.*` of CDEvents (github.com/cdevents/spec, continuous-deployment.md), by itself or as the data of a CloudEvent. The
 * specification has no word for a commit: it is read from the artifact's package URL, as its version or in its `vcs_url`, or from
 * `customData: {repository, commit}`. CDEvents are not signed: the secret is sent as a bearer token.
 */
export const cdevents: Sender = {
  isSigned: ({ headers, secret }) => isSame(/^Bearer (.*)$/i.exec(headers.get('authorization') ?? '')?.[1], secret),
  read({ body }) {
    const { context, subject, customData } = Event.parse(withoutEnvelope(body))
    const state = states[/^dev\.cdevents\.service\.(\w+)\./.exec(context.type)?.[1] ?? '']
    if (state === undefined) return { passedOver: `${context.type} tells of no deployment` }
    const source = Source.safeParse(customData).data ?? sourceIn(subject.content.artifactId ?? '')
    if (source === null) return { passedOver: 'the event does not say of which commit: neither its artifact nor its customData does' }
    return { repos: [source.repository], commit: source.commit, service: subject.id, environment: subject.content.environment.id, state, at: context.timestamp, key: context.id }
  },
}

const withoutEnvelope = (body: unknown): unknown => z.object({ specversion: z.string(), data: z.unknown() }).safeParse(body).data?.data ?? body

/** `pkg:github/acme/checkout@OID`, or any package with `vcs_url=git+https://…@OID` (github.com/package-url/purl-spec). */
function sourceIn(purl: string): z.output<typeof Source> | null {
  const [name = '', qualifiers = ''] = purl.split('?')
  const vcs = /^(?:git\+)?(.+)@([0-9a-f]+)$/.exec(new URLSearchParams(qualifiers.split('#')[0]).get('vcs_url') ?? '')
  const forge = /^pkg:(github|gitlab|bitbucket)\/(.+)@([0-9a-f]+)$/.exec(name)
  const hosts: Record<string, string> = { github: 'github.com', gitlab: 'gitlab.com', bitbucket: 'bitbucket.org' }
  if (vcs?.[1] && fullId.test(vcs[2] ?? '')) return { repository: vcs[1], commit: vcs[2] ?? '' }
  return forge?.[1] && fullId.test(forge[3] ?? '') ? { repository: `https://${hosts[forge[1]]}/${forge[2]}`, commit: forge[3] ?? '' } : null
}
