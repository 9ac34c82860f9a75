import { expect, test } from 'vitest'
import { createOnce } from './once.ts'

/** `a b, b a`: the answer a asks for b on the way, and b for a. Then, after `?`, who is asked at once; what each was told, and who asked in vain. */
const check = (text: string, expected: string) =>
  test(`${text} → ${expected}`, async () => {
    const [graph = '', asked = ''] = text.split(' ? ')
    const needs = new Map(graph.split(', ').map((part) => part.split(' ')).map(([key = '', ...others]) => [key, others]))
    const once = createOnce({ circular: '!' })
    const begun: string[] = []
    const answer = (key: string): Promise<string> =>
      once(key, async () => {
        begun.push(key)
        await Promise.resolve()
        const parts = await Promise.all((needs.get(key) ?? []).map(answer))
        return parts.length > 0 ? `${key}(${parts.join(' ')})` : key
      })
    const told = await Promise.all(asked.split(' ').map(answer))
    expect(told.join(' ')).toBe(expected)
    expect(begun, 'each is found once').toEqual([...new Set(begun)])
  })

check('a b, b ? a', 'a(b)')
check('a b c, b d, c d, d ? a', 'a(b(d) c(d))')
check('a a ? a', 'a(!)')
check('a b, b a ? a', 'a(b(!))')
check('a b, b a ? a b', 'a(b(!)) b(!)')
check('a c, b d, c b, d a ? a b', 'a(c(b(d(!)))) b(d(!))')
check('a b, b c, c b ? a c', 'a(b(!)) c(b(!))')
