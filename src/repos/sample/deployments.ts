/** A release of the sample organisation and where it went. */
export type SampleDeployment = { repository: string; tag: string; environment: string; at: string }

const went = (repository: string, environment: string, ...releases: [tag: string, at: string][]): SampleDeployment[] =>
  releases.map(([tag, at]) => ({ repository: `acme/${repository}`, environment, tag, at }))

/** What the organisation's pipelines would have told: of the first services since the spring of 2026, of some others for longer. The services that fail run at the revisions of the sample traces. */
export const sampleDeployments: readonly SampleDeployment[] = [
  ...went('storefront', 'production', ['v3.1.0', '2026-05-20T12:05:00Z'], ['v3.2.0', '2026-09-21T13:10:00Z'], ['v3.3.0', '2026-10-05T16:12:00Z']),
  ...went('storefront', 'kiosk', ['v3.2.1', '2026-09-29T18:00:00Z']),
  ...went('checkout', 'production', ['v1.4.0', '2026-09-17T11:20:00Z'], ['v1.4.1', '2026-09-22T11:05:00Z'], ['v1.4.2', '2026-10-02T14:30:00Z']),
  ...went('pricing', 'production', ['v2.5.0', '2026-05-18T13:00:00Z'], ['v2.6.0', '2026-09-09T10:40:00Z'], ['v2.6.1', '2026-10-05T16:40:00Z']),
  ...went('pricing', 'marketplace', ['v2.5.1', '2026-09-15T15:30:00Z']),
  ...went('tax-rates', 'production', ['v2.0.0', '2026-09-02T12:00:00Z'], ['v2.1.0', '2026-09-09T14:10:00Z']),
  ...went('ledger', 'production', ['v1.2.0', '2026-01-12T11:00:00Z'], ['v2.0.0', '2026-09-28T10:15:00Z']),
  ...went('inventory', 'production', ['v1.3.0', '2026-02-19T14:00:00Z'], ['v2.0.0', '2026-09-25T14:00:00Z']),
  ...went('notifications', 'production', ['v1.1.0', '2025-08-11T12:30:00Z'], ['v1.2.0', '2026-09-23T12:45:00Z']),
  ...went('notifications', 'staging', ['v1.2.1', '2026-09-28T17:40:00Z']),
  ...went('returns', 'production', ['v1.1.0', '2026-03-05T13:00:00Z'], ['v1.2.0', '2026-07-08T13:00:00Z'], ['v1.2.1', '2026-09-15T10:00:00Z']),
  ...went('returns', 'staging', ['v1.2.0', '2026-07-08T12:00:00Z'], ['v1.3.0', '2026-10-01T16:00:00Z']),
  ...went('search', 'production', ['v1.1.0', '2026-03-18T16:00:00Z'], ['v1.2.0', '2026-06-29T16:00:00Z']),
  ...went('warehouse', 'halls', ['v1.1.0', '2025-09-22T15:00:00Z'], ['v1.2.0', '2026-04-20T15:00:00Z']),
  ...went('payroll', 'production', ['v1.1.0', '2026-04-14T15:00:00Z']),
  ...went('suppliers', 'production', ['v1.0.0', '2025-02-03T15:00:00Z'], ['v1.1.0', '2026-10-02T15:00:00Z']),
  ...went('newsletter', 'production', ['v1.0.0', '2025-02-17T15:00:00Z'], ['v1.1.0', '2025-05-07T09:30:00Z'], ['v1.1.1', '2025-05-27T09:30:00Z'], ['v1.2.0', '2026-03-02T15:00:00Z']),
]
