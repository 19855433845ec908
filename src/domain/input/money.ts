import * as z from 'zod'
import { parseAmount } from '../../lib/money.ts'
import { comparable } from '../../lib/text.ts'
import type { Workspace } from '../service/service.ts'
import { type IssueSaying, say } from '../wording/say.ts'

/** An amount of money as a decimal text: `readAmount` tells whether it is one in the workspace's currency. */
export const amountText = z.string(say('notDecimal')).transform(comparable)

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
      return { fault: say('grouped') }
    case 'OUT_OF_RANGE':
      return { fault: say('tooLarge') }
    case 'TOO_MANY_DECIMALS':
      return { fault: say('moreDecimals', { currency, decimals }) }
  }
}
