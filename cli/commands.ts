import type { Command } from './command.ts'

/** Every command, in the order in which the help lists them. Loaded when it is used, as most need little of the rest. */
export const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  'repos add': async () => (await import('./commands/repos-add.ts')).reposAdd,
  'repos list': async () => (await import('./commands/repos-list.ts')).reposList,
  'repos status': async () => (await import('./commands/repos-status.ts')).reposStatus,
  'repos fetch': async () => (await import('./commands/repos-fetch.ts')).reposFetch,
  'repos remove': async () => (await import('./commands/repos-remove.ts')).reposRemove,
  'repos sample': async () => (await import('./commands/repos-sample.ts')).reposSample,
  search: async () => (await import('./commands/search.ts')).search,
  series: async () => (await import('./commands/series.ts')).series,
  line: async () => (await import('./commands/line.ts')).line,
  trace: async () => (await import('./commands/trace.ts')).trace,
  def: async () => (await import('./commands/def.ts')).def,
  refs: async () => (await import('./commands/refs.ts')).refs,
  hover: async () => (await import('./commands/hover.ts')).hover,
  'incident new': async () => (await import('./commands/incident-new.ts')).incidentNew,
  'incident list': async () => (await import('./commands/incident-list.ts')).incidentList,
  'incident show': async () => (await import('./commands/incident-show.ts')).incidentShow,
  report: async () => (await import('./commands/report.ts')).report,
  backup: async () => (await import('./commands/backup.ts')).backup,
  restore: async () => (await import('./commands/restore.ts')).restore,
  token: async () => (await import('./commands/token.ts')).token,
  version: async () => (await import('./commands/version.ts')).version,
}
