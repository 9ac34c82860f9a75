import { readFileSync } from 'node:fs'

/** A place of the organisation's own code that a trace names. */
export type SampleFrame = { path: string; line: number; /** What stands in that line. */ holds: string }

export type SampleTrace = {
  id: string
  title: string
  /** The repository whose code failed, and the tag of it that was running. */
  repository: string
  revision: string
  /** How one knows which revision was running. */
  note: string
  /** As on-call would paste it. */
  text: string
  /** The frames in the repository's own code, in the order in which the trace tells them. */
  frames: SampleFrame[]
  /** The innermost of them: where it broke. */
  crash: SampleFrame
}

type Described = Omit<SampleTrace, 'text' | 'crash'> & { crash: number }

const at = (path: string, line: number, holds: string): SampleFrame => ({ path, line, holds })

/**
 * What the services really said when they were built at these tags, run in the folders of their Dockerfiles and asked
 * for a region that no table has. Only times, addresses and the prefixes of docker compose were put in afterwards.
 */
const described: Described[] = [
  {
    id: 'pricing-compose',
    title: 'Checkout fails for carts to Northern Ireland',
    repository: 'acme/pricing',
    revision: 'v2.6.1',
    note: 'Production ran pricing v2.6.1 and checkout v1.4.2.',
    frames: [
      at('src/tax/regional.ts', 9, 'rates[region].rate'),
      at('src/tax/tax.ts', 5, 'rateFor(region)'),
      at('src/cart/price.ts', 20, 'taxOn(net, region)'),
      at('src/cart/price.ts', 11, 'priceLine(line, cart.region)'),
      at('src/cart/price.ts', 11, 'cart.lines.map('),
      at('src/routes/quote.ts', 13, 'priceCart(cart.data)'),
    ],
    crash: 0,
  },
  {
    id: 'checkout-shipping',
    title: 'Orders cannot be placed: tax on shipping',
    repository: 'acme/checkout',
    revision: 'v1.4.2',
    note: 'Production runs the newest tag of release/1.4.',
    frames: [
      at('src/order/shipping.ts', 13, 'regionalRates[address.region].rate'),
      at('src/order/place.ts', 16, 'shippingFor('),
      at('src/routes/orders.ts', 13, 'placeOrder(request.data)'),
    ],
    crash: 0,
  },
  {
    id: 'storefront-preview',
    title: 'The cart page answers 500',
    repository: 'acme/storefront',
    revision: 'v3.3.0',
    note: 'Deployed on 5 October, 16:00 UTC+1.',
    frames: [at('src/cart/tax-preview.ts', 12, 'regionalRates[cart.region]!.rate'), at('src/pages/cart.ts', 13, 'previewTax(cart)')],
    crash: 0,
  },
  {
    id: 'tax-rates-chain',
    title: 'No tax on amounts for XI',
    repository: 'acme/tax-rates',
    revision: 'v2.1.0',
    note: 'There is no release after v2.1.0.',
    frames: [
      at('tax_rates/amount.py', 14, 'rate_of(region)'),
      at('tax_rates/amount.py', 23, 'regional_rates[region]["rate"]'),
      at('tax_rates/app.py', 26, 'tax_amount(region, net)'),
      at('tax_rates/amount.py', 18, 'raise RateUnavailable'),
    ],
    crash: 1,
  },
  {
    id: 'notifications-json',
    title: 'Order confirmations are not sent',
    repository: 'acme/notifications',
    revision: 'v1.2.0',
    note: 'The image of this container was built from v1.2.0.',
    frames: [
      at('notifications/server.py', 18, 'render(message["template"], message["order"])'),
      at('notifications/render.py', 15, 'vat_line(order)'),
      at('notifications/vat.py', 18, 'regional_rates()[order["region"]]'),
    ],
    crash: 2,
  },
  {
    id: 'inventory-panic',
    title: 'Customs declarations are cut off',
    repository: 'acme/inventory',
    revision: 'v2.0.0',
    note: 'Built with go-kit v1.2.0.',
    frames: [
      at('internal/customs/desk.go', 36, 'd.regionalRates[region].Rate'),
      at('internal/customs/desk.go', 32, 'd.importTax(value, parcel.Region)'),
      at('internal/api/routes.go', 51, 'desk.Declare(parcel)'),
    ],
    crash: 0,
  },
  {
    id: 'ledger-caused-by',
    title: 'Orders are missing in the books',
    repository: 'acme/ledger',
    revision: 'v2.0.0',
    note: 'There is no release after v2.0.0.',
    frames: [
      at('src/main/java/com/acme/ledger/entries/Journal.java', 21, 'throw new PostingException('),
      at('src/main/java/com/acme/ledger/http/EntriesHandler.java', 27, 'journal.post(Order.parse(body))'),
      at('src/main/java/com/acme/ledger/tax/VatSplit.java', 14, 'regionalRates.get(region).rate()'),
      at('src/main/java/com/acme/ledger/entries/Journal.java', 26, 'split.taxWithin('),
      at('src/main/java/com/acme/ledger/entries/Journal.java', 19, 'linesOf(order)'),
    ],
    crash: 2,
  },
]

export const sampleTraces: SampleTrace[] = described.map(({ crash, ...trace }) => {
  const frame = trace.frames[crash]
  if (!frame) throw new Error(`${trace.id} has no frame ${crash}`)
  return { ...trace, crash: frame, text: readFileSync(new URL(`files/traces/${trace.id}.txt`, import.meta.url), 'utf8') }
})
