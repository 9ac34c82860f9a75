import { hrefOf } from '../../src/platform/endpoint.ts'
import { readSbomDocument, type Affected, type Evidence } from '../../src/impact/contract.ts'
import { commitHref, fileHref } from '../repos/links.ts'

/** Where the evidence stands: a line of a file or of a bill of materials, or else the commit. */
export const hrefOfAffected = ({ repo, commit, path, line }: Pick<Affected, 'repo' | 'commit' | 'path' | 'line'>): string =>
  path === '' ? commitHref({ repo, oid: commit }) : path.startsWith('sbom:') ? hrefOf(readSbomDocument, { params: { id: path.slice('sbom:'.length) } }) : fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } })

export const hrefOfEvidence = (evidence: Evidence): string => hrefOfAffected(evidence)

/** As people read it. */
export const placeWords = ({ path, line, commit }: Pick<Affected, 'path' | 'line' | 'commit'>): string =>
  path === '' ? commit.slice(0, 10) : `${path.startsWith('sbom:') ? 'bill of materials' : path}${line === null ? '' : `:${line}`}`
