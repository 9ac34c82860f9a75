import { createHash } from 'node:crypto'
import type { Incidents } from '../incidents/incidents.ts'
import { Problem } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Repos } from '../repos/repos.ts'
import type { Report } from './contract.ts'
import { toCsv } from './csv.ts'
import { nameOf, toMarkdown } from './markdown.ts'
import { buildReport, type OwnersAt } from './model.ts'
import { toPdf } from './pdf.ts'

export type ReportFormat = 'md' | 'csv' | 'json' | 'pdf'

export interface Reports {
  get(viewer: Caller, incidentId: string): Promise<Report>
  /** The report as a file. The same state of the incident gives the same bytes in every format. */
  file(viewer: Caller, incidentId: string, format: ReportFormat): Promise<{ fileName: string; type: string; body: string | Uint8Array<ArrayBuffer> }>
}

const types: Record<ReportFormat, string> = {
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  pdf: 'application/pdf',
}

export function createReports({ incidents, repos }: { incidents: Incidents; repos: Repos }): Reports {
  async function get(viewer: Caller, incidentId: string): Promise<Report> {
    const incident = await incidents.get(viewer, incidentId)
    const first = buildReport(incident, () => [])
    return buildReport(incident, await ownersFor({ repos, viewer, places: first.impact.places }))
  }
  return {
    get,
    async file(viewer, incidentId, format) {
      const report = await get(viewer, incidentId)
      return { fileName: `${nameOf(report.incident)} report.${format}`, type: types[format], body: await render(report, format) }
    },
  }
}

async function render(report: Report, format: ReportFormat): Promise<string | Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'md':
      return toMarkdown(report)
    case 'csv':
      return toCsv(report)
    case 'json':
      return `${JSON.stringify({ ...report, digest: digestOf(report) }, null, 2)}\n`
    case 'pdf':
      return toPdf(report)
  }
}

/** Lets two people see that they hold the same report. */
export const digestOf = (report: Report): string => `sha256:${createHash('sha256').update(JSON.stringify(report)).digest('hex')}`

/** Asks once for all the places of a repository at a commit. */
async function ownersFor({ repos, viewer, places }: { repos: Repos; viewer: Caller; places: Report['impact']['places'] }): Promise<OwnersAt> {
  const owners = new Map<string, string[]>()
  const keyOf = ({ repository, commit, path }: Parameters<OwnersAt>[0]) => JSON.stringify([repository, commit, path])
  for (const here of Map.groupBy(places, ({ repository, commit }) => `${repository}\0${commit}`).values()) {
    const names = await namesFor({ repos, viewer, places: here })
    for (const [at, place] of here.entries()) owners.set(keyOf(place), names[at] ?? [])
  }
  return (place) => owners.get(keyOf(place)) ?? []
}

async function namesFor({ repos, viewer, places }: { repos: Repos; viewer: Caller; places: Report['impact']['places'] }): Promise<string[][]> {
  const { repository = '', commit = '' } = places[0] ?? {}
  try {
    const repo = await repos.byName(viewer, repository)
    const ownersOf = await repos.ownersAt(viewer, repo, commit)
    return places.map(({ path }) => [...new Set(ownersOf(path).flatMap(({ owners }) => owners.map(({ name }) => name)))])
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [] // the repository has gone since
  }
}
