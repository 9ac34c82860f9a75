import { describe, expect, test } from 'vitest'
import { packFiles } from '../repos/file-list.ts'
import { packageOf } from './packages.ts'
import { findByName, matchPaths, readingsOf, segmentsOf } from './paths.ts'
import type { Language } from './traces/format.ts'

describe('a path as a frame writes it', () => {
  const check = (file: string, segments: string) => test(`${file} → ${segments}`, () => expect(segmentsOf(file).join(' ')).toBe(segments))

  check('/srv/app/src/tax.ts', 'srv app src tax.ts')
  check('src/tax.ts', 'src tax.ts')
  check('./src/./tax.ts', 'src tax.ts')
  check('C:\\srv\\app\\tax.ts', 'srv app tax.ts')
  check('file:///srv/app/tax.ts', 'srv app tax.ts')
  check('file:///C:/srv/tax.ts', 'srv tax.ts')
  check('webpack:///./src/tax.ts?a1b2', 'src tax.ts')
  check('https://cdn.example.com/static/app.js#x', 'cdn.example.com static app.js')
  check('/go/pkg/mod/example.com/kit@v1.2.0/log.go', 'go pkg mod example.com kit log.go')
  check('/app/node_modules/@acme/kit/index.js', 'app node_modules @acme kit index.js')
  check('../../build/../src/./cart.c', 'src cart.c')
  check('', '')
  check('///', '')
})

describe('what a compiled file may have been made from', () => {
  const check = (file: string, readings: string) => test(`${file} → ${readings}`, () => expect(readingsOf(file).map(({ segments }) => segments.join('/')).join(' ')).toBe(readings))

  check('/app/dist/tax/rate.js', 'app/dist/tax/rate.js app/tax/rate.ts app/tax/rate.tsx app/tax/rate.jsx')
  check('/app/rate.mjs', 'app/rate.mjs app/rate.mts app/rate.ts')
  check('/app/rate.py', 'app/rate.py')
  check('Makefile', 'Makefile')
  check('', '')
})

describe('the package that a frame names', () => {
  const check = (language: Language, frame: { file: string; module?: string; raw?: string }, expected: string) =>
    test(`${language} ${frame.file} ${frame.module ?? ''} → ${expected}`, () => {
      const found = packageOf(language, { raw: '', start: 0, end: 0, inApp: false, kind: 'frame', ...frame })
      expect(found ? `${found.name} ${found.version ?? '-'} ${found.inside.join('/')}` : 'none').toBe(expected)
    })

  check('javascript', { file: '/app/node_modules/express/lib/router/layer.js' }, 'express - lib/router/layer.js')
  check('javascript', { file: '/app/node_modules/@acme/kit/dist/index.js' }, '@acme/kit - dist/index.js')
  check('javascript', { file: '/app/node_modules/a/node_modules/b/index.js' }, 'b - index.js')
  check('javascript', { file: '/app/node_modules/.pnpm/express@4.18.2/node_modules/express/index.js' }, 'express 4.18.2 index.js')
  check('javascript', { file: '/app/node_modules/.pnpm/@acme+kit@1.2.0-rc.1_react@18.0.0/node_modules/@acme/kit/index.js' }, '@acme/kit 1.2.0-rc.1 index.js')
  check('javascript', { file: 'C:\\app\\node_modules\\express\\index.js' }, 'express - index.js')
  check('javascript', { file: '/app/src/index.js' }, 'none')
  check('javascript', { file: '/app/node_modules/' }, 'none')
  check('python', { file: '/usr/lib/python3.11/site-packages/flask/app.py' }, 'flask - flask/app.py')
  check('python', { file: '/usr/lib/python3/dist-packages/six.py' }, 'six - six.py')
  check('python', { file: '/srv/app/app.py' }, 'none')
  check('go', { file: '/home/ada/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go' }, 'github.com/gin-gonic/gin 1.9.1 context.go')
  check('go', { file: 'github.com/gin-gonic/gin@v1.9.1/render/json.go' }, 'github.com/gin-gonic/gin/render 1.9.1 json.go')
  check('go', { file: '/go/pkg/mod/github.com/!burnt!sushi/toml@v1.0.0/lex.go' }, 'github.com/BurntSushi/toml 1.0.0 lex.go')
  check('go', { file: '/src/internal/api/routes.go', module: 'acme.example/inventory/internal/api' }, 'acme.example/inventory/internal/api - routes.go')
  check('go', { file: '/usr/local/go/src/net/http/server.go', module: 'net/http' }, 'none')
  check('go', { file: '/src/main.go', module: 'main' }, 'none')
  check('java', { file: 'com/google/gson/Gson.java' }, 'com/google/gson - com/google/gson/Gson.java')
  check('java', { file: 'com/google/gson/Gson.java', raw: 'at com.google.gson.Gson.fromJson(Gson.java:1) ~[gson-2.10.1.jar:?]' }, 'com/google/gson 2.10.1 com/google/gson/Gson.java')
  check('java', { file: 'Main.java' }, 'none')
  check('rust', { file: '/usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/serde-json-1.0.75/src/de.rs' }, 'serde-json 1.0.75 src/de.rs')
  check('rust', { file: './src/cart.rs', module: 'shop' }, 'none')
  check('ruby', { file: '/usr/local/bundle/gems/acme-kit-2.1.0/lib/acme/kit.rb' }, 'acme-kit 2.1.0 lib/acme/kit.rb')
  check('ruby', { file: '/var/lib/gems/3.1.0/gems/nokogiri-1.15.4-x86_64-linux/lib/nokogiri.rb' }, 'nokogiri 1.15.4 lib/nokogiri.rb')
  check('php', { file: '/srv/shop/vendor/acme/kit/src/Kit.php' }, 'acme/kit - src/Kit.php')
  check('php', { file: '/srv/shop/src/Cart.php' }, 'none')
  check('dart', { file: 'package:kit/src/kit.dart' }, 'kit - lib/src/kit.dart')
  check('dart', { file: 'file:///srv/shop/bin/shop.dart' }, 'none')
  check('elixir', { file: 'lib/kit.ex', module: 'kit' }, 'kit - lib/kit.ex')
  check('elixir', { file: 'run.exs' }, 'none')
  check('generic', { file: '/app/node_modules/express/index.js' }, 'none')
})

const oid = (at: number) => at.toString(16).padStart(40, '0')
const listing = (paths: string[]) => packFiles('c'.repeat(40), paths.map((path, at) => ({ path, kind: 'file', oid: oid(at), size: 1 })))

describe('the files that a path may mean', () => {
  const check = (files: string[], path: string, expected: string[]) =>
    test(`${path} among ${files.join(' ')} → ${expected.join(' ') || 'none'}`, async () => {
      const list = listing(files.toSorted())
      const segments = segmentsOf(path)
      const named = await findByName(list, new Set([segments.at(-1) ?? '']))
      const found = matchPaths(list, named.get(segments.at(-1) ?? '') ?? [], { segments, limit: 3 })
      expect(found.map((match) => `${match.path}:${match.agree}${match.whole ? '!' : ''}`)).toEqual(expected)
    })

  check(['src/tax.ts', 'lib/tax.ts', 'src/other.ts'], '/app/src/tax.ts', ['src/tax.ts:2!', 'lib/tax.ts:1'])
  check(['services/pricing/src/tax.ts', 'src/tax.ts'], '/srv/pricing/src/tax.ts', ['services/pricing/src/tax.ts:3', 'src/tax.ts:2!'])
  check(['test/src/tax.ts', 'packages/a/src/tax.ts'], '/app/src/tax.ts', ['packages/a/src/tax.ts:2', 'test/src/tax.ts:2'])
  check(['vendor/kit/log.go', 'deeper/down/kit/log.go'], '/src/kit/log.go', ['deeper/down/kit/log.go:2', 'vendor/kit/log.go:2'])
  check(['src/tax.ts'], '/app/src/rate.ts', [])
  check(['__proto__', 'constructor'], '/app/__proto__', ['__proto__:1!'])
  check(['a/x.py', 'b/x.py', 'c/x.py', 'd/x.py'], 'x.py', ['a/x.py:1', 'b/x.py:1', 'c/x.py:1'])
})
