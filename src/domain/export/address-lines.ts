/** A postal address as it is kept. */
export interface Address {
  lines: readonly string[]
  postalCode: string | null
  locality: string | null
  region: string | null
  /** ISO 3166-1 alpha-2. */
  country: string
}

type Part = (address: Address) => readonly (string | null)[]

const spaced = (...parts: (string | null)[]) => parts.filter(part => part !== null).join(' ') || null
const commas = (...parts: (string | null)[]) => parts.filter(part => part !== null).join(', ') || null

/** Postal code, then locality: most of the world. The region is no part of it. */
const codeFirst: Part = ({ postalCode, locality }) => [spaced(postalCode, locality)]
const codeThenRegion: Part = ({ postalCode, locality, region }) => [spaced(postalCode, locality, region)]
const cityRegionCode: Part = ({ postalCode, locality, region }) => [spaced(locality, region, postalCode)]
const codeLast: Part = ({ postalCode, locality }) => [locality, postalCode]

/** What follows street and house, as the posts of the countries want it (Universal Postal Union, addressing sheets). */
const endings: Readonly<Record<string, Part>> = {
  VN: ({ postalCode, locality, region }) => [locality, spaced(region, postalCode)],
  US: ({ postalCode, locality, region }) => [commas(locality, spaced(region, postalCode))],
  ...{ AU: cityRegionCode, CA: cityRegionCode },
  ...{ GB: codeLast, IE: codeLast },
  ...{ ES: codeThenRegion, IT: codeThenRegion },
  SG: ({ postalCode, locality }) => [spaced(locality ?? 'Singapore', postalCode)],
  TH: ({ postalCode, locality, region }) => [locality, spaced(region, postalCode)],
  JP: ({ postalCode, locality, region }) => [commas(locality, region), postalCode],
  KR: ({ postalCode, locality, region }) => [commas(locality, region), postalCode],
  IN: ({ postalCode, locality, region }) => [spaced(locality, postalCode), region],
  ID: ({ postalCode, locality, region }) => [locality, spaced(region, postalCode)],
}

const countries = new Intl.DisplayNames(['en'], { type: 'region' })

/**
 * The lines of an address below the name of who receives it, in the form that its country expects; abroad the last one is
 * the country in English capitals.
 * @param home the country that letters are posted in
 */
export function addressLines(address: Address, home: string): string[] {
  const { lines, country } = address
  const ending = (endings[country] ?? codeFirst)(address)
  const abroad = country === home ? null : (countries.of(country) ?? country).toUpperCase()
  return [...lines, ...ending, abroad].filter(line => line !== null)
}
