import { append, edit, filesOf } from '../changes.ts'
import { release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add } = filesOf('go-kit')

export const goKit: History = {
  name: 'acme/go-kit',
  description: 'What the Go services share',
  steps: [
    commit('wei', '2024-11-18 09:40', 'Read variables', [add('go.mod', 'env/env.go', 'env/env_test.go')]),
    commit('wei', '2024-11-18 15:15', 'Serve', [
      add('httpserve/serve.go'),
      edit('httpserve/serve.go', 'Timed(mux)', 'mux'),
      edit('httpserve/serve.go', '		ReadHeaderTimeout: 5 * time.Second,\n', ''),
      edit('httpserve/serve.go', '	"time"\n', ''),
    ]),
    commit('wei', '2024-11-19 10:05', 'Say what is in here', [add('README.md', 'CODEOWNERS', 'catalog-info.yaml')]),
    commit('mara', '2024-11-20 10:20', 'Do not wait for slow headers for ever', [
      add('httpserve/serve.go'),
      edit('httpserve/serve.go', 'Timed(mux)', 'mux'),
    ]),
    release({ by: 'wei', at: '2024-11-21 10:00', version: '1.0.0', notes: ['env, httpserve'] }),
    branch('client'),
    commit('wei', '2025-02-11 11:30', 'Call other services', [
      add('httpclient/client.go'),
      edit('httpclient/client.go', '3 * time.Second', '30 * time.Second'),
    ], { on: 'client' }),
    commit('wei', '2025-02-12 09:02', 'Give up after three seconds', [add('httpclient/client.go')], { on: 'client' }),
    commit('mara', '2025-02-12 16:30', 'Ask for reviews in the readme', [
      append('README.md', '\nEvery change needs a review of somebody who runs a Go service.\n'),
    ]),
    merge('mara', '2025-02-13 09:44', 'client', 5),
    release({ by: 'wei', at: '2025-02-13 10:00', version: '1.1.0', notes: ['httpclient'] }),
    commit('wei', '2025-07-22 10:36', 'Log what takes long', [
      add('httpserve/timed.go', 'httpserve/serve.go'),
      edit('httpserve/timed.go', '500*time.Millisecond', '50*time.Millisecond'),
    ]),
    commit('wei', '2025-07-24 09:10', 'Call half a second long, not a twentieth\n\nThe log of inventory was nothing but "slow".', [
      edit('httpserve/timed.go', '50*time.Millisecond', '500*time.Millisecond'),
    ]),
    release({ by: 'wei', at: '2025-07-24 09:30', version: '1.2.0', notes: ['Slow requests are logged'] }),
    commit('mara', '2026-01-20 11:00', 'Require Go 1.25', [edit('go.mod', 'go 1.23', 'go 1.25')]),
    revert('mara', '2026-01-22 09:20', 'Require Go 1.25', 'inventory still builds with 1.23.'),
    commit('wei', '2026-04-07 10:10', 'Explain how to release', [append('README.md', '\nA release is a tag `vX.Y.Z` on main.\n')]),
  ],
}
