import { change } from '../../api/change.ts'
import { CancelContact } from '../../api/contact.graphql.ts'
import type { FollowUpCompleteInput, HoldFragment, WorkFragment } from '../../api/types.ts'
import { showRelativeDay } from '../../format/shown.ts'
import { words } from '../../words/language.ts'
import { Claim, Complete, Dismiss, Release, Reopen, Snooze, Wake } from './morning.graphql.ts'

/** What was done with an item: what to say of it, how it stands now, and the way back. */
export interface Deed {
  said: string
  /** Null where the item has left the list. */
  hold: HoldFragment | null
  undo: () => Promise<void>
}

/** What the deed has to know of the item: which version of it, and of whom. */
type Item = Pick<WorkFragment, 'id' | 'version'> & {
  customer?: { name?: string | null } | null
}

export const nameOf = ({ customer }: Pick<Item, 'customer'>) =>
  customer?.name ?? words.value.common.unknownName

const versioned = ({ id, version }: Item) => ({ id, expectedVersion: version })

/** @param staff for whom; null for whoever is signed in */
export async function claim(item: WorkFragment, staff: string | null): Promise<Deed> {
  const { followUp } = await change(Claim, { input: { ...versioned(item), staff } })
  const undo = () => change(Release, { input: { id: item.id } }).then(() => undefined)
  return { said: words.value.morning.said.claimed(nameOf(item)), hold: followUp ?? null, undo }
}

export async function release(item: WorkFragment, staff: string | null): Promise<Deed> {
  const { followUp } = await change(Release, { input: versioned(item) })
  const undo = () => change(Claim, { input: { id: item.id, staff } }).then(() => undefined)
  return { said: words.value.morning.said.released(nameOf(item)), hold: followUp ?? null, undo }
}

export type Closing = Pick<FollowUpCompleteInput, 'outcome' | 'note' | 'survey' | 'kind'>

/** The way back takes the recorded contact with it: it never was. */
export async function complete(item: Item, closing: Closing, staff: string | null): Promise<Deed> {
  const { followUp } = await change(Complete, { input: { ...versioned(item), ...closing, staff } })
  const said = words.value.morning.said[closing.outcome === 'NO_ANSWER' ? 'noAnswer' : 'done']
  async function undo() {
    await reopen(item)
    const contact = followUp?.interaction?.id
    const reason = words.value.morning.undoneReason
    if (contact) await change(CancelContact, { input: { id: contact, patch: { cancelled: true }, reason } })
  }
  return { said: said(nameOf(item)), hold: null, undo }
}

export async function snooze(item: WorkFragment, until: string): Promise<Deed> {
  await change(Snooze, { input: { ...versioned(item), until } })
  const undo = () => change(Wake, { input: { id: item.id } }).then(() => undefined)
  return { said: words.value.morning.said.snoozed(nameOf(item), showRelativeDay(until)), hold: null, undo }
}

export async function dismiss(item: WorkFragment, reason: string): Promise<Deed> {
  await change(Dismiss, { input: { ...versioned(item), reason } })
  return { said: words.value.morning.said.dismissed(nameOf(item)), hold: null, undo: () => reopen(item) }
}

const reopen = ({ id }: Pick<Item, 'id'>) =>
  change(Reopen, { input: { id, reason: words.value.morning.undoneReason } }).then(() => undefined)
