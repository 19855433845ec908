import { monthOfDay } from '../../lib/months.ts'
import { WideSum } from '../facts/wide-sum.ts'

/** What of a customer's stored metrics the cohort tables add up; sums as text, months as JSON. */
export interface Member {
  firstPurchaseOn: number | null
  netSpend: string
  netSpendYear: string
  activeMonths: string
}

/** With a first purchase day, what a version left that kept no months: no sum has ever counted such a customer. */
const noMonths = '[]'

interface CohortSums {
  customers: number
  netSpend: WideSum
  netSpendYear: WideSum
}

interface MonthSums {
  active: number
  churned: number
  churnedSpend: WideSum
  returned: number
  returnedSpend: WideSum
}

/** By how much some customers change the rows of `cohorts` and `cohort_months`. */
export class CohortChanges {
  #cohorts = new Map<number, CohortSums>()
  #months = new Map<number, Map<number, MonthSums>>()

  /** A customer stands in the sums with `now` instead of `before`. */
  replace(before: Member, now: Member): void {
    this.#count(before, -1)
    this.#count(now, 1)
    if (
      before.firstPurchaseOn === now.firstPurchaseOn &&
      before.activeMonths === now.activeMonths &&
      before.netSpend === now.netSpend
    )
      return
    this.#countMonths(before, -1)
    this.#countMonths(now, 1)
  }

  #count({ firstPurchaseOn, netSpend, netSpendYear, activeMonths }: Member, sign: 1 | -1): void {
    if (firstPurchaseOn === null || activeMonths === noMonths) return
    const sums = this.#cohort(monthOfDay(firstPurchaseOn))
    sums.customers += sign
    sums.netSpend.add(signed(BigInt(netSpend), sign))
    sums.netSpendYear.add(signed(BigInt(netSpendYear), sign))
  }

  /**
   * A customer's mean spend is net spend by active month, cut toward zero. It is lost in the month after one with
   * purchases that has none itself, and won in a month with purchases that follows one without.
   */
  #countMonths({ firstPurchaseOn, netSpend, activeMonths }: Member, sign: 1 | -1): void {
    if (firstPurchaseOn === null || activeMonths === noMonths) return
    const first = monthOfDay(firstPurchaseOn)
    const offsets: number[] = JSON.parse(activeMonths)
    const mean = signed(BigInt(netSpend) / BigInt(offsets.length), sign)
    offsets.forEach((offset, at) => {
      const sums = this.#month(first, first + offset)
      sums.active += sign
      if (at > 0 && offsets[at - 1] !== offset - 1) {
        sums.returned += sign
        sums.returnedSpend.add(mean)
      }
      if (offsets[at + 1] === offset + 1) return
      const after = this.#month(first, first + offset + 1)
      after.churned += sign
      after.churnedSpend.add(mean)
    })
  }

  #cohort(month: number): CohortSums {
    const known = this.#cohorts.get(month)
    if (known) return known
    const sums = { customers: 0, netSpend: new WideSum(), netSpendYear: new WideSum() }
    this.#cohorts.set(month, sums)
    return sums
  }

  #month(cohort: number, month: number): MonthSums {
    const months = this.#months.get(cohort) ?? new Map<number, MonthSums>()
    this.#months.set(cohort, months)
    const known = months.get(month)
    if (known) return known
    const sums = {
      active: 0,
      churned: 0,
      churnedSpend: new WideSum(),
      returned: 0,
      returnedSpend: new WideSum(),
    }
    months.set(month, sums)
    return sums
  }

  /** `[month, customers, netSpend, netSpendYear]` of each cohort that changes, sums as text. */
  get cohorts(): [number, number, string, string][] {
    return [...this.#cohorts]
      .map(([month, { customers, netSpend, netSpendYear }]): [number, number, string, string] => [
        month,
        customers,
        String(netSpend.value),
        String(netSpendYear.value),
      ])
      .filter(([, customers, net, year]) => customers !== 0 || net !== '0' || year !== '0')
  }

  /** `[cohort, month, active, churned, churnedSpend, returned, returnedSpend]` of each month that changes. */
  get months(): [number, number, number, number, string, number, string][] {
    return [...this.#months].flatMap(([cohort, months]) =>
      [...months]
        .map(([month, sums]): [number, number, number, number, string, number, string] => [
          cohort,
          month,
          sums.active,
          sums.churned,
          String(sums.churnedSpend.value),
          sums.returned,
          String(sums.returnedSpend.value),
        ])
        .filter(([, , ...sums]) => sums.some(sum => sum !== 0 && sum !== '0')),
    )
  }
}

/** A number where that is exact: adding those is faster. */
function signed(value: bigint, sign: 1 | -1): number | bigint {
  const near = Number(value)
  return Number.isSafeInteger(near) ? sign * near : BigInt(sign) * value
}
