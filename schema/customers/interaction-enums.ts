import type { channels } from '../../src/database/tables/channels.ts'
import type { interactionKinds } from '../../src/database/tables/interactions.ts'
import { builder } from '../kernel/builder.ts'

export const Channel = builder.enumType('Channel', {
  description: 'How the company and a customer meet. A named sub-channel (Zalo, a marketplace) refines it.',
  values: {
    IN_PERSON: { description: 'Face to face.' },
    PHONE: { description: 'A call between two people.' },
    EMAIL: { description: 'E-mail.' },
    SMS: { description: 'Text message.' },
    FAX: { description: 'Fax.' },
    WEBSITE: { description: "The company's own site or shop." },
    SOCIAL: { description: 'A social network or messenger.' },
    CALL_CENTRE: { description: 'A call centre.' },
    RETAIL_AGENT: { description: 'An agent or a shop that sells for the company.' },
    RESELLER: { description: 'Somebody who buys and sells on.' },
    LETTER: { description: 'Post.' },
  } satisfies Record<(typeof channels)[number], { description: string }>,
})

export const InteractionKind = builder.enumType('InteractionKind', {
  description: 'What happened. Every kind but APPOINTMENT lies in the past.',
  values: {
    PURCHASE: { description: 'The customer bought; has an amount, which may be 0.' },
    REFUND: { description: 'Money went back; its amount is positive and subtracts.' },
    INQUIRY: { description: 'The customer asked.' },
    APPOINTMENT: { description: 'A meeting agreed on; may lie in the future.' },
    QUOTE: { description: 'An offer with a price.' },
    CONTRACT: { description: 'A contract was signed.' },
    DELIVERY: { description: 'Goods or a service arrived.' },
    PAYMENT: { description: 'The customer paid.' },
    CALL: { description: 'A call.' },
    EMAIL: { description: 'An e-mail.' },
    MESSAGE: { description: 'A text or chat message.' },
    MEETING: { description: 'A business meeting.' },
    SOCIAL_MEETING: { description: 'Coffee or lunch, without selling.' },
    VISIT: { description: 'One came to see the other.' },
    THANK_YOU: { description: 'The company said thank you.' },
    NEWSLETTER: { description: 'A newsletter was sent.' },
    GIFT: { description: 'A gift was given.' },
    GREETING: { description: 'A greeting on an occasion.' },
    COMPLAINT: { description: 'The customer complained. Open until it has an outcome.' },
    FEEDBACK: { description: 'The customer said what they think.' },
    SURVEY_RESPONSE: { description: 'An answer to a survey; has a score of 0 to 10.' },
    EVENT_ATTENDANCE: { description: 'The customer came to an event.' },
    COMPETITOR_SIGHTING: { description: 'Somebody saw a competitor at the customer.' },
    NOTE: { description: 'Anything worth remembering.' },
  } satisfies Record<(typeof interactionKinds)[number], { description: string }>,
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
