/** Advisories about what the sample organisation uses, as files of the OSV format have them: https://ossf.github.io/osv-schema/. */

/** Its own library fetches what stands in logged text. */
export const logLinesAdvisory = {
  schema_version: '1.7.3',
  id: 'ACME-2026-0001',
  published: '2026-09-30T08:00:00Z',
  modified: '2026-09-30T10:00:00Z',
  summary: 'log-lines fetches addresses that stand in what it logs',
  details:
    'LogLines puts the values of a line into its text first and looks up `${…}` in the whole afterwards. Whoever gets a text logged makes the service fetch an address, and reads its environment. ' +
    'Since 2.4.1 nothing is looked up in values, and nothing is fetched.',
  affected: [
    {
      package: { ecosystem: 'Maven', name: 'com.acme:log-lines', purl: 'pkg:maven/com.acme/log-lines' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '2.0.0' }, { fixed: '2.4.1' }] }],
      ecosystem_specific: { imports: [{ path: 'com.acme.loglines', symbols: ['LogLines.info', 'LogLines.warn', 'LookupResolver.resolve'] }] },
    },
  ],
}

/** A package that was published to steal, and the release of another that brings it. */
export const flatmapStreamAdvisory = {
  schema_version: '1.7.3',
  id: 'ACME-2025-0001',
  published: '2025-05-26T06:00:00Z',
  modified: '2025-05-26T06:00:00Z',
  aliases: ['GHSA-mh6f-8j2x-4483'],
  summary: 'flatmap-stream 0.1.1 steals keys, and event-stream 3.3.6 brings it',
  details: 'Both were taken back from the public registry in 2018; a mirror may still have them.',
  affected: [
    { package: { ecosystem: 'npm', name: 'flatmap-stream', purl: 'pkg:npm/flatmap-stream' }, versions: ['0.1.1'] },
    { package: { ecosystem: 'npm', name: 'event-stream', purl: 'pkg:npm/event-stream' }, versions: ['3.3.6'] },
  ],
}

export const sampleAdvisories = [logLinesAdvisory, flatmapStreamAdvisory] as const
