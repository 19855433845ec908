import { counted } from '../../words/counted.ts'

export const customers = {
  search: 'Find by name, phone or e-mail',
  order: 'Order',
  orders: {
    NAME: 'Name',
    NET_SPEND_YEAR: 'Spent most in a year',
    LAST_PURCHASE_ON: 'Bought last',
    CREATED_AT: 'Newest',
    LIFECYCLE_SINCE: 'Moved last',
  },
  filter: 'Conditions',
  columnsLabel: 'Columns',
  columns: {
    lifecycle: 'Lifecycle',
    region: 'Region',
    owner: 'Owner',
    lastPurchase: 'Last purchase',
    netSpendYear: 'Spent in a year',
    rfm: 'RFM',
    tags: 'Tags',
    created: 'Created',
  },
  name: 'Name',
  choose: (name: string) => `Choose ${name}`,
  chooseAll: 'Choose this page',
  count: (count: string, exact: boolean) =>
    `${exact ? '' : 'more than '}${counted(count, 'customer', 'customers')}`,
  none: 'Nobody matches.',
  fromStart: 'From the start',
  saveAs: 'Save as a segment',
  saved: (name: string, count: string) => `Saved: ${name}, ${counted(count, 'member', 'members')}`,
  export: 'Export as CSV',
  bulk: {
    all: (count: string) => `Change all ${count} that match`,
    some: (count: string) => `Change the ${count} chosen`,
    owner: 'Owner',
    unchanged: 'as it is',
    tagAdd: 'Add the tag',
    tagRemove: 'Take the tag off',
    looked: (looked: string, matching: string) => `Looked at ${looked} of ${matching}:`,
    try: 'Try first',
    tried: (changed: string, unchanged: string, refused: string) =>
      `${changed} would change, ${unchanged} stay as they are, ${refused} are refused. Nothing is changed yet.`,
    do: (count: string) => `Change what can be changed of ${count}`,
    done: (count: string) => `${count} are changed.`,
    begun: 'The change is under way.',
    ended: (state: string, changed: string, refused: string) =>
      `${state}: ${changed} are changed, ${refused} are as they were.`,
  },
}
