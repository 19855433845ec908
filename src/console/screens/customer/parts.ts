/** What a customer's screen shows, one part at a time; each but the first is asked when it is looked at. */
export const parts = ['story', 'campaigns', 'segments', 'people', 'papers', 'history'] as const
export type Part = (typeof parts)[number]

export const partOf = (name: string | undefined): Part => parts.find(part => part === name) ?? 'story'
