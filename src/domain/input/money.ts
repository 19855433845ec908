import * as z from 'zod'
import { endsInThousands, parseAmount } from '../../lib/money.ts'
import { comparable } from '../../lib/text.ts'
import type { Workspace } from '../service/service.ts'
import { type IssueSaying, say } from '../wording/say.ts'
import { unlessNull } from './issue-words.ts'

/** An amount of money as a decimal text: `readAmount` tells whether it is one in the workspace's currency. */
export const amountText = z.string({ error: unlessNull(say('notDecimal')) }).transform(comparable)

/** What something costs, as a decimal text that becomes minor units of the workspace's currency: not below 0. */
export const costText = (workspace: Workspace) =>
  amountText.transform((text, context) => {
    const read = readAmount(text, workspace)
    if ('minor' in read && read.minor >= 0) return read.minor
    context.addIssue({ code: 'custom', message: 'fault' in read ? read.fault : say('below', { min: 0 }) })
    return z.NEVER
  })

/** The minor units that an amount comes to, or what is wrong with its text. */
export function readAmount(
  amount: string,
  { currency, decimals }: Pick<Workspace, 'currency' | 'decimals'>,
): { minor: number } | { fault: IssueSaying } {
  const read = parseAmount(amount, decimals)
  if ('minor' in read) return read
  switch (read.error) {
    case 'MALFORMED':
      return { fault: say('notPointed') }
    case 'GROUPED':
      return {
        fault: endsInThousands(amount) ? say('groupedOrFine', { currency, decimals }) : say('grouped'),
      }
    case 'OUT_OF_RANGE':
      return { fault: say('tooLarge') }
    case 'TOO_MANY_DECIMALS':
      return { fault: say('moreDecimals', { currency, decimals }) }
  }
}
