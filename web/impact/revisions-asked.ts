/** At which revisions services are told; with neither, at the default branches. */
export interface RevisionsAsked {
  rev: string
  environment: string
}

/** As the address of the page says. */
export function askedIn(search: string): RevisionsAsked {
  const params = new URLSearchParams(search)
  const environment = params.get('environment') ?? ''
  return { environment, rev: environment === '' ? (params.get('rev') ?? '') : '' }
}

export function hrefOfAsked({ rev, environment }: RevisionsAsked): string {
  const params = new URLSearchParams(environment !== '' ? { environment } : rev !== '' ? { rev } : {})
  return params.size === 0 ? '/services' : `/services?${params}`
}

export const wordsOf = ({ rev, environment }: RevisionsAsked): string => (environment !== '' ? `what runs in ${environment}` : rev !== '' ? rev : 'the default branches')
