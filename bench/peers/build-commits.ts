/** Makes the store of commits of a repository, of all its branches and tags: `build-commits.ts REPOSITORY STORE` */

import { execFileSync } from 'node:child_process'
import { CommitWriter } from '../../engine/commits/index.ts'
import { realDisk } from '../../engine/disk/index.ts'
import { walkGraph } from '../../src/repos/git/graph.ts'

const [dir = '', folder = ''] = process.argv.slice(2)
const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 30 }).trim().split('\n')
const refs = git('for-each-ref', '--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname)', 'refs/heads', 'refs/tags').flatMap((line) => /\bcommit ([0-9a-f]+)/.exec(line)?.[1] ?? [])
const [gitDir = ''] = git('rev-parse', '--absolute-git-dir')
const writer = new CommitWriter({ disk: realDisk, folder })
for await (const commits of walkGraph(gitDir, { include: [...new Set([...git('rev-parse', 'HEAD'), ...refs])], parentsFirst: true })) {
  for (const commit of commits) writer.add(commit)
}
writer.commit()
while (writer.merge());
writer.close()
