import { Table } from '@mantine/core'
import type { Impact, Release } from '../../src/impact/contract.ts'
import { repoHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import classes from './impact-page.module.css'

/** Which released versions have it, and which have the fix. */
export function ReleaseTable({ releases }: Pick<Impact, 'releases'>) {
  const told = releases.filter((each) => each.releases.some(({ state }) => state === 'affected'))
  if (told.length === 0) return null
  return (
    <section aria-label="Releases">
      <h2 className={classes.section}>Releases</h2>
      <Table.ScrollContainer minWidth={320}>
        <Table aria-label="Which releases have it">
          <Table.Thead><Table.Tr><Table.Th>Repository</Table.Th><Table.Th>Have it</Table.Th><Table.Th>Have the fix</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {told.map(({ repo, releases: own }) => (
              <Table.Tr key={repo}>
                <Table.Td className={classes.breakable}>{repo}</Table.Td>
                <Table.Td><Tags repo={repo} releases={own} state="affected" /></Table.Td>
                <Table.Td><Tags repo={repo} releases={own} state="fixed" /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  )
}

const shown = 12

/** The newest ones; of many, the rest is counted. */
function Tags({ repo, releases, state }: { repo: string; releases: readonly Release[]; state: Release['state'] }) {
  const tags = releases.filter((each) => each.state === state).map(({ tag }) => tag).toReversed()
  if (tags.length === 0) return <>none</>
  return (
    <>
      {tags.slice(0, shown).map((tag, at) => <span key={tag}>{at > 0 && ', '}<PlaceLink href={repoHref({ repo, rev: tag })}>{tag}</PlaceLink></span>)}
      {tags.length > shown && ` and ${(tags.length - shown).toLocaleString('en')} older`}
    </>
  )
}
