import { describe, expect, test } from 'vitest'
import type { ModuleUse, PublishedModule } from '../../intel/intel.ts'
import type { ServiceEdge } from '../contract.ts'
import { linksIn } from './code-links.ts'
import { dependentsOf } from './dependents.ts'
import { nothingTold } from './facts.ts'
import { readServices } from './readers.ts'
import { createServiceMap, type ToldOf } from './service-map.ts'
import type { PackageUse } from './store.ts'

/** A repository by its files, of which those that are no files of services are code; `~` before its name marks one that is not used any more. */
function told(name: string, files: Record<string, string>): ToldOf {
  const facts = readServices(Object.keys(files), (path) => files[path] ?? null)
  const links = Object.entries(files).flatMap(([path, text]) => (/\.(?:go|ts|py|java)$/.test(path) ? linksIn(text, { path, line: 1 }) : []))
  const repo = name.replace('~', '')
  return { id: repo, repo, commit: 'c', isSecondary: name.startsWith('~'), facts: { ...facts, links: [...facts.links, ...links] }, modules: { uses: [], indexed: [], published: [] } }
}

/** `Component pay: providesApis [pay-api]` and the like, a document each. */
const catalog = (...entities: string[]) => entities.map((entity) => {
  const [, kind, name, spec = ''] = /^(\w+) ([\w-]+)(?:: (.*))?$/.exec(entity) ?? []
  return `apiVersion: backstage.io/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
}).join('---\n')

const shown = ({ from, to, kind, certainty, package: uses, places: [place], placeCount }: ServiceEdge) =>
  `${from.replace('service:', '')} ${kind} ${uses === null ? '' : `(${uses}) `}${to.replace('service:', '')} ${certainty} ${place?.repo}/${place?.path}:${place?.line}${placeCount > 1 ? ` and ${placeCount - 1} more` : ''}`

function check(name: string, repositories: Record<string, Record<string, string>>, expected: readonly string[], uses: readonly PackageUse[] = []): void {
  test(name, () => expect(createServiceMap(Object.entries(repositories).map(([repo, files]) => told(repo, files)), uses).edges.map(shown)).toEqual(expected))
}

describe('what repositories tell of each other', () => {
  check('by their catalogues', { pay: { 'catalog-info.yaml': catalog('Component pay: providesApis: [pay-api], system: shop', 'API pay-api') }, shop: { 'catalog-info.yaml': catalog('Component web: consumesApis: [pay-api, gone-api], dependsOn: [pay, "resource:db"]') } }, [
    'pay provides api:pay-api declared pay/catalog-info.yaml:4', 'pay part_of system:shop declared pay/catalog-info.yaml:4',
    'web consumes api:pay-api declared shop/catalog-info.yaml:4', 'web consumes api:gone-api declared shop/catalog-info.yaml:4', 'web depends_on pay declared shop/catalog-info.yaml:4', 'web depends_on resource:db declared shop/catalog-info.yaml:4',
  ])
  check('of several services in one', { mono: { 'a/catalog-info.yaml': catalog('Component mail'), 'b/catalog-info.yaml': catalog('Component pay'), 'a/Dockerfile': 'FROM node:22\n', 'b/deep/x.ts': "fetch('http://mail:80/')", 'Dockerfile': 'FROM alpine\n' } }, [
    'mail based_on image:node declared mono/a/Dockerfile:1', 'mono based_on image:alpine declared mono/Dockerfile:1', 'pay calls mail inferred mono/b/deep/x.ts:1',
  ])
  check('by addresses in code, with other words for the same service', { pay: {}, web: { 'x.ts': "'http://pay-service.shop.svc.cluster.local/x'", 'y.ts': "get('http://pay:8080')", 'z.ts': "'http://elsewhere/x' 'https://pay.example.com/x' 'http://localhost:80'" } }, ['web calls pay inferred web/x.ts:1 and 1 more'])
  check('by images', { pay: { 'Dockerfile': 'FROM node\n' }, ops: { 'pay.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: payments}\nspec: {template: {spec: {containers: [{image: "reg.io/acme/pay:1"}, {image: envoy}]}}}\n' } }, [
    'ops runs pay declared ops/pay.yaml:4', 'ops runs image:envoy declared ops/pay.yaml:4', 'pay based_on image:node declared pay/Dockerfile:1',
  ])
  check('by gRPC', { protos: { 'pay.proto': 'package shop.v1;\nservice Pay {\n' }, pay: { 'main.go': 'pb.RegisterPayServer(s, &server{})' }, web: { 'c.java': 'PayGrpc.newBlockingStub(channel)', 'd.py': 'stub = OtherStub(channel)' } }, [
    'pay provides api:grpc:shop.v1.Pay inferred pay/main.go:1', 'web consumes api:grpc:shop.v1.Pay inferred web/c.java:1',
  ])
  check('by topics', { a: { 'x.yaml': 'asyncapi: 2.0.0\nchannels: {t: {subscribe: {}}}\n' }, b: { 'x.yaml': 'asyncapi: 2.0.0\nchannels: {t: {publish: {}}}\n' } }, ['a sends topic:t declared a/x.yaml:2', 'b receives topic:t declared b/x.yaml:2'])
  check('by copies of a description, which belong to who calls', { pay: { 'openapi.yaml': 'openapi: 3.0.0\ninfo: {title: Pay API}\n' }, web: { 'gen/openapi.yaml': 'openapi: 3.0.0\ninfo: {title: Pay API}\n' } }, [
    'pay provides api:openapi:pay-api inferred pay/openapi.yaml:2', 'web consumes api:openapi:pay-api inferred web/gen/openapi.yaml:2',
  ])
  check('by a description with the name of what a catalogue says is provided', { pay: { 'catalog-info.yaml': catalog('Component pay: providesApis: [pay-api]'), 'api.yaml': 'openapi: 3.0.0\ninfo: {title: Pay}\n' } }, ['pay provides api:pay-api declared pay/catalog-info.yaml:4 and 1 more'])
  check('by a description that a catalogue leads to', { pay: { 'catalog-info.yaml': catalog('Component pay: providesApis: [pay-api]', 'API pay-api: definition: {$text: ./api.yaml}'), 'api.yaml': 'openapi: 3.0.0\ninfo: {title: Something}\n' } }, ['pay provides api:pay-api declared pay/catalog-info.yaml:4 and 1 more'])
  check('where one is a copy of another', { '~fork': { 'catalog-info.yaml': catalog('Component pay: dependsOn: [x]') }, 'pay': { 'catalog-info.yaml': catalog('Component pay: dependsOn: [x]') } }, ['pay depends_on resource:x declared pay/catalog-info.yaml:4 and 1 more'])
  check('of nothing but themselves', { pay: { 'x.ts': "'http://pay/'", 'catalog-info.yaml': catalog('Component pay: dependsOn: [pay]') } }, [])
  check('by packages', { lib: {}, web: {} }, ['web uses_package (@acme/lib 2.0.0) lib precise web/package.json:7', 'web uses_package (@acme/lib) lib declared web/x/package.json:7'], [
    { userId: 'web', publisherId: 'lib', folder: '', name: '@acme/lib', version: '2.0.0', at: { path: 'package.json', line: 7 } },
    { userId: 'web', publisherId: 'lib', folder: '', name: '@acme/lib', version: null, at: { path: 'x/package.json', line: 7 } },
    { userId: 'gone', publisherId: 'lib', folder: '', name: '@acme/lib', version: null, at: { path: 'package.json', line: 7 } },
  ])
  check('nothing', { pay: {} }, [])
})

/**
 * What code imports, as `user path:line family module: names` and `publisher family module folder package`; with what manifests ask for, as
 * `user path publisher folder package version`.
 */
function checkImports(name: string, { uses = [], indexed = [], published, asked = [] }: { uses?: string[]; indexed?: string[]; published: string[]; asked?: string[] }, expected: string[], catalogs: Record<string, Record<string, string>> = {}): void {
  test(name, () => {
    const repositories = [...new Set([...uses, ...indexed, ...published].map((line) => line.split(' ')[0] ?? ''))]
    const maps = repositories.map((repo): ToldOf => ({ ...told(repo, catalogs[repo] ?? {}), modules: { uses: uses.flatMap((line) => useIn(line, repo)), indexed: indexed.flatMap((line) => useIn(line, repo)), published: published.flatMap((line) => publishedIn(line, repo)) } }))
    const { edges } = createServiceMap(maps, asked.map(askedIn))
    expect(edges.map((edge) => `${shown(edge)}: ${edge.symbols?.names.join(' ') ?? '-'} of ${edge.symbols?.count}; ${edge.places.map(({ line, certainty }) => `${line} ${certainty}`).join(', ')}`)).toEqual(expected)
  })
}

function useIn(text: string, repo: string): ModuleUse[] {
  const [, of, path = '', line = '', family = '', module = '', names = ''] = /^(\S+) (\S+):(\d+) (\S+) (\S+):(.*)$/.exec(text) ?? []
  const all = names.split(' ').filter(Boolean)
  return of === repo ? [{ family: family as ModuleUse['family'], module, home: '', lines: [{ path, line: Number(line), names: all }], lineCount: 1, names: all, nameCount: all.length }] : []
}

function publishedIn(text: string, repo: string): PublishedModule[] {
  const [of, family, name = '', folder = '.', named = null] = text.split(' ')
  return of === repo ? [{ family: family as PublishedModule['family'], name, folder: folder === '.' ? '' : folder, package: named }] : []
}

function askedIn(text: string): PackageUse {
  const [userId = '', path = '', publisherId = '', folder = '', name = '', version = null] = text.split(' ')
  return { userId, publisherId, folder: folder === '.' ? '' : folder, name, version, at: { path, line: 7 } }
}

describe('by what code imports', () => {
  const published = ['kit go x.org/kit . x.org/kit']
  checkImports('no manifest asks for it', { uses: ['web a.go:3 go x.org/kit/env: Get', 'web b.go:4 go x.org/kit/http: Do Get'], published }, ['web imports (x.org/kit) kit inferred web/a.go:3 and 1 more: Do Get of 2; 3 inferred, 4 inferred'])
  checkImports('a manifest asks for it', { uses: ['web a.go:3 go x.org/kit/env: Get'], published, asked: ['web go.mod kit . x.org/kit v1'] }, ['web uses_package (x.org/kit v1) kit precise web/go.mod:7 and 1 more: Get of 1; 7 precise, 3 inferred'])
  checkImports('only another service of the repository asks for it', { uses: ['web b/b.go:4 go x.org/kit: Do'], published, asked: ['web a/go.mod kit . x.org/kit v1'] }, [
    'a uses_package (x.org/kit v1) kit precise web/a/go.mod:7: - of undefined; 7 precise', 'b imports (x.org/kit) kit inferred web/b/b.go:4: Do of 1; 4 inferred',
  ], { web: { 'a/catalog-info.yaml': catalog('Component a'), 'b/catalog-info.yaml': catalog('Component b') } })
  checkImports('several publish it, and a manifest asks for one', { uses: ['web a.go:3 go x.org/kit: Get'], published: [...published, 'copy go x.org/kit . x.org/kit'], asked: ['web go.mod copy . x.org/kit v1'] }, ['web uses_package (x.org/kit v1) copy precise web/go.mod:7 and 1 more: Get of 1; 7 precise, 3 inferred'])
  checkImports('several publish it, and nothing tells which is meant', { uses: ['web a.go:3 go x.org/kit: Get'], published: [...published, 'copy go x.org/kit . x.org/kit'] }, [])
  checkImports('an index tells the package', { uses: ['web a.go:3 go x.org/kit/env: Get'], indexed: ['web a.go:9 go x.org/kit: Get Set'], published }, ['web imports (x.org/kit) kit precise web/a.go:9 and 1 more: Get Set of 2; 9 precise, 3 inferred'])
  checkImports('an index tells a package that only another index defines', { indexed: ['web a.py:9 python acme-kit: get'], published: ['kit python  . acme-kit'] }, ['web imports (acme-kit) kit precise web/a.py:9: get of 1; 9 precise'])
  checkImports('one header that only has the name of another', { uses: ['web a.c:3 c system.h:'], published: ['kit c include/system.h'] }, [])
  checkImports('several headers', { uses: ['web a.c:3 c rates.h:', 'web a.c:4 c taxes.h:'], published: ['kit c rates.h', 'kit c taxes.h'] }, ['web imports kit inferred web/a.c:3 and 1 more:  of 0; 3 inferred, 4 inferred'])
  checkImports('a header', { uses: ['web a.c:3 c acme/rates.h:'], published: ['kit c include/acme/rates.h'] }, ['web imports kit inferred web/a.c:3:  of 0; 3 inferred'])
})

test('what nobody names is a service of its repository where it has to do with others, and says so', () => {
  const map = createServiceMap([told('acme/pay', { Dockerfile: 'FROM node' }), { ...told('x', {}), facts: nothingTold() }], [])
  expect(map.nodes.map(({ id, certainty }) => `${id} ${certainty}`)).toEqual(['service:pay inferred', 'image:node inferred'])
  expect([map.serviceOf('x', 'a.ts'), map.serviceOf('gone', 'a.ts'), map.declared('service:pay')]).toEqual(['service:x', undefined, undefined])
})

describe('what depends on what is hit', () => {
  const graph = createServiceMap([
    told('books', { 'catalog-info.yaml': catalog('Component books: providesApis: [books-api]', 'API books-api') }),
    told('pay', { 'catalog-info.yaml': catalog('Component pay: consumesApis: [books-api], dependsOn: [mail], system: shop') }),
    told('web', { 'catalog-info.yaml': catalog('Component web: dependsOn: [pay], system: shop'), 'Dockerfile': 'FROM node' }),
    told('mail', { 'catalog-info.yaml': catalog('Component mail: dependsOn: [books, web]') }),
  ], [])
  test.each<[string, string]>([
    ['books', 'service:books api:books-api service:pay service:web service:mail'],
    ['web', 'service:pay service:web service:mail'],
    ['nothing', ''],
  ])('%s', (hit, expected) => expect(dependentsOf(graph, new Set([`service:${hit}`])).nodes.map(({ id }) => id).toSorted()).toEqual(expected.split(' ').filter(Boolean).toSorted()))
  test('an image that is hit', () => expect(dependentsOf(graph, new Set(['image:node'])).edges.map(shown)[0]).toBe('mail depends_on web declared mail/catalog-info.yaml:4'))
})
