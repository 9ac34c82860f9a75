import { describe, expect, test } from 'vitest'
import { attachment, rawHeaders } from './raw.ts'

const html = '<script>alert(1)</script>'

describe('the headers of raw bytes', () => {
  const table: [what: string, path: string, bytes: string | number[], type: string, saved?: string][] = [
    ['code', 'src/a.ts', 'let a', 'text/plain; charset=utf-8'],
    ['HTML', 'index.html', html, 'text/plain; charset=utf-8'],
    ['SVG', 'logo.svg', `<svg xmlns="http://www.w3.org/2000/svg">${html}</svg>`, 'text/plain; charset=utf-8'],
    ['Latin-1', 'a.txt', [0xf6], 'text/plain; charset=iso-8859-1'],
    ['UTF-16', 'a.txt', [0xff, 0xfe, 0x61, 0], 'text/plain; charset=utf-16le'],
    ['text of more than the head that is looked at', 'a.txt', 'ß\n'.repeat(400_000), 'text/plain; charset=utf-8'],
    ['PNG', 'a.png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0], 'image/png'],
    ['JPEG', 'a.jpg', [0xff, 0xd8, 0xff, 0xe0, 0], 'image/jpeg'],
    ['GIF', 'a.gif', [...Buffer.from('GIF89a'), 0], 'image/gif'],
    ['WebP', 'a.webp', [...Buffer.from('RIFF\0\0\0\0WEBP')], 'image/webp'],
    ['a PNG by name alone', 'a.png', html, 'text/plain; charset=utf-8'],
    ['a program', 'bin/tool', [0x7f, 0x45, 0x4c, 0x46, 0], 'application/octet-stream', 'tool'],
    ['a PDF', 'a.pdf', [...Buffer.from('%PDF-1.7\0')], 'application/octet-stream', 'a.pdf'],
  ]
  for (const [what, path, bytes, type, saved] of table) {
    test(what, () =>
      expect(rawHeaders(path, Buffer.from(bytes as string))).toEqual({
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
        'content-type': type,
        ...(saved ? { 'content-disposition': attachment(saved) } : {}),
      }))
  }
})

describe('the name of a file that is saved', () => {
  const table: [name: string, header: string][] = [
    ['a.bin', `attachment; filename="a.bin"; filename*=UTF-8''a.bin`],
    ['a"b\r\nset-cookie: x', `attachment; filename="a_b__set-cookie__x"; filename*=UTF-8''a%22b%0D%0Aset-cookie%3A%20x`],
    ['Größe.bin', `attachment; filename="Gr__e.bin"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.bin`],
    ["o'brien (1).bin", `attachment; filename="o_brien__1_.bin"; filename*=UTF-8''o%27brien%20%281%29.bin`],
    ['half \ud800', `attachment; filename="half__"; filename*=UTF-8''half%20%EF%BF%BD`],
  ]
  for (const [name, header] of table) test(JSON.stringify(name), () => expect(attachment(name)).toBe(header))
})
