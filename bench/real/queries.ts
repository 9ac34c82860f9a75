/** What is asked, in the words of each program. */

export interface Query {
  title: string
  pattern: string
  kind: 'literal' | 'regexp'
  ignoreCase?: true
  lang?: string
  /** For git, where its default dialect (Perl's) means something else by the same text. */
  gitDialect?: '-E'
  /** How ripgrep writes it: its classes know Unicode, ours as RE2's are ASCII. */
  rg?: string
  /** A match may run over the end of a line, which git does not know of. */
  crosses?: true
}

const literal = (pattern: string, more: Partial<Query> = {}): Query => ({ title: pattern, pattern, kind: 'literal', ...more })
const regexp = (pattern: string, more: Partial<Query> = {}): Query => ({ title: pattern, pattern, kind: 'regexp', ...more })

/** Asked of any repositories: common and rare words, anchors, classes, counts, alternatives, letter case, languages. */
export const queries: readonly Query[] = [
  literal('TODO'),
  literal('return'),
  literal('function'),
  literal('import '),
  literal('self.'),
  literal('!=='),
  literal('null'),
  literal('http://'),
  literal('Copyright'),
  literal('é'),
  literal('日'),
  literal('…'),
  literal('deprecated', { ignoreCase: true }),
  literal('error', { ignoreCase: true }),
  literal('ÜBER', { ignoreCase: true }),
  literal('fixme', { ignoreCase: true }),
  literal('zzyzx_no_such_word'),
  literal('a.b'),
  literal('[0]'),
  literal('${'),
  literal('\\n'),
  literal('test', { lang: 'Python' }),
  literal('func ', { lang: 'Go' }),
  literal('await ', { lang: 'JavaScript' }),
  literal('throw new ', { lang: 'Java' }),
  literal('module', { lang: 'Ruby' }),
  regexp('\\bTODO\\b', { rg: '(?-u:\\b)TODO(?-u:\\b)' }),
  regexp('^import .*;$'),
  regexp('^\\}$'),
  regexp('^//$'),
  regexp('[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}'),
  regexp('0x[0-9a-f]{8,}'),
  regexp('0x[0-9a-f]{8,}', { ignoreCase: true }),
  regexp('(GET|POST|PUT|DELETE) /'),
  regexp('\\w+Exception\\(', { rg: '[0-9A-Za-z_]+Exception\\(' }),
  regexp('[A-Z]{3}_[A-Z]{3}_[A-Z]{3}'),
  regexp('foo.*bar'),
  regexp('foo.*bar', { ignoreCase: true }),
  regexp('if ?\\(.*(==|!=) ?null'),
  regexp('colou?r', { ignoreCase: true }),
  regexp('(error|warning|fatal): ', { gitDialect: '-E' }),
  regexp('[^ -~\\t\\r\\n]', { title: 'anything but printable ASCII' }),
  regexp('\\.(js|ts|py|go|rb|java)"$'),
  regexp('[a-z]+@[a-z]+\\.(com|org|net)\\b', { rg: '[a-z]+@[a-z]+\\.(com|org|net)(?-u:\\b)' }),
  regexp('^\\t{6,}\\S', { rg: '^\\t{6,}[^ \\t\\n\\f\\r]' }),
  regexp('(a|ab)(c|bcd)(d*)'),
  regexp('"[^"]{80,}"', { crosses: true, title: '"[^"]{80,}" (over lines)' }),
  regexp('\\{\\s*\\}', { crosses: true, rg: '\\{[ \\t\\n\\f\\r]*\\}', title: '\\{\\s*\\} (over lines)' }),
]

/** The query in the pattern type `standard`, of which nothing can be mistaken for something else. */
export function queryText({ pattern, kind, ignoreCase, lang }: Query, scope = ''): string {
  const exact = kind === 'literal' ? `content:${JSON.stringify(pattern)}` : `/${pattern.replace(/(?<!\\)\//g, '\\/')}/`
  return [scope, 'type:file count:all timeout:60s', ignoreCase ? '' : 'case:yes', lang ? `lang:${lang}` : '', exact].filter(Boolean).join(' ')
}

export function gitArguments({ pattern, kind, ignoreCase, gitDialect }: Query): string[] {
  return ['-c', 'core.quotePath=false', 'grep', '-I', '-n', '-z', '--full-name', ...(ignoreCase ? ['-i'] : []), kind === 'literal' ? '-F' : (gitDialect ?? '-P'), '-e', pattern]
}

export function ripgrepArguments({ pattern, kind, ignoreCase, rg, crosses }: Query): string[] {
  const flags = ['--no-config', '--no-ignore', '--hidden', '--glob', '!/.git', '-n', '-0', '--no-heading', '-j2', '--color', 'never', '--no-column', '--with-filename']
  return [...flags, ...(ignoreCase ? ['-i'] : ['-s']), ...(crosses ? ['-U'] : []), ...(kind === 'literal' ? ['-F'] : []), '-e', rg ?? pattern, '.']
}
