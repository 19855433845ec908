import type {
  FollowUpFilter,
  FollowUpLeftOutFilter,
  MorningQuery,
  MorningQueryVariables,
} from '../../api/types.ts'

export const tabs = ['mine', 'team', 'free'] as const
export type Tab = (typeof tabs)[number]

export const tabOf = (name: string | undefined, standsForSomebody: boolean): Tab =>
  tabs.find(tab => tab === name) ?? (standsForSomebody ? 'mine' : 'team')

/** Where the answer has a tab's page: a key that stands for nobody asks for the work of whom it acts for. */
export const slotOf = (tab: Tab, acts: boolean) => (tab === 'mine' && acts ? 'theirs' : tab)

export type Counts = Pick<MorningQuery, 'countMine' | 'countTheirs' | 'countTeam' | 'countFree'>

export function countOf(data: Counts, tab: Tab): number | null {
  const counts = { mine: data.countTheirs ?? data.countMine, team: data.countTeam, free: data.countFree }
  return counts[tab]?.totalCount ?? null
}

/** The counts with so many fewer of a tab, before the API says so. */
export function fewerOf<Data extends Counts>(data: Data, tab: Tab, fewer: number): Data {
  const slot = tab === 'mine' && data.countTheirs ? 'theirs' : tab
  const name = ({ mine: 'countMine', theirs: 'countTheirs', team: 'countTeam', free: 'countFree' } as const)[
    slot
  ]
  const count = data[name]
  return count?.totalCount == null
    ? data
    : { ...data, [name]: { ...count, totalCount: count.totalCount - fewer } }
}

const workOf = (staff: string): FollowUpFilter => ({ queueOf: { equals: staff } })

/** Whose work is asked for, where it is not the signed-in one's own. */
export const actingVariables = (acts: string | null) =>
  acts === null ? { acts: false } : { acts: true, ofThem: workOf(acts) }

/**
 * What the screen asks for one tab: a filter is there or not, never empty within.
 * @param staff for whom the sign-in stands
 * @param acts whom somebody acts for whose sign-in stands for nobody
 * @param reason of those alone whom the night left out for it
 */
export function variablesOf(
  tab: Tab,
  tactic: string | undefined,
  staff: string | null,
  acts: string | null,
  reason?: string,
): MorningQueryVariables {
  // Whatever stands in the address is the API's to refuse.
  const wanted: FollowUpFilter[] = tactic ? [{ tactic: { equals: tactic as never } }] : []
  // So it is with the reason.
  const leftOut: FollowUpLeftOutFilter[] = reason ? [{ reason: { equals: reason as never } }] : []
  const slot = slotOf(tab, acts !== null)
  if (slot === 'theirs' && acts !== null) wanted.push(workOf(acts))
  const own = staff ?? acts
  if (tab === 'mine' && own !== null) leftOut.push({ owner: { equals: own } })
  if (tab === 'free') leftOut.push({ owner: { empty: true } })
  return {
    mine: slot === 'mine',
    theirs: slot === 'theirs',
    team: slot === 'team',
    free: slot === 'free',
    asksForStaff: staff === null,
    ownNews: tab === 'mine' && own !== null,
    ...(acts === null ? {} : { newsOf: acts }),
    ...actingVariables(acts),
    ...(wanted.length > 0 ? { filter: { all: wanted } } : {}),
    ...(leftOut.length > 0 ? { leftOut: { all: leftOut } } : {}),
  }
}
