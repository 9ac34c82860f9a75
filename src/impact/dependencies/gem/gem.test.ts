import { describe, expect, test } from 'vitest'
import type { Project } from '../project.ts'
import { gemProjects } from './projects.ts'
import { checksOf, readWith, type Files } from '../testing.ts'

const read = (files: Files): Project[] => readWith(gemProjects, files)
const check = checksOf(gemProjects)

const lines = (...texts: string[]) => `${texts.join('\n')}\n`

describe('Gemfile', () => {
  check('tells ranges and where gems come from', { Gemfile: lines("source 'https://example.com'", "gem 'a' # why", 'gem "b", "~> 1.0", \'>= 1.0.1\', require: false', "gem('c', ['>= 1', '< 3'])", "gem 'd', github: 'x/d', branch: 'main'", "gem 'e', :path => '../e'", 'gem "f",', '  "1.0",', '  # still', '  require: false', "path 'components' do", "  gem 'g'", 'end', "gem 'h', %w[>=1 <2]", "gem 'i' if RUBY_VERSION < '3'") }, [
    'null null: a direct Gemfile:2; b ~> 1.0, >= 1.0.1 direct Gemfile:3; c >= 1, < 3 direct Gemfile:4; d github:x/d direct Gemfile:5; e path:../e direct Gemfile:6; f 1.0 direct Gemfile:7; g path:components direct Gemfile:12; h >=1, <2 direct Gemfile:14; i direct Gemfile:15',
  ])
  check('with groups', { Gemfile: lines('group :test, :development do', "  gem 'a'", "  if ENV['X']", "    gem 'b'", '  end', "  %w[x].each do |x| puts(x) end", "  gem 'c'", 'end', "gem 'd', group: :test", "gem 'e', groups: [:test, :production]", "gem 'f', :group => 'assets'", 'group(:extra, optional: true) do', "  gem 'h'", 'end', "gem 'i'") }, [
    'null null: a direct dev Gemfile:2; b direct dev Gemfile:4; c direct dev Gemfile:7; d direct dev Gemfile:9; e direct Gemfile:10; f direct Gemfile:11; h direct optional Gemfile:13; i direct Gemfile:15',
  ])
  check('that computes', { Gemfile: lines('gem name', 'gem "a#{x}"', "gem 'b', version", 'gems.each { |x| gem x }', "gem 'c', '1', *more") }, ['null null: b direct Gemfile:3; c direct Gemfile:5'], ['Gemfile: It is computed, and so not known, what it asks for on the lines 1, 2, 4.'])
  check('with several conditions', { Gemfile: lines('if x', "  gem 'a', '1'", 'else', "  gem 'a', git: 'https://example.com/a'", 'end', 'if y then gem "b" end') }, ['null null: a 1 direct Gemfile:2; b direct Gemfile:6'])
  check('that takes in others', { Gemfile: lines("eval_gemfile 'Gemfile.more'", "eval_gemfile 'other.rb'", 'eval_gemfile path'), 'Gemfile.more': "gem 'a'\neval_gemfile 'Gemfile'\n" }, ['null null: a direct Gemfile.more:1'], ['Gemfile: It is computed, and so not known, what it asks for on the lines 3.', 'Gemfile: It takes in what was not read: other.rb.'])
  check('with comments and an end', { Gemfile: lines('=begin', "gem 'a'", '=end', "# gem 'b'", "gem 'c'; gem 'd'", 'puts "gem \'e\'"', 'foo.gem "f"', 'gemspec = gem_of("h")', '__END__', "gem 'g'") }, ['null null: c direct Gemfile:5; d direct Gemfile:5'])
  test('is read wherever it lies but in what is installed', () => {
    const paths = ['Gemfile', 'x/gems.rb', 'gems.locked', 'Gemfile.lock', 'a.gemspec', 'Gemfile.common', 'gemfiles/rails.gemfile', 'vendor/bundle/a/Gemfile', 'vendor/gems/a/a.gemspec', 'lib/gems/a.rb']
    expect(paths.filter(gemProjects.reads)).toEqual(['Gemfile', 'x/gems.rb', 'gems.locked', 'Gemfile.lock', 'a.gemspec', 'Gemfile.common', 'vendor/gems/a/a.gemspec'])
  })
})

describe('Gemfile.lock', () => {
  const lock = lines(
    'GIT', '  remote: https://example.com/d', '  revision: 00', '  specs:', '    d (0.1)', '', 'GEM', '  remote: https://example.com/', '  specs:', '    a (1.2.0)', '      b (>= 1, < 3)', '    b (2.0.0)', '    b (2.0.0-x86_64-linux)', '      c', '    c (3.0.pre)',
    '    t (1.0)', '      c (~> 3)', '      bundler', '', 'PLATFORMS', '  ruby', '', 'DEPENDENCIES', '  a (~> 1.0)', '  d!', '  t', '  u (= 1.0)!', '', 'BUNDLED WITH', '   2.5.0')
  check('tells what others ask for', { Gemfile: lines("gem 'a', '~> 1.0'", "gem 'd', git: 'https://example.com/d'", 'gem name', 'group :test do', "  gem 't'", 'end'), 'Gemfile.lock': lock }, [
    'null null: a 1.2.0 ~> 1.0 direct Gemfile:1; d 0.1 git:https://example.com/d direct Gemfile:2; b 2.0.0 (a 1.2.0) Gemfile.lock:12; c 3.0.pre (t 1.0) Gemfile.lock:15; t 1.0 direct dev Gemfile:5',
  ])
  check('tells what a Gemfile computes', { Gemfile: 'gem name\n', 'Gemfile.lock': lock }, ['null null: a 1.2.0 ~> 1.0 direct Gemfile.lock:24; d 0.1 direct Gemfile.lock:25; t 1.0 direct Gemfile.lock:26; b 2.0.0 (a 1.2.0) Gemfile.lock:12; c 3.0.pre (t 1.0) Gemfile.lock:15'])
  check('alone', { 'x/Gemfile.lock': lines('GEM', '  specs:', '    a (1)', '      b', '    b (2)') }, ['x/ null null: a 1 (?) x/Gemfile.lock:3; b 2 (?) x/Gemfile.lock:5'])
  check('that lacks what is asked for', { 'gems.rb': "gem 'z'\n", 'gems.locked': lock }, ['null null: a 1.2.0 ~> 1.0 direct gems.locked:24; d 0.1 direct gems.locked:25; t 1.0 direct gems.locked:26; b 2.0.0 (a 1.2.0) gems.locked:12; c 3.0.pre (t 1.0) gems.locked:15; z direct gems.rb:1'])
  check('that is none', { Gemfile: "gem 'a'\n", 'Gemfile.lock': '{}' }, ['null null: a direct Gemfile:1'], ['Gemfile.lock: This is no Gemfile.lock that can be read; versions are not known.'])
  check('with a conflict', { Gemfile: "gem 'a'\n", 'Gemfile.lock': `${lock}<<<<<<< HEAD\n` }, ['null null: a direct Gemfile:1'], ['Gemfile.lock: This is no Gemfile.lock that can be read; versions are not known.'])
})

describe('gemspec', () => {
  const http = lines('Gem::Specification.new do |s|', "  s.name = 'http'.freeze", '  s.version = Http::VERSION', "  s.description = 'not s.add_dependency \"x\"'", "  s.add_dependency 'a', '~> 1'", "  s.add_runtime_dependency('b', ['>= 1', '< 2'])", '  s.add_dependency "c", version', "  s.add_development_dependency 't'", '  extra.each { |name| s.add_dependency name }', 'end')
  check('tells what is written out', { 'http.gemspec': http, 'x/other-2.gemspec': "x.version = '1.0'\n" }, ['http null: a ~> 1 direct http.gemspec:5; b >= 1, < 2 direct http.gemspec:6; c direct http.gemspec:7; t direct dev http.gemspec:8', 'x/ other-2 1.0: '], ['http.gemspec: It is computed, and so not known, what it asks for on the lines 9.'])
  const lock = lines('PATH', '  remote: .', '  specs:', '    http (2.1)', '      a (~> 1)', '      e', '    web (2.1)', '      http (= 2.1)', '', 'GEM', '  specs:', '    a (1.5)', '    e (5)', '    t (7)', '', 'DEPENDENCIES', '  http!', '  t', '  web!')
  check('that the Gemfile takes in, and others of the repository', { Gemfile: lines('gemspec', "gem 'web', path: 'web'"), 'http.gemspec': http, 'Gemfile.lock': lock, 'web/web.gemspec': lines("s.name = 'web'", "s.add_dependency 'http', version", "s.add_development_dependency 't'") }, [
    'http 2.1: web 2.1 path:web direct Gemfile:2; a 1.5 ~> 1 direct http.gemspec:5; e 5 direct Gemfile.lock:4; http 2.1 (web 2.1) Gemfile.lock:4; t 7 direct dev http.gemspec:8; b >= 1, < 2 direct http.gemspec:6; c direct http.gemspec:7',
    'web/ web 2.1: http 2.1 direct web/web.gemspec:2; a 1.5 (http 2.1) Gemfile.lock:12; e 5 (http 2.1) Gemfile.lock:13; t 7 direct dev web/web.gemspec:3',
  ])
  check('that asks for what a loop goes over', { 'a.gemspec': lines('%w[', '  b c', '  d', '].each do |dep|', '  s.add_dependency dep, ["~> 1"]', 'end', '["e"].each { |dep| s.add_dependency dep }', 'others.each do |dep|', '  s.add_dependency dep', 'end') }, [
    'a null: b ~> 1 direct a.gemspec:5; c ~> 1 direct a.gemspec:5; d ~> 1 direct a.gemspec:5; e direct a.gemspec:7',
  ], ['a.gemspec: It is computed, and so not known, what it asks for on the lines 9.'])
  check('by name and in another folder', { Gemfile: "gemspec path: 'lib', name: 'a'\n", 'lib/a.gemspec': "s.add_dependency 'x'\n", 'lib/b.gemspec': "s.add_dependency 'y'\n" }, ['a null: x direct lib/a.gemspec:1', 'lib/ b null: y direct lib/b.gemspec:1'])
  check('too large to be read', { 'a.gemspec': null, Gemfile: 'gemspec\n' }, ['null null: '])
})

describe('what is made to harm', () => {
  const many = (count: number, text: (at: number) => string) => Array.from({ length: count }, (_, at) => text(at)).join('')
  test.each<[string, Files]>([
    ['a hundred thousand gems', { Gemfile: many(100_000, (at) => `gem 'g${at}'\n`), 'Gemfile.lock': `GEM\n  specs:\n${many(100_000, (at) => `    g${at} (1)\n      g${at + 1}\n`)}` }],
    ['a gem of a hundred thousand versions', { Gemfile: many(1_000, () => "gem 'a'\n"), 'Gemfile.lock': `GEM\n  specs:\n${many(100_000, (at) => `    a (${at})\n      a\n`)}` }],
    ['brackets without end', { Gemfile: `gem 'a', [${"'1',\n".repeat(100_000)}`, 'x.gemspec': `${'('.repeat(500_000)}\n${'[\n'.repeat(100_000)}` }],
    ['quotes, percents and blocks without end', { Gemfile: `${'"\\'.repeat(200_000)}\n${'%w['.repeat(200_000)}\n${'do '.repeat(200_000)}\n${'end '.repeat(300_000)}\n${'gem '.repeat(200_000)}` }],
    ['groups within groups', { Gemfile: `${'group :a do\n'.repeat(20_000)}${"gem 'a'\n".repeat(20_000)}` }],
    ['gemspecs that are their own', { Gemfile: "gemspec path: '.'\ngemspec path: '../..'\ngemspec\n", 'a.gemspec': "s.name = 'a'\ns.add_dependency 'a'\n", 'Gemfile.lock': 'PATH\n  specs:\n    a (1)\n      a\n' }],
    ['names of what every object has', { Gemfile: "gem '__proto__', constructor: 1\ngem 'constructor'\n", 'a.gemspec': "s.constructor 'a'\ns.__proto__ = 'x'\n" }],
    ['NUL', { Gemfile: "\0gem '\0'\n", 'Gemfile.lock': '\0\n    \0 (\0)\n' }],
  ])('%s', (_, files) => expect(read(files).length).toBeGreaterThan(0))
})
