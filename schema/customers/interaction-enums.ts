import type { channels } from '../../src/database/tables/customers/channels.ts'
import type { interactionKinds } from '../../src/database/tables/customers/interactions.ts'
import { builder, described } from '../kernel/builder.ts'

export const Channel = builder.enumType('Channel', {
  description: 'How the company and a customer meet. A named sub-channel (Zalo, a marketplace) refines it.',
  values: described<(typeof channels)[number]>({
    IN_PERSON: 'Face to face.',
    PHONE: 'A call between two people.',
    EMAIL: 'E-mail.',
    SMS: 'Text message.',
    FAX: 'Fax.',
    WEBSITE: "The company's own site or shop.",
    SOCIAL: 'A social network or messenger.',
    CALL_CENTRE: 'A call centre.',
    RETAIL_AGENT: 'An agent or a shop that sells for the company.',
    RESELLER: 'Somebody who buys and sells on.',
    LETTER: 'Post.',
  }),
})

export const InteractionKind = builder.enumType('InteractionKind', {
  description: 'What happened. Every kind but APPOINTMENT lies in the past.',
  values: described<(typeof interactionKinds)[number]>({
    PURCHASE: 'The customer bought; has an amount, which may be 0.',
    REFUND: 'Money went back; its amount is positive and subtracts.',
    INQUIRY: 'The customer asked.',
    APPOINTMENT: 'A meeting agreed on; may lie in the future.',
    QUOTE: 'An offer with a price.',
    CONTRACT: 'A contract was signed.',
    DELIVERY: 'Goods or a service arrived.',
    PAYMENT: 'The customer paid.',
    CALL: 'A call.',
    EMAIL: 'An e-mail.',
    MESSAGE: 'A text or chat message.',
    MEETING: 'A business meeting.',
    SOCIAL_MEETING: 'Coffee or lunch, without selling.',
    VISIT: 'One came to see the other.',
    THANK_YOU: 'The company said thank you.',
    NEWSLETTER: 'A newsletter was sent.',
    GIFT: 'A gift was given.',
    GREETING: 'A greeting on an occasion.',
    COMPLAINT: 'The customer complained. From the customer it is feedback, open until that is closed.',
    FEEDBACK: 'The customer said what they think.',
    SURVEY_RESPONSE: 'An answer to a survey; has a score of 0 to 10.',
    EVENT_ATTENDANCE: 'The customer came to an event.',
    COMPETITOR_SIGHTING: 'Somebody saw a competitor at the customer.',
    NOTE: 'Anything worth remembering.',
  }),
})

export const Direction = builder.enumType('Direction', {
  description: 'Who approached whom.',
  values: {
    INBOUND: { description: 'The customer approached the company.' },
    OUTBOUND: { description: 'The company approached the customer.' },
  } as const,
})

export const SaleStage = builder.enumType('SaleStage', {
  description: 'Where in a sale it belongs.',
  values: {
    BEFORE_SALE: { description: 'Before the customer bought.' },
    DURING_SALE: { description: 'While the customer bought.' },
    AFTER_SALE: { description: 'After the customer bought.' },
  } as const,
})
