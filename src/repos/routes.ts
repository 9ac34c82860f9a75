import type { Router } from '../platform/http.ts'
import * as contract from './contract.ts'
import type { Repos } from './repos.ts'

export function serveRepos(router: Router, repos: Repos): void {
  router.serve(contract.listRepositories, ({ caller, query }) => repos.list(caller, query))
  router.serve(contract.addRepository, async ({ caller, body }) => {
    const { repository, added } = await repos.add(caller, body)
    return Response.json(repository, { status: added ? 202 : 201, headers: { 'cache-control': 'private, no-store' } })
  })
  router.serve(contract.addFolder, ({ caller, body }) => repos.addFolder(caller, body))
  router.serve(contract.addSample, ({ caller }) => repos.addSample(caller))
  router.serve(contract.listSampleTraces, ({ caller }) => repos.sampleTraces(caller))
  router.serve(contract.getRepository, ({ caller, params }) => repos.get(caller, params.id))
  router.serve(contract.updateRepository, ({ caller, params, body }) => repos.update(caller, params.id, body))
  router.serve(contract.fetchRepository, ({ caller, params }) => repos.fetch(caller, params.id))
  router.serve(contract.removeRepository, async ({ caller, params }) => {
    await repos.remove(caller, params.id)
    return new Response(null, { status: 204 })
  })
  serveCredentials(router, repos)
  serveCode(router, repos)
}

function serveCredentials(router: Router, repos: Repos): void {
  router.serve(contract.listCredentials, ({ caller }) => repos.listCredentials(caller))
  router.serve(contract.putCredential, ({ caller, body }) => repos.putCredential(caller, body))
  router.serve(contract.removeCredential, async ({ caller, params }) => {
    await repos.removeCredential(caller, params.id)
    return new Response(null, { status: 204 })
  })
}

function serveCode(router: Router, repos: Repos): void {
  router.serve(contract.listRefs, ({ caller, query }) => repos.listRefs(caller, query))
  router.serve(contract.resolveRevision, ({ caller, query }) => repos.resolveRevision(caller, query))
  router.serve(contract.readTree, ({ caller, query }) => repos.readTree(caller, query))
  router.serve(contract.findFiles, ({ caller, query }) => repos.findFiles(caller, query))
  router.serve(contract.readFile, ({ caller, query }) => repos.readFile(caller, query))
  router.serve(contract.readRaw, ({ caller, query }) => repos.readRaw(caller, query))
  router.serve(contract.readOwners, ({ caller, query, signal }) => repos.readOwners(caller, query, signal))
  router.serve(contract.readBlame, ({ caller, query, signal }) => repos.readBlame(caller, query, signal))
  router.serve(contract.readHistory, ({ caller, query, signal }) => repos.readHistory(caller, query, signal))
  router.serve(contract.readCommit, ({ caller, query, signal }) => repos.readCommit(caller, query, signal))
  router.serve(contract.compareRevisions, ({ caller, query, signal }) => repos.compare(caller, query, signal))
}
