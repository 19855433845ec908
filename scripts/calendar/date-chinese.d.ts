/** The part of the package that is used: its own types are not named among its exports. */
declare module 'date-chinese' {
  export class CalendarVietnamese {
    fromGregorian(year: number, month: number, day: number): this
    get(): [cycle: number, year: number, month: number, leap: boolean, day: number]
  }
}
