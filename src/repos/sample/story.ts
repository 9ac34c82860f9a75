import { culpritSubject } from './histories/pricing.ts'
import { triggerSubject } from './histories/storefront.ts'
import { sampleTraces } from './traces.ts'
import type { SampleTrace } from './traces.ts'

/** One line of one file on a default branch. */
export type SampleHole = { repository: string; path: string; line: number; holds: string }

export type SampleSearch = {
  /** As one types it into the search box. */
  query: string
  patternType: 'keyword' | 'regexp'
  /** The same for `git grep -i -E`, over the paths of `globs`. */
  grep: { pattern: string; globs: string[]; revision: string; repositories: string[] | 'all' }
  /** Every file that has a match, as `repository path`, in order. */
  files: string[]
  /** How many lines match in all of them. */
  lines: number
}

const COPIES = String.raw`[rR]ates\[[a-zA-Z.]+\]!?\.rate`

const hole = (repository: string, path: string, line: number, holds: string): SampleHole => ({ repository, path, line, holds })

const traceOf = (id: string): SampleTrace => {
  const trace = sampleTraces.find((each) => each.id === id)
  if (!trace) throw new Error(`there is no sample trace ${id}`)
  return trace
}

/**
 * The incident of 6 October 2026 and what can be found out about it; the tour, the browser tests and the tests of
 * search all take their expectations from here.
 */
export const sampleStory = {
  incident: { title: 'Checkout fails for carts to Northern Ireland', severity: 'SEV2', began: '2026-10-06T02:02:00Z' },
  trace: traceOf('pricing-compose'),

  /** The commit that brought the fault into the organisation, as a copy of which all others were written. */
  culprit: {
    repository: 'acme/pricing',
    subject: culpritSubject,
    author: 'Jonas Okafor',
    commit: '51513351416d1b69d15065e8df06140e86fd9668',
    firstRelease: 'v2.6.0',
  },

  /** The harmless commit that woke it: the first to send a region that no table has. */
  trigger: { repository: 'acme/storefront', subject: triggerSubject, commit: 'b61f551bf465d19da1cc84a592313908ff99182b', firstRelease: 'v3.3.0' },

  /** Every place where the fault still stands on a default branch. */
  holes: [
    hole('acme/checkout', 'src/order/shipping.ts', 13, 'regionalRates[address.region].rate'),
    hole('acme/inventory', 'internal/customs/desk.go', 36, 'd.regionalRates[region].Rate'),
    hole('acme/ledger', 'src/main/java/com/acme/ledger/tax/VatSplit.java', 14, 'regionalRates.get(region).rate()'),
    hole('acme/notifications', 'notifications/vat.py', 18, 'regional_rates()[order["region"]]'),
    hole('acme/pricing', 'src/tax/regional.ts', 11, 'rates[region].rate'),
    hole('acme/shop-http', 'src/regional-rates.ts', 13, 'regionalRates[region].rate'),
    hole('acme/storefront', 'src/cart/tax-preview.ts', 12, 'regionalRates[cart.region]!.rate'),
    hole('acme/tax-rates', 'tax_rates/amount.py', 23, 'regional_rates[region]["rate"]'),
  ],

  searches: {
    /** Every copy in TypeScript, on the default branches. */
    copies: {
      query: `${COPIES} lang:TypeScript`,
      patternType: 'regexp',
      grep: { pattern: COPIES, globs: ['*.ts'], revision: 'main', repositories: 'all' },
      files: [
        'acme/checkout src/order/shipping.ts',
        'acme/pricing src/tax/regional.ts',
        'acme/shop-http src/regional-rates.ts',
        'acme/storefront src/cart/tax-preview.ts',
      ],
      lines: 4,
    },
    /** The copy in totals.ts is gone from main of checkout, not from the branch that production runs. */
    releaseBranch: {
      query: `repo:^acme/checkout$@release/1.4 ${COPIES} lang:TypeScript`,
      patternType: 'regexp',
      grep: { pattern: COPIES, globs: ['*.ts'], revision: 'release/1.4', repositories: ['acme/checkout'] },
      files: ['acme/checkout src/order/shipping.ts', 'acme/checkout src/order/totals.ts'],
      lines: 2,
    },
    /** The table in every language: whoever reads it may have the fault. */
    languages: {
      query: 'regionalRates OR regional_rates',
      patternType: 'keyword',
      grep: { pattern: 'regionalRates|regional_rates', globs: [], revision: 'main', repositories: 'all' },
      files: [
        'acme/checkout src/clients/tax-rates.ts',
        'acme/checkout src/order/place.ts',
        'acme/checkout src/order/shipping.ts',
        'acme/checkout src/order/totals.ts',
        'acme/inventory cmd/inventory/main.go',
        'acme/inventory internal/customs/desk.go',
        'acme/inventory internal/customs/rates.go',
        'acme/ledger src/main/java/com/acme/ledger/tax/RatesClient.java',
        'acme/ledger src/main/java/com/acme/ledger/tax/VatSplit.java',
        'acme/notifications notifications/vat.py',
        'acme/pricing src/tax/regional.ts',
        'acme/pricing src/tax/source.ts',
        'acme/shop-http src/index.ts',
        'acme/shop-http src/regional-rates.ts',
        'acme/storefront src/cart/tax-preview.ts',
        'acme/tax-rates tax_rates/amount.py',
      ],
      lines: 42,
    },
  } satisfies Record<string, SampleSearch>,

  affected: [
    'acme/checkout',
    'acme/inventory',
    'acme/ledger',
    'acme/notifications',
    'acme/pricing',
    'acme/shop-http',
    'acme/storefront',
    'acme/tax-rates',
  ],
  unaffected: [
    'acme/go-kit',
    'acme/legacy-cart',
    'acme/log-lines',
    'acme/newsletter',
    'acme/payroll',
    'acme/platform-docs',
    'acme/returns',
    'acme/search',
    'acme/suppliers',
    'acme/warehouse',
  ],

  /** Release branches that carry the fault; checkout has mended one of its two places on main, not there. */
  affectedBranches: [
    { repository: 'acme/checkout', branch: 'release/1.4' },
    { repository: 'acme/inventory', branch: 'release/2.0' },
    { repository: 'acme/ledger', branch: 'release/2.0' },
    { repository: 'acme/notifications', branch: 'release/1.2' },
    { repository: 'acme/pricing', branch: 'release/2.5' },
    { repository: 'acme/storefront', branch: 'release/3.2' },
  ],
  cleanBranches: [
    { repository: 'acme/inventory', branch: 'release/1.3' },
    { repository: 'acme/returns', branch: 'release/1.2' },
    { repository: 'acme/shop-http', branch: 'release/1.5' },
  ],
}
