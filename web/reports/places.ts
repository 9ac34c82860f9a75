import type { ImpactedPlace, Report } from '../../src/reports/contract.ts'

export interface FileOfPlaces {
  repository: string
  rev: string
  commit: string
  path: string
  owners: string[]
  places: ImpactedPlace[]
}

/** The places of one repository by file, each file once at each commit, in the order of the report. */
export function filesOf(places: readonly ImpactedPlace[], repository: string): FileOfPlaces[] {
  const ofRepository = places.filter((place) => place.repository === repository)
  const files = Map.groupBy(ofRepository, ({ rev, commit, path }) => JSON.stringify([rev, commit, path]))
  return [...files.values()].flatMap((group) => {
    const [first] = group
    return first ? [{ repository, rev: first.rev, commit: first.commit, path: first.path, owners: first.owners, places: group }] : []
  })
}

/** `E1`, `E2`, …: how the report calls a piece of evidence, so that a table can point to it. */
export function evidenceLabels(evidence: Report['evidence']): (source: string) => string {
  const labels = new Map(evidence.map(({ id }, at) => [id, `E${at + 1}`]))
  return (source) => labels.get(source) ?? (source === 'signal' ? 'signal' : 'evidence')
}
