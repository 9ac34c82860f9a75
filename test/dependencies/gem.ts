import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Comparison, Subject } from './compare.ts'

const subject = (repo: string, commit: string, folder = ''): Subject => ({ repo, commit, folder })
/** A gem of a repository that has one lockfile for all of its gems. */
const member = (repo: string, commit: string, gem: string): Subject => ({ repo, commit, folder: `${gem}/`, note: 'a gem of the lockfile above' })

const [brew, rails, rubygems] = ['aad366ffaf6a8c94c66d35e4b990d42ac4195305', '2a2db1e8d6d104ee0611efcae7eb023af65cff34', '69ec4a3a5f1cafa633c569671ed9ef502bbdaf61']

export const comparison: Comparison = {
  ecosystem: 'gem',
  about: `
# RubyGems

What Firebreak reads of a Gemfile, its Gemfile.lock and gemspecs is held against what Bundler's own parser of lockfiles (\`Bundler::LockfileParser\`) tells: the gems that are reached from what the lockfile says the
Gemfile asks for, or, for one gem of several in a repository, from what the lockfile says that gem asks for. Gemfiles and gemspecs are programs, so Bundler is not asked to run them.
To repeat it, with Ruby and Bundler on the path: \`FIREBREAK_REPOS=/folder/of/clones node test/dependencies/main.ts gem\`.
`,
  subjects: [
    subject('rubygems/rubygems.org', '3c8ea0d4cbe85bd2a2bb5d22486247656a3dfb6c'),
    subject('lobsters/lobsters', '57268d762e1c2c95b7a8e64ee8deb259cddd8cc0'),
    subject('huginn/huginn', '9faad4aeee0d97570693377e0a281567e775abb4'),
    subject('diaspora/diaspora', 'ea6c79a94cb2e3d73e3fe28cd81fa09c5c437cb8'),
    subject('Homebrew/brew', brew, 'Library/Homebrew/'),
    subject('Homebrew/brew', brew, 'docs/'),
    subject('rails/rails', rails),
    subject('rails/rails', rails, 'tools/releaser/'),
    member('rails/rails', rails, 'actionpack'),
    member('rails/rails', rails, 'activestorage'),
    member('rails/rails', rails, 'railties'),
    subject('rubygems/rubygems', rubygems, 'bundler/spec/realworld/fixtures/tapioca/'),
    subject('fastlane/fastlane', 'd5347690d47de21d0e6fe78bd5ce77e35a714350'),
    subject('sharetribe/sharetribe', '79472ddd8d52ea6657a08510ec88d266ee57b6cb'),
  ],
  needs: (path) => path.endsWith('Gemfile.lock'),
  async resolved(root, { folder, note }) {
    const empty = join(root, 'empty') // Bundler wants a Gemfile, but does not read it here
    writeFileSync(empty, '')
    const { stdout } = await promisify(execFile)('ruby', ['-rbundler', '-e', script, ...(note ? [join(root, 'Gemfile.lock'), folder.replace(/\/$/, '')] : [join(root, folder, 'Gemfile.lock')])], { cwd: root, env: { ...process.env, BUNDLE_GEMFILE: empty }, maxBuffer: 1 << 28 })
    const [version = '', ...packages] = stdout.trim().split('\n')
    return { tool: `Bundler ${version}`, packages: new Set(packages) }
  },
}

/** Follows the specs of a lockfile from what it names, or from one of them. */
const script = `
  read = Bundler::LockfileParser.new(File.read(ARGV[0]))
  specs = read.specs.group_by(&:name)
  open = ARGV[1] ? specs.fetch(ARGV[1]).flat_map { |spec| spec.dependencies.map(&:name) } : read.dependencies.keys
  seen = {}
  while (name = open.shift)
    next if seen[name]
    seen[name] = true
    (specs[name] || []).each { |spec| open.concat(spec.dependencies.map(&:name)) }
  end
  puts Bundler::VERSION
  puts seen.keys.flat_map { |name| (specs[name] || []).map { |spec| "#{name}@#{spec.version}" } }.uniq
`
