import { describe, expect, test } from 'vitest'
import type { EntityRef, Link } from './facts.ts'
import { isServiceFile, readServices } from './readers.ts'

const shownRef = ({ kind, name }: EntityRef) => (kind === 'service' ? name : `${kind} ${name}`)
/** `pay consumes api stock (declared) a.yaml:7`; a star for the service that the file belongs to. */
const shownLink = ({ from, kind, to, certainty, at }: Link) => `${from ? shownRef(from) : '*'} ${kind} ${shownRef(to)} (${certainty}) ${at.path}:${at.line}`

function check(name: string, files: Record<string, string>, expected: readonly string[]): void {
  test(name, () => {
    for (const path of Object.keys(files)) expect(isServiceFile(path), path).toBe(true)
    const { entities, links, gaps } = readServices(Object.keys(files).toSorted(), (path) => files[path] ?? null)
    const there = entities.map(({ at, owner, definition, ...entity }) => `${shownRef(entity)}${owner === null ? '' : ` of ${owner}`} ${at.path}:${at.line}${definition === null || definition === at.path ? '' : ` by ${definition}`}`)
    expect([...there, ...links.map(shownLink), ...gaps.map(({ path, reason }) => `! ${path}: ${reason}`)]).toEqual(expected)
  })
}

const entity = (kind: string, name: string, spec: string) => `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n${spec.split('\n').map((line) => `  ${line}`).join('\n')}\n`

describe('catalogues', () => {
  check('of several documents', { 'a/catalog-info.yaml': `${entity('Component', 'pay', 'owner: team-pay\nsystem: shop\nprovidesApis: [pay-api]\nconsumesApis:\n  - stock-api\n  - api:other/mail\ndependsOn: [component:books, "resource:default/db"]')}---\n${entity('API', 'pay-api', 'owner: team-pay')}` }, [
    'pay of team-pay a/catalog-info.yaml:4', 'api pay-api of team-pay a/catalog-info.yaml:17',
    'pay provides api pay-api (declared) a/catalog-info.yaml:8', 'pay consumes api stock-api (declared) a/catalog-info.yaml:10', 'pay consumes api other/mail (declared) a/catalog-info.yaml:11',
    'pay depends_on books (declared) a/catalog-info.yaml:12', 'pay depends_on resource db (declared) a/catalog-info.yaml:12', 'pay part_of system shop (declared) a/catalog-info.yaml:7',
  ])
  check('that lead to the description of an API', { 'a/catalog-info.yml': entity('API', 'pay', 'definition:\n  $text: ../api/openapi.yaml') + entity('API', 'far', 'definition:\n  $text: https://x/y').replace(/^/, '---\n') }, ['api pay a/catalog-info.yml:4 by api/openapi.yaml', 'api far a/catalog-info.yml:12'])
  check('of groups and templates tell no services', { 'catalog-info.yaml': entity('Group', 'team', 'children: []') }, [])
  check('with wrong types', { 'catalog-info.yaml': 'apiVersion: backstage.io/v1alpha1\nkind: [Component]\nmetadata: 7\nspec: {dependsOn: {a: b}}\n---\napiVersion: backstage.io/v1\nkind: Component\nmetadata: {name: x}\nspec: {dependsOn: [7, null, "", "a:b:c"], providesApis: 3}\n' }, ['x catalog-info.yaml:8'])
  check('that are no YAML', { 'catalog-info.yaml': 'apiVersion: "backstage.io\nkind: {' }, ['! catalog-info.yaml: This is no YAML: missing char in line 2.'])
})

describe('descriptions of APIs', () => {
  check('OpenAPI', { 'openapi.yaml': 'openapi: 3.1.0\ninfo:\n  title: Pay for it\n' }, ['api openapi:pay-for-it openapi.yaml:3', '* provides api openapi:pay-for-it (inferred) openapi.yaml:3'])
  check('OpenAPI with servers', { 'api/swagger.json': '{"swagger": "2.0",\n "info": {"title": "Pay"},\n "servers": [\n {"url": "http://pay:8080/v1"}, {"url": "https://pay.example.com"}]}' }, ['api openapi:pay api/swagger.json:2', 'pay provides api openapi:pay (declared) api/swagger.json:4'])
  check('AsyncAPI 2', { 'events.yaml': 'asyncapi: 2.6.0\nchannels:\n  order.placed:\n    subscribe: {}\n  stock.low:\n    publish: {}\n' }, ['* sends topic order.placed (declared) events.yaml:4', '* receives topic stock.low (declared) events.yaml:6'])
  check('AsyncAPI 3', { 'events.yaml': "asyncapi: 3.0.0\nchannels:\n  placed: {address: order.placed}\noperations:\n  tell: {action: send, channel: {$ref: '#/channels/placed'}}\n  hear: {action: receive, channel: {$ref: '#/channels/low'}}\n  odd: {action: 7}\n" }, [
    '* sends topic order.placed (declared) events.yaml:5', '* receives topic low (declared) events.yaml:6',
  ])
  check('gRPC', { 'p/pay.proto': 'syntax = "proto3";\npackage shop.v1;\n// service No {\n/* service\n No { */\nservice Pay {\n  rpc Do(A) returns (B);\n}\nservice Refund\n{\n}\n' }, ['api grpc:shop.v1.Pay p/pay.proto:6', 'api grpc:shop.v1.Refund p/pay.proto:9'])
})

describe('containers', () => {
  check('Dockerfiles', { 'Dockerfile': '# FROM no\nFROM --platform=$BUILDPLATFORM node:22-slim AS build\nFROM build\nFROM scratch\nfrom registry.acme.example:5000/base/jre@sha256:abc as run\nFROM ${BASE}\n' }, [
    '* based_on image node (declared) Dockerfile:2', '* based_on image base/jre (declared) Dockerfile:5',
  ])
  check('Compose', { 'docker-compose.yml': 'services:\n  pay:\n    build: .\n    image: acme/pay\n    depends_on: [stock]\n    environment:\n      STOCK: http://stock:8080\n      DB: postgres://db/x\n  stock:\n    image: registry.acme.example/stock:latest\n    depends_on:\n      db: {condition: healthy}\n    environment: ["URL=https://mail.svc.cluster.local/x", "N=1"]\n' }, [
    'pay builds image acme/pay (declared) docker-compose.yml:4', 'pay depends_on stock (declared) docker-compose.yml:5', 'pay calls stock (inferred) docker-compose.yml:7',
    'stock runs image stock (declared) docker-compose.yml:10', 'stock depends_on db (declared) docker-compose.yml:12', 'stock calls mail (inferred) docker-compose.yml:13',
  ])
  check('Kubernetes', { 'deploy/pay.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: pay}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: pay\nspec:\n  template:\n    spec:\n      initContainers:\n        - image: acme/migrate:2\n      containers:\n        - name: pay\n          image: acme/pay:1.2\n          env:\n            - {name: STOCK, value: "http://stock.shop.svc.cluster.local:80"}\n            - {name: KEY, valueFrom: {}}\n' }, [
    'pay runs image acme/migrate (declared) deploy/pay.yaml:13', 'pay runs image acme/pay (declared) deploy/pay.yaml:16', 'pay calls stock (inferred) deploy/pay.yaml:18',
  ])
  check('Helm', { 'chart/Chart.yaml': 'name: pay\ndependencies:\n  - name: postgresql\n    version: 1.x\n', 'chart/values.yaml': 'image:\n  registry: ghcr.io\n  repository: acme/pay\n  tag: 1\nsidecar:\n  image: acme/side:3\nurls: ["grpc://mail:50051", "https://example.com"]\n' }, [
    'pay depends_on postgresql (declared) chart/Chart.yaml:3', '* runs image acme/pay (declared) chart/values.yaml:3', '* runs image acme/side (declared) chart/values.yaml:6', '* calls mail (inferred) chart/values.yaml:7',
  ])
  check('templates are no YAML, and no gap', { 'chart/templates/x.yaml': 'apiVersion: v1\n{{- if .Values.x }}\nimage: {{ .Values.image }}\n' }, [])
})

describe('what is made to harm', () => {
  test.each<[string, Record<string, string>]>([
    ['aliases that grow', { 'catalog-info.yaml': `apiVersion: backstage.io/v1\na: &a [x]\n${'bcdefghijklm'.split('').map((name, at) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefghijklm'[at]}`).join(', ')}]`).join('\n')}\n` }],
    ['deep brackets', { 'openapi.yaml': `openapi: ${'['.repeat(400_000)}` }],
    ['deep indents', { 'openapi.yaml': `openapi: 3\n${Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')}` }],
    ['a long file', { 'openapi.yaml': `openapi: 3\nx: ${'y'.repeat(3_000_000)}` }],
    ['a document for each line', { 'catalog-info.yaml': 'apiVersion: backstage.io/v1\n---\n'.repeat(20_000) }],
    ['an alias of what is around it', { 'catalog-info.yaml': 'apiVersion: backstage.io/v1\nspec: &s\n  dependsOn: *s\n' }],
    ['names without end', { 'catalog-info.yaml': `apiVersion: backstage.io/v1\nkind: Component\nmetadata: {name: ${'x'.repeat(100_000)}}\n` }],
    ['NUL', { 'Dockerfile': 'FROM \0\n', 'a.proto': 'service \0 {', 'compose.yaml': 'services:\n  "\0": {image: "\0"}\n' }],
    ['comments without an end', { 'a.proto': '/*'.repeat(500_000) }],
  ])('%s', (_, files) => expect(readServices(Object.keys(files), (path) => files[path] ?? null).entities.length).toBeLessThan(10))
})

test('what is none of these is not read', () =>
  expect(['src/a.ts', 'node_modules/x/openapi.yaml', 'pnpm-lock.yaml', 'tsconfig.json', '.github/workflows/ci.yaml', 'vendor/a.proto'].filter(isServiceFile)).toEqual([]))
