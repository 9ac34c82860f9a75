import { expect, test } from 'vitest'
import { meaning } from '../check.fixture.ts'

const inMethod = (body: string) => `class A\n  def m(p)\n    ${body}\n  end\nend`

test.each([
  ['def f(«id»)\n  ‹id›\nend', 'local'],
  ['def f(a, b = 1, *rest, k:, opt: 2, **kw, &«blk»)\n  ‹blk›.call\nend', 'local'],
  ['def f(a, «k»:)\n  ‹k›\nend', 'local'],
  ['x = 1\ndef f\n  ‹x›\nend', 'unknown'],
  ['«x» = 1\n[].each { ‹x› }', 'local'],
  [inMethod('«x» = 1; ‹x›'), 'local'],
  [inMethod('«x» = 1; ‹x› = 2'), 'local'],
  [inMethod('«x» = 1; xs.each { |i| ‹x› = i }'), 'local'],
  [inMethod('xs.each { |i| x = i }; ‹x›'), 'unknown'],
  [inMethod('i = 1; xs.each { |«i»| ‹i› }'), 'local'],
  [inMethod('«i» = 1; xs.each { |i| i }; ‹i›'), 'local'],
  [inMethod('xs.each do |i, (j, «k»)| ‹k› end'), 'local'],
  [inMethod('xs.each do |i; «shadow»| ‹shadow› end'), 'local'],
  [inMethod('c, (d, *«e») = list; ‹e›'), 'local'],
  [inMethod('for «q» in xs do ‹q› end'), 'local'],
  [inMethod('begin; rescue Err => «e»; ‹e›.x; end'), 'local'],
  [inMethod('->(«l», m = 1) { ‹l› }'), 'local'],
  [inMethod('«x» ||= 1; ‹x›'), 'local'],
  [inMethod('case v\nin {name: String => «nm»} then ‹nm›\nend'), 'local'],
  [inMethod('case v\nin [«first», *others] then ‹first›\nend'), 'local'],
  [inMethod('"a #{‹p›}"'), 'local at 1:8'],
  [inMethod('"a p ‹q›"'), 'no name'],
  // Methods, constants, variables of objects.
  ['class A\n  def «f»; end\n  def g; ‹f›; end\nend', 'file A.f'],
  ['class A\n  def «f»; end\n  def g; self.‹f›; end\nend', 'file A.f'],
  ['class A\n  def f; end\n  def g; «f» = 1; ‹f›; end\nend', 'local'],
  ['class A\n  def self.«make»; end\nend\nA.‹make›', 'file A.make'],
  ['class A\n  class << self\n    def «make»; end\n  end\nend\nA.‹make›', 'file A.make'],
  ['class A\n  def «f»; end\nend\na = A.new\na.‹f›', 'file A.f'],
  ['class A\n  def «f»; end\nend\nA.new.‹f›', 'file A.f'],
  ['class A\n  def i; «@x» = 1; end\n  def g; ‹@x›; end\nend', 'file A.@x'],
  ['class A\n  def «x»=(v); end\n  def g; self.‹x› = 1; end\nend', 'file A.x'],
  ['module M\n  «MAX» = 1\n  class A\n    def f; ‹MAX›; end\n  end\nend', 'file M.MAX'],
  ['module M\n  class «A»; end\nend\nM::‹A›', 'file M.A'],
  ['module M\n  class A\n    def ‹f›; end\n  end\nend', 'definition file M.A.f'],
  ['class M::A\n  def ‹f›; end\nend', 'definition file M.A.f'],
  ['def «top»; end\ndef g; ‹top›(1); end', 'file top'],
  [inMethod('p.‹foo›'), 'member foo of p = local'],
  [inMethod('x = Foo.new; x.‹foo›'), 'member foo of x: Foo = unknown'],
  [inMethod('‹foo› 1'), 'unknown'],
  [inMethod('B::‹C›'), 'member C of B'],
])('%j: %s', (marked, expected) => {
  expect(meaning('ruby', marked)).toBe(expected)
})
