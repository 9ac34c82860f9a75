import { fastImport } from './fast-import.ts'
import { checkout } from './histories/checkout.ts'
import { goKit } from './histories/go-kit.ts'
import { inventory } from './histories/inventory.ts'
import { ledger } from './histories/ledger.ts'
import { legacyCart } from './histories/legacy-cart.ts'
import { logLines } from './histories/log-lines.ts'
import { newsletter } from './histories/newsletter.ts'
import { notifications } from './histories/notifications.ts'
import { payroll } from './histories/payroll.ts'
import { platformDocs } from './histories/platform-docs.ts'
import { pricing } from './histories/pricing.ts'
import { returns } from './histories/returns.ts'
import { search } from './histories/search.ts'
import { shopHttp } from './histories/shop-http.ts'
import { storefront } from './histories/storefront.ts'
import { suppliers } from './histories/suppliers.ts'
import { taxRates } from './histories/tax-rates.ts'
import { warehouse } from './histories/warehouse.ts'
import { play, revision } from './play.ts'
import type { Played } from './play.ts'
import type { History } from './steps.ts'

/** One repository of the sample organisation. */
export type SampleRepository = {
  /** `acme/` and its name. */
  name: string
  description: string
  defaultBranch: 'main'
  archived: boolean
  /** The commit id of the default branch, the same on every machine. */
  readonly head: string
  /** All of it as input for `git fast-import`, to be given to an empty SHA-1 repository. */
  stream(): Uint8Array
}

export const sampleHistories: readonly History[] = [
  storefront,
  checkout,
  pricing,
  taxRates,
  ledger,
  inventory,
  notifications,
  shopHttp,
  goKit,
  platformDocs,
  legacyCart,
  logLines,
  returns,
  search,
  warehouse,
  payroll,
  suppliers,
  newsletter,
]

/** The organisation; each repository is played when something of it is first asked for. Equal bytes and ids each time. */
export function sampleOrganisation(): SampleRepository[] {
  return sampleHistories.map((history) => {
    let played: Played | undefined
    const once = () => (played ??= play(history))
    const { name, description, archived = false } = history
    return {
      name,
      description,
      defaultBranch: 'main',
      archived,
      get head() {
        return revision(once(), 'main').id
      },
      stream: () => fastImport(once()),
    }
  })
}
