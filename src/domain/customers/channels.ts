import type { customers } from '../../database/tables/customers/customers.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'

type Channels = Pick<typeof customers.$inferSelect, 'preferredChannels' | 'forbiddenChannels'>

export const newcomersChannels: Channels = { preferredChannels: [], forbiddenChannels: [] }

/**
 * Nobody can like to be reached by what must not be used.
 * @param patch what an input says of either list
 * @param stored what stands of the one that it leaves out
 * @throws UserError `INVALID_INPUT` where the input says the later of the two
 */
export function requireChannelsApart(
  patch: { [Name in keyof Channels]?: Channels[Name] | undefined },
  stored: Channels,
  path: string[],
): void {
  if (patch.preferredChannels === undefined && patch.forbiddenChannels === undefined) return
  const preferred = patch.preferredChannels ?? stored.preferredChannels
  const forbidden = new Set(patch.forbiddenChannels ?? stored.forbiddenChannels)
  const both = preferred.find(channel => forbidden.has(channel))
  if (both === undefined) return
  const name = patch.forbiddenChannels === undefined ? 'preferredChannels' : 'forbiddenChannels'
  throw invalid([...path, name], say('channelBoth', { channel: both }))
}
