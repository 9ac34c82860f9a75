/** The people of the sample organisation: invented, each at one UTC offset so that dates read as their own clock. */
export type Person = { name: string; email: string; zone: `${'+' | '-'}${number}` }

export const people = {
  mara: { name: 'Mara Lindqvist', email: 'mara.lindqvist@acme.example', zone: '+0100' },
  tomas: { name: 'Tomás Ferreira', email: 'tomas.ferreira@acme.example', zone: '+0000' },
  priya: { name: 'Priya Raman', email: 'priya.raman@acme.example', zone: '+0530' },
  jonas: { name: 'Jonas Okafor', email: 'jonas.okafor@acme.example', zone: '+0100' },
  ines: { name: 'Ines Haddad', email: 'ines.haddad@acme.example', zone: '+0200' },
  wei: { name: 'Wei Castellano', email: 'wei.castellano@acme.example', zone: '-0500' },
  dana: { name: 'Dana Kowalczyk', email: 'dana.kowalczyk@acme.example', zone: '+0100' },
  bot: { name: 'acme-update-bot', email: 'update-bot@acme.example', zone: '+0000' },
} as const satisfies Record<string, Person>

export type Author = keyof typeof people
