import { expect, test } from 'vitest'
import { inHistory, relatedTo } from './related-questions.ts'

const cases: [query: string, related: string[]][] = [
  ['rate', ['Where is it defined? rate type:symbol', 'Who added or removed this? rate type:diff', 'Which commits speak of it? rate type:commit', 'Who owns these files? rate select:file.owners']],
  ['rate select:file.owners', ['Where is it defined? rate type:symbol', 'Who added or removed this? rate type:diff', 'Which commits speak of it? rate type:commit']],
  ['rate repo:a rev:v2 select:repo lang:Go', ['Where is it defined? rate repo:a rev:v2 lang:Go type:symbol', 'Who added or removed this? rate repo:a lang:Go type:diff', 'Which commits speak of it? rate repo:a lang:Go type:commit', 'Who owns these files? rate repo:a rev:v2 lang:Go select:file.owners']],
  ['type:diff rate author:ada', ['Who added it? rate author:ada type:diff select:commit.diff.added', 'Who removed it? rate author:ada type:diff select:commit.diff.removed', 'Where does it stand now? rate']],
  ['type:commit rate after:yesterday', ['Who changed such a line? rate after:yesterday type:diff', 'Where does it stand now? rate']],
  ['type:symbol rate', ['Where is it used? rate type:file', 'Who added or removed this? rate type:diff', 'Which commits speak of it? rate type:commit', 'Who owns these files? type:symbol rate select:file.owners']],
  ['type:diff author:ada', []],
  ['patterntype:structural lang:go rate($A)', ['Who added or removed this? patterntype:structural lang:go rate($A) type:diff', 'Who owns these files? patterntype:structural lang:go rate($A) select:file.owners']],
  ['patterntype:structural lang:go type:diff rate($A)', ['Who added it? patterntype:structural lang:go rate($A) type:diff select:commit.diff.added', 'Who removed it? patterntype:structural lang:go rate($A) type:diff select:commit.diff.removed', 'Where does it stand now? patterntype:structural lang:go rate($A)']],
  ['repo:pricing', []],
  ['rate /(/', []],
  ['', []],
]
test.each(cases)('beside %j', (query, related) => {
  expect(relatedTo({ query, patternType: 'keyword' }).map(({ label, question }) => `${label} ${question.query}`)).toEqual(related)
})

test('an alternative is put in parentheses', () => expect(inHistory({ query: 'a lang:Go OR b', patternType: 'keyword' }).question.query).toBe('(a lang:Go OR b) type:diff'))
