/** What is asked of all programs, in classes, so written that all of them mean the same by it. */

export const classes = ['rare literal', 'common literal', 'literal, any case', 'regex with a literal', 'regex without a literal', 'anchored', 'alternation', 'address or number', 'classes', 'no grams'] as const

export type QueryClass = (typeof classes)[number]

export interface Query {
  class: QueryClass
  pattern: string
  regex: boolean
  ignoreCase: boolean
}

const literal = (of: QueryClass, ignoreCase: boolean, ...patterns: string[]) => patterns.map((pattern): Query => ({ class: of, pattern, regex: false, ignoreCase }))
const regex = (of: QueryClass, ...patterns: string[]) => patterns.map((pattern): Query => ({ class: of, pattern, regex: true, ignoreCase: false }))

/**
 * Classes that are negated name the line feed, since some programs search line by line and others do not; letters and digits are
 * meant as in ASCII; no pattern matches an empty string.
 */
export const queries: readonly Query[] = [
  ...literal('rare literal', false, 'nowhere_to_be_found', 'activeDefragCycle(void)', 'ngx_http_upstream_init', 'computeIfAbsentOrThrow', 'LOG4J_FORMAT_MSG_NO_LOOKUPS', 'unpack_trees_options = {'),
  ...literal('common literal', false, 'return', 'import ', 'TODO', 'https://', 'static int', 'Copyright (c)'),
  ...literal('literal, any case', true, 'deprecated', 'fixme', 'license', 'nullpointerexception', 'thread_local'),
  ...regex('regex with a literal', 'func \\([a-z]+ \\*[A-Z][a-z]+\\) Close\\(', 'log\\.(Printf|Fatalf)\\("[^"\\n]*%v', 'throw new [A-Za-z]+Exception\\("', 'malloc\\([^)\\n]*\\* *sizeof', 'password[ -~]{0,20}='),
  ...regex('regex without a literal', '[A-Z][a-z]+[A-Z][a-z]+Factory[A-Z]', '[a-z]+_[a-z]+_[a-z]+_free\\(', '"[a-z]+-[a-z]+-[a-z]+-[a-z]+"'),
  ...regex('anchored', '^#include <sys/', '^package main$', '^\\}$', '^ +@Override$'),
  ...regex('alternation', '(GET|POST|PUT|DELETE) /', 'memcpy|strcpy|strcat|sprintf', '(error|warning|fatal): '),
  ...regex('address or number', '[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}', '0x[0-9a-f]{16}', '0x[0-9A-F]{8}', '[0-9a-f]{40}'),
  ...regex('classes', '[A-Z]{3}_[A-Z]{3}_[A-Z]{3}', '[a-z]+@[a-z]+\\.(com|org|net)', '[A-Za-z]+Error: [a-z]+'),
  ...regex('no grams', '[a-z]{25,}', '[^ -~\\t\\r\\n]', '[ -~]{300}'),
]

export const titleOf = ({ pattern, ignoreCase }: Query) => (ignoreCase ? `${pattern} (any case)` : pattern)

/** As an expression of RE2 syntax. */
export const asRegex = ({ pattern, regex: isRegex }: Query) => (isRegex ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
