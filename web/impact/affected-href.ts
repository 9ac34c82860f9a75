import { readSbomDocument, sbomOfPath, type Affected, type Evidence } from '../../src/impact/contract.ts'
import { hrefOf } from '../../src/platform/endpoint.ts'
import { commitHref, fileHref } from '../repos/links.ts'

type Place = Pick<Affected, 'repo' | 'commit' | 'path' | 'line'>

/** Where the evidence stands: a line of a file or of a bill of materials, or else the commit. */
export function hrefOfAffected({ repo, commit, path, line }: Place): string {
  if (path === '') return commitHref({ repo, oid: commit })
  const sbom = sbomOfPath(path)
  return sbom === null ? fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } }) : hrefOf(readSbomDocument, { params: { id: sbom } })
}

export const hrefOfEvidence = (evidence: Evidence): string => hrefOfAffected(evidence)

/** As people read it. */
export const placeWords = ({ path, line, commit }: Omit<Place, 'repo'>): string =>
  path === '' ? commit.slice(0, 10) : `${sbomOfPath(path) === null ? path : 'bill of materials'}${line === null ? '' : `:${line}`}`
