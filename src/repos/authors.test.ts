import { expect, test } from 'vitest'
import { createAuthors } from './authors.ts'

/** `Name <e-mail>`, one commit each. */
function check(name: string, commits: string[], authors: string[], limit = 10): void {
  test(name, () => {
    const book = createAuthors()
    for (const commit of commits) {
      const [, who = '', email = ''] = /^(.*) <(.*)>$/.exec(commit) ?? []
      book.add({ name: who, email }, 1)
    }
    expect(book.authors(limit).map(({ label, expression, count }) => `${count} ${label}: ${expression}`)).toEqual(authors)
  })
}

check('nobody', [], [])
check('one name', ['Ada <ada@x.org>', 'Ada <ada@x.org>'], ['2 Ada: Ada'])
check('a name in another letter case', ['ada <ada@x.org>', 'Ada <ada@x.org>', 'Ada <ada@y.org>'], ['3 Ada: Ada'])
check('an address in another letter case', ['Ada <Ada@X.org>', 'Ada Okoye <ada@x.org>'], ['2 Ada: ada@x\\.org'])
check('two names of one address', ['antirez <a@x.org>', 'Salvatore <a@x.org>', 'Salvatore <a@x.org>'], ['3 Salvatore: a@x\\.org'])
check('more addresses than names', ['Ada <a@x.org>', 'Ada O. <a@x.org>', 'Ada <a@y.org>', 'Ada <a@z.org>'], ['4 Ada: Ada|Ada O\\.'])
check('two authors that turn out to be one', ['Ada <a@x.org>', 'Countess <c@y.org>', 'Ada <c@y.org>'], ['3 Ada: a@x\\.org|c@y\\.org'])
check('different people', ['Ada <a@x.org>', 'Bo <b@x.org>'], ['1 Ada: Ada', '1 Bo: Bo'])
check('an address of tools is nobody’s', ['Ada <root@localhost>', 'Bo <root@localhost>', 'Cy <noreply@host.org>', 'Di <noreply@host.org>'], ['1 Ada: Ada', '1 Bo: Bo', '1 Cy: Cy', '1 Di: Di'])
check('no address', ['Ada <>', 'Bo <>'], ['1 Ada: Ada', '1 Bo: Bo'])
check('more than are asked for', ['Ada <a@x.org>', 'Bo <b@x.org>', 'Ada <a@x.org>', 'Cy <c@x.org>', 'Cy <c@x.org>', 'Di <d@x.org>'], ['2 Ada: Ada', '2 Cy: Cy'], 2)
check('those that were counted as often as the last', ['Ada <a@x.org>', 'Bo <b@x.org>', 'Ada <a@x.org>', 'Cy <c@x.org>'], ['2 Ada: Ada', '1 Bo: Bo', '1 Cy: Cy'], 2)
