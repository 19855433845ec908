import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { ask } from '../../api/ask.ts'
import { usePoll } from '../../api/poll.ts'
import { useQuery } from '../../api/query.ts'
import type { HoldFragment, MorningPulseQuery, MorningQuery, WorkFragment } from '../../api/types.ts'
import { showNumber, showWeekday, today } from '../../format/shown.ts'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import { Button } from '../../kit/button.tsx'
import { Broken, Empty, Refused, Skeleton } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { sayDone, sayWrong } from '../../kit/toasts.tsx'
import { addressOf } from '../../links.ts'
import { viewer } from '../../session/viewer.ts'
import { labelsOf } from '../../words/labels.ts'
import { words } from '../../words/language.ts'
import { actedFor, actFor, acting } from './acting.ts'
import { claim, complete, type Deed, dismiss, nameOf, release, snooze } from './deeds.ts'
import { Digest } from './digest.tsx'
import { Item } from './item.tsx'
import { LeftOut } from './left-out.tsx'
import './morning.css'
import { Morning as MorningDocument, MorningPulse } from './morning.graphql.ts'
import { actingVariables, countOf, fewerOf, slotOf, tabOf, tabs, variablesOf } from './tabs.ts'

const pulse = 4_000

type Page = NonNullable<MorningQuery['team']>

/** A day's work, worked off from the keyboard. */
export function Morning() {
  const { query, route } = useLocation()
  const standing = viewer.value?.staff?.id ?? null
  const me = acting()
  const acts = actedFor()
  const tab = tabOf(query.tab, me !== null)
  const slot = slotOf(tab, acts !== null)
  const said = words.value.morning
  const variables = variablesOf(tab, query.tactic, standing, acts, query.reason)
  const { data, refusals, failure, loading, reload, amend } = useQuery(MorningDocument, variables)
  const [keyed, setKeyed] = useState(false)
  const page = data?.[slot] ?? null
  const items = page?.nodes ?? []
  const added = data && page && !query.tactic ? (countOf(data, tab) ?? 0) - (page.totalCount ?? 0) : 0
  const chosen = items.find(({ id }) => id === query.item) ?? items[0] ?? null

  const go = (change: Record<string, string | null>) =>
    route(
      addressOf('/morning', {
        ...{ tab: query.tab, tactic: query.tactic, item: query.item, reason: query.reason },
        ...change,
      }),
      true,
    )

  function choose(step: number) {
    const at = chosen ? items.indexOf(chosen) : -1
    const next = items[Math.min(Math.max(at + step, 0), items.length - 1)]
    setKeyed(true)
    if (next) go({ item: next.id })
  }

  const underWay = useRef(new Map<string, Promise<HoldFragment | null>>()).current

  const amendPage = (change: (page: Page) => Page) =>
    amend(before => {
      const shown = before[slot]
      return shown ? { ...before, [slot]: change(shown) } : before
    })

  const remove = (ids: readonly string[]) =>
    amendPage(shown => ({
      ...shown,
      nodes: shown.nodes.filter(({ id }) => !ids.includes(id)),
      totalCount: (shown.totalCount ?? ids.length) - ids.length,
    }))

  /** Deeds that were begun and ended: what the API counted meanwhile may have them or not. */
  const turns = useRef({ begun: 0, ended: 0 }).current

  const hold = (holds: readonly HoldFragment[]) => {
    const newest = new Map(holds.map(each => [each.id, each]))
    amendPage(shown => ({ ...shown, nodes: shown.nodes.map(each => ({ ...each, ...newest.get(each.id) })) }))
  }

  /** What leaves the list leaves it at once, and comes back where the API refuses. */
  async function carryOut(item: WorkFragment, leaves: boolean, act: (item: WorkFragment) => Promise<Deed>) {
    // Whoever types fast asks for the next deed before the one before has told the item's new version.
    const before = underWay.get(item.id) ?? Promise.resolve(null)
    const deed = before.then(hold => act({ ...item, ...hold }))
    underWay.set(
      item.id,
      deed.then(
        ({ hold }) => hold,
        () => null,
      ),
    )
    turns.begun++
    if (leaves) {
      const at = items.indexOf(item)
      const next = items[at + 1] ?? items[at - 1]
      setKeyed(true)
      remove([item.id])
      amend(shown => fewerOf(shown, tab, 1))
      go({ item: next?.id ?? null })
    }
    try {
      const { said: text, hold: newest, undo } = await deed
      if (newest) hold([newest])
      sayDone(text, () => undo().finally(reload))
    } catch (error) {
      sayWrong(error)
      reload()
    } finally {
      turns.ended++
    }
  }

  const deeds = {
    claim: (item: WorkFragment) => carryOut(item, false, now => claim(now, acts)),
    release: (item: WorkFragment) => carryOut(item, false, now => release(now, acts)),
    complete: (item: WorkFragment, closing: Parameters<typeof complete>[1]) =>
      carryOut(item, true, now => complete(now, closing, acts)),
    snooze: (item: WorkFragment, until: string) => carryOut(item, true, now => snooze(now, until)),
    dismiss: (item: WorkFragment, reason: string) => carryOut(item, true, now => dismiss(now, reason)),
  }

  usePoll(pulse, async signal => {
    if (!data || items.length === 0 || turns.begun > turns.ended) return
    const { begun } = turns
    const asked = items.map(({ id }) => id)
    const { data: now } = await ask(MorningPulse, { ids: asked, ...actingVariables(acts) }, { signal })
    if (turns.begun === begun) takeIn(now, asked)
  })

  function takeIn({ shown, ...counts }: MorningPulseQuery, asked: readonly string[]) {
    amend(before => ({ ...before, ...counts }))
    if (!shown) return
    hold(shown.nodes)
    const left = asked.filter(id => !shown.nodes.some(node => node.id === id))
    for (const item of items) if (left.includes(item.id)) sayDone(said.said.closedElsewhere(nameOf(item)))
    if (left.length > 0) remove(left)
  }

  useShortcuts('morning', [
    { keys: 'j', label: said.next, run: () => choose(1) },
    { keys: 'k', label: said.previous, run: () => choose(-1) },
    ...tabs.map((name, at) => ({
      keys: `t ${at + 1}`,
      label: said.tabs[name],
      run: () => go({ tab: name, item: null }),
    })),
    ...(chosen?.customer
      ? [{ keys: 'o', label: said.open, run: () => route(addressOf(`/customers/${chosen.customer?.id}`)) }]
      : []),
  ])

  return (
    <div class="morning">
      <header>
        <h1>{said.title(showWeekday(today()))}</h1>
        <Tabs
          label={said.tabsLabel}
          current={tab}
          tabs={tabs.map((name, at) => ({
            name,
            text: said.tabs[name],
            href: addressOf('/morning', { tab: name, tactic: query.tactic }),
            keys: `T ${at + 1}`,
            ...(data ? { count: showCount(countOf(data, name)) } : {}),
          }))}
        />
        <label>
          <span class="only-heard">{said.tactic}</span>
          <select
            value={query.tactic ?? ''}
            onChange={event => go({ tactic: event.currentTarget.value, item: null })}
          >
            <option value="">{said.allTactics}</option>
            {labelsOf('FollowUpTactic').map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {standing === null && <ActingFor members={data?.staffMembers?.nodes ?? []} />}
      </header>
      {failure && <Broken failure={failure} retry={reload} trying={loading} />}
      <div class="columns">
        <section aria-label={said.list}>
          <Refused refusals={refusals} at={tab} />
          {!data && !failure && <Skeleton lines={8} />}
          {added > 0 && <Button onPress={reload}>{said.added(added)}</Button>}
          {page && items.length === 0 && <Empty>{tab === 'mine' ? said.emptyMine : said.empty}</Empty>}
          {page && items.length > 0 && (
            <>
              <p class="muted">
                {said.planned(
                  showNumber(items.reduce((sum, { minutes }) => sum + minutes, 0)),
                  showNumber(items.length),
                )}
              </p>
              <ol class="items">
                {items.map(item => (
                  <Item
                    key={item.id}
                    item={item}
                    chosen={item === chosen}
                    focused={keyed}
                    onChoose={() => go({ item: item.id })}
                    me={me}
                    deeds={deeds}
                  />
                ))}
              </ol>
              {page.pageInfo.hasNextPage && (
                <More page={page} variables={variables} slot={slot} amend={amendPage} />
              )}
            </>
          )}
        </section>
        <aside>
          <Refused refusals={refusals} at="digest" />
          {data?.digest && <Digest digest={data.digest} />}
          <Refused refusals={refusals} at="leftOut" />
          {data?.leftOut && (
            <LeftOut page={data.leftOut} reason={query.reason} onReason={reason => go({ reason })} />
          )}
        </aside>
      </div>
    </div>
  )
}

const showCount = (count: number | null) => (count === null ? '–' : showNumber(count))

interface MoreProperties {
  page: Page
  variables: ReturnType<typeof variablesOf>
  slot: ReturnType<typeof slotOf>
  amend: (change: (page: Page) => Page) => void
}

function More({ page, variables, slot, amend }: MoreProperties) {
  const [loading, setLoading] = useState(false)
  async function more() {
    setLoading(true)
    try {
      const { data } = await ask(MorningDocument, { ...variables, after: page.pageInfo.endCursor ?? null })
      const next = data[slot]
      if (next) amend(shown => ({ ...next, nodes: [...shown.nodes, ...next.nodes] }))
    } catch (error) {
      sayWrong(error)
    } finally {
      setLoading(false)
    }
  }
  return (
    <Button onPress={more} disabled={loading}>
      {loading ? words.value.common.loading : words.value.common.more}
    </Button>
  )
}

function ActingFor({ members }: { members: readonly { id: string; name: string }[] }) {
  const said = words.value.morning
  return (
    <label class="acting" title={said.standsForNobody}>
      {said.workingAs}
      <select value={acting() ?? ''} onChange={event => actFor(event.currentTarget.value)}>
        <option value="" disabled>
          {said.chooseStaff}
        </option>
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
