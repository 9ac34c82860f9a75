import type { OwnersDialect } from '../contract.ts'

/** Where each host looks, in its order; the first file that is there is the only one. Bitbucket's app looks at the top, too. */
const placesOf: Record<OwnersDialect, readonly string[]> = {
  github: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
  gitlab: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
  bitbucket: ['.bitbucket/CODEOWNERS', 'CODEOWNERS'],
}

const ownFolders: Record<string, OwnersDialect> = { '.github': 'github', '.gitlab': 'gitlab', '.bitbucket': 'bitbucket' }

/** The host that a repository is named after, where that tells the dialect. */
function hostOf(repository: string): OwnersDialect | undefined {
  const [host = ''] = repository.toLowerCase().split('/')
  return (['github', 'gitlab', 'bitbucket'] as const).find((dialect) => host.split('.').includes(dialect) && host.includes('.'))
}

/** The places of the repository's own host first; a mirror may bring along those of another. */
export function placesFor(repository: string): string[] {
  const host = hostOf(repository)
  return [...new Set([...(host ? placesOf[host] : []), ...placesOf.github, ...placesOf.gitlab, ...placesOf.bitbucket])]
}

/** The folder says it, or the host does; else what only one dialect has. */
export function dialectOf(repository: string, file: string, text: string): OwnersDialect {
  const byFolder = ownFolders[file.split('/')[0] ?? '']
  return byFolder ?? hostOf(repository) ?? dialectOfText(text)
}

function dialectOfText(text: string): OwnersDialect {
  if (/^\^?\[[^\]\n]+\](?:\[\d*\])?[ \t]*(?:@|\r?$)/m.test(text)) return 'gitlab'
  return /^@@@|^CODEOWNERS\.|^!|(?:^|\s)@@?"/m.test(text) ? 'bitbucket' : 'github'
}
