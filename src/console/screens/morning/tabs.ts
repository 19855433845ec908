import type { MorningQuery, MorningQueryVariables } from '../../api/types.ts'

export const tabs = ['mine', 'team', 'free'] as const
export type Tab = (typeof tabs)[number]

export const tabOf = (name: string | undefined, standsForSomebody: boolean): Tab =>
  tabs.find(tab => tab === name) ?? (standsForSomebody ? 'mine' : 'team')

const counts = { mine: 'countMine', team: 'countTeam', free: 'countFree' } as const

export const countOf = (data: Pick<MorningQuery, 'countMine' | 'countTeam' | 'countFree'>, tab: Tab) =>
  data[counts[tab]]?.totalCount ?? null

/** What the screen asks for one tab: a filter is there or not, never empty within. */
export function variablesOf(
  tab: Tab,
  tactic: string | undefined,
  staff: string | null,
): MorningQueryVariables {
  // Whatever stands in the address is the API's to refuse.
  const wanted = tactic ? { tactic: { equals: tactic as never } } : null
  return {
    mine: tab === 'mine',
    team: tab === 'team',
    free: tab === 'free',
    asksForStaff: staff === null,
    ...(wanted ? { filter: wanted } : {}),
    ...(tab === 'mine' && staff !== null ? { leftOut: { owner: { equals: staff } } } : {}),
    ...(tab === 'free' ? { leftOut: { owner: { empty: true } } } : {}),
  }
}
