import { Text, Tooltip } from '@mantine/core'
import type { Deployment } from '../../src/deployments/contract.ts'
import { commitHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { PlaceLink } from '../ui/place-link.tsx'

/** The commit of a deployment with what people call it. One that is not fetched yet leads nowhere. */
export function CommitLink({ deployment: { repo, commit, known, version } }: { deployment: Deployment }) {
  return (
    <>
      {known
        ? <PlaceLink className="fb-code" href={commitHref({ repo, oid: commit })}>{shortOid(commit)}</PlaceLink>
        : <Tooltip label="It has not been fetched yet; it can be read as soon as it is pushed"><Text span className="fb-code" c="dimmed">{shortOid(commit)}</Text></Tooltip>}
      {version && <> <Text span size="xs" c="dimmed">{version}</Text></>}
    </>
  )
}
