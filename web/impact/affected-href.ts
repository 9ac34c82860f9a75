import type { Affected } from '../../src/impact/contract.ts'
import { commitHref, fileHref } from '../repos/links.ts'

/** Where the evidence stands: a line of a file, or else the commit. */
export const hrefOfAffected = ({ repo, commit, path, line }: Affected) => (path === '' ? commitHref({ repo, oid: commit }) : fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } }))
