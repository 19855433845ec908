/** The languages in which the product speaks to people. */
export const languages = ['en', 'vi'] as const

export type Language = (typeof languages)[number]

/** One thing said in each. */
export type Spoken = Readonly<Record<Language, string>>
