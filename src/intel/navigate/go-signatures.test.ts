import { expect, test } from 'vitest'
import { areAlike, goSignature, type GoSignature } from './go-signatures.ts'

/** A function `F` in a file. */
function signature(file: string): GoSignature | null {
  return goSignature(file, file.indexOf('F(') + 1)
}

function check(a: string, b: string): boolean {
  const [one, other] = [signature(`package store\n${a}`), signature(b)]
  if (!one || !other) throw new Error('No signature.')
  expect(areAlike(other, one)).toBe(areAlike(one, other))
  return areAlike(one, other)
}

test.each([
  ['F()', 'package shop\nfunc (s S) F() {', true],
  ['F(a, b int) error', 'package shop\nfunc (s S) F(x int, y int) error {', true],
  ['F(a time.Time, b time.Time, c Line)', 'package store\nfunc (s S) F(a, b time.Time, c Line) {', true],
  ['F(a int) error', 'package shop\nfunc (s S) F(a, b int) error {', false],
  ['F(a int) error', 'package shop\nfunc (s S) F(a int) {', false],
  ['F() (File, error)', 'package shop\nfunc (s S) F() (store.File, error) {', true],
  ['F() (File, error)', 'package store\nfunc (s S) F() (File, error) { // opens', true],
  ['F() (File, error)', 'package shop\nfunc (s S) F() (http.File, error) {', false],
  ['F() (File, error)', 'package shop\nfunc (s S) F() (File, error) {', false],
  ['F() (File, error)', 'package shop\nimport (\n\tkept "acme.test/store"\n)\nfunc (s S) F() (kept.File, error) {', true],
  ['F() File', 'package shop\nimport http "acme.test/store"\nfunc (s S) F() http.File {', true],
  ['F(mode os.FileMode)', 'package shop\nfunc (s S) F(mode fs.FileMode) {', true],
  ['F(mode os.FileMode)', 'package shop\nfunc (s S) F(mode fs.FileInfo) {', false],
  ['F(each func(Line) bool)', 'package shop\nfunc (s S) F(do func(store.Line) bool) {', true],
  ['F(value T) T', 'package shop\nfunc (s S) F(value Line) Line {', true],
  ['F(value T) T', 'package shop\nfunc (s S) F(value Line) {', false],
  ['F(\n\ta int,\n\tb int,\n) error', 'package shop\nfunc (s S) F(a, b int) error {', true],
])('%j is %j: %s', (a, b, alike) => {
  expect(check(a, b)).toBe(alike)
})

test('no parameters follow', () => {
  expect(signature('package shop\nvar F = 1')).toBe(null)
})
