import * as z from 'zod'
import { parseAmount } from '../../lib/money.ts'
import { comparable } from '../../lib/text.ts'
import type { Workspace } from '../service/service.ts'
import { seemsGrouped } from './fields.ts'

/** An amount of money as a decimal text: `readAmount` tells whether it is one in the workspace's currency. */
export const amountText = z.string('is not a decimal text such as "12.50"').transform(comparable)

/** The minor units that an amount comes to, or what is wrong with its text. */
export function readAmount(
  amount: string,
  { currency, decimals }: Pick<Workspace, 'currency' | 'decimals'>,
): { minor: number } | { fault: string } {
  const read = parseAmount(amount, decimals)
  if ('minor' in read) return read
  switch (read.error) {
    case 'MALFORMED':
      return { fault: 'is not a decimal text such as "12.50", with a point before the decimals' }
    case 'GROUPED':
      return { fault: seemsGrouped }
    case 'OUT_OF_RANGE':
      return { fault: 'is too large' }
    case 'TOO_MANY_DECIMALS':
      return { fault: `has more decimals than ${currency} has (${decimals})` }
  }
}
