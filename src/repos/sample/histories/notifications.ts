import { append, edit, filesOf } from '../changes.ts'
import { bumpPinned, release } from '../release.ts'
import { branch, commit, merge, revert } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('notifications')

const thanks = 'Thank you for your order. We start to pack at once.'

export const notifications: History = {
  name: 'acme/notifications',
  description: 'Mails to customers',
  steps: [
    commit('priya', '2025-01-27 12:12', 'Send a mail', [
      add('pyproject.toml', '.gitignore', 'notifications/__init__.py', 'notifications/__main__.py', 'notifications/server.py', 'notifications/jsonlog.py', 'notifications/mail.py'),
      add('notifications/money.py', 'notifications/templates/order-placed.txt', 'requirements-dev.txt'),
      addAs('notifications/render.py', 'notifications/render.first.py'),
    ]),
    commit('priya', '2025-01-27 17:30', 'Test how amounts are written', [add('tests/test_money.py')]),
    commit('priya', '2025-01-28 11:09', 'Build an image', [add('Dockerfile')]),
    commit('wei', '2025-01-28 10:50', 'Say who owns this and how it is run', [
      add('README.md', 'CODEOWNERS', 'catalog-info.yaml'),
      edit('README.md', '| `TAX_RATES_URL` | the tax-rates service |\n', ''),
    ]),
    release({ by: 'priya', at: '2025-02-05 10:00', version: '1.0.0', notes: ['Order confirmations'] }),
    bumpPinned('2025-02-10 04:05', 'ruff', '0.6.9', '0.9.4'),
    commit('priya', '2025-03-12 14:41', 'Write to the customer when the parcel leaves', [add('notifications/templates/order-sent.txt')]),
    commit('tomas', '2025-04-01 08:30', 'Thank more warmly', [
      edit('notifications/templates/order-placed.txt', thanks, 'Hurrah! Your order is here, and so are we. Packing starts NOW.'),
    ]),
    revert('tomas', '2025-04-02 08:31', 'Thank more warmly', 'It was the first of April.'),
    branch('reply-to'),
    commit('priya', '2025-08-06 13:07', 'Let customers answer', [
      edit('notifications/mail.py', '    mail.set_content(text)\n', '    mail["Reply-To"] = "help@acme.example"\n    mail.set_content(text)\n'),
    ], { on: 'reply-to' }),
    merge('wei', '2025-08-06 10:20', 'reply-to', 14),
    release({ by: 'priya', at: '2025-08-11 11:00', version: '1.1.0', notes: ['Parcels are announced', 'Customers can answer'] }),
    bumpPinned('2026-02-09 04:05', 'ruff', '0.9.4', '0.11.2'),
    commit('wei', '2026-04-21 09:14', 'Wait for the relay five seconds, not for ever', [
      append('README.md', '\nThe relay has five seconds to answer.\n'),
    ]),
    commit('priya', '2026-09-22 12:33', 'Write the tax into the confirmation\n\nA line of its own, by region, as finance asks. The rates are read once a process.', [
      add('notifications/vat.py', 'notifications/render.py', 'README.md'),
      edit('notifications/templates/order-placed.txt', 'Total: $total', 'Total: $total\nContains $vat'),
      edit('notifications/templates/order-sent.txt', 'Total: $total', 'Total: $total\nContains $vat'),
      append('README.md', '\nThe relay has five seconds to answer.\n'),
    ]),
    release({ by: 'priya', at: '2026-09-23 11:30', version: '1.2.0', notes: ['The tax of an order stands in its confirmation'] }),
    branch('release/1.2'),
    commit('wei', '2026-09-28 11:48', 'Announce parcels without the line about tax', [
      edit('notifications/templates/order-sent.txt', '\nContains $vat', ''),
    ], { on: 'release/1.2' }),
    release({ by: 'wei', at: '2026-09-28 12:00', version: '1.2.1', notes: ['No tax in announcements of parcels'], on: 'release/1.2' }),
    commit('priya', '2026-10-01 10:58', 'Write whole percentages without a decimal', [
      edit('notifications/vat.py', "{row['rate']:.1%}", "{row['rate'] * 100:g} %"),
    ]),
  ],
}
