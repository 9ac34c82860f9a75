import { config } from 'zod'

/** Schemas must not try whether they may compile themselves: the policy of our pages forbids it, and the browser would note each try. Before any schema is made. */
config({ jitless: true })
