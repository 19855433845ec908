import { type CampaignResults, readCampaignResults } from '../../src/domain/own-campaigns/results.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { ShareType } from '../reports/parts.ts'
import { OwnCampaign } from './own-campaign.ts'

const Results = builder.objectRef<CampaignResults>('OwnCampaignResults').implement({
  description: 'What came of a campaign of your own, as far as the customers within your reach go.',
  fields: t => ({
    planned: t.exposeInt('planned', { description: 'Touches that are still to be made.' }),
    leftOut: t.exposeInt('leftOut', { description: 'Touches that are not to be made after all.' }),
    touched: t.exposeInt('touched', { description: 'Touches that were made, whatever became of them.' }),
    bounced: t.exposeInt('bounced', { description: 'Touches that came back.' }),
    responded: t.exposeInt('responded', { description: 'Touches that the customer responded to, or came.' }),
    came: t.exposeInt('came', { description: 'Customers who came to the event.' }),
    responses: t.expose('responses', {
      type: ShareType,
      nullable: true,
      description: 'The share of touches that were made that got a response; null while none was made.',
    }),
    cost: t.expose('cost', {
      type: Money,
      description: 'Of the campaign as a whole and of all its touches.',
    }),
    costPerResponse: t.expose('costPerResponse', {
      type: Money,
      nullable: true,
      description: 'The same by response, rounded to minor units; null without a response.',
    }),
  }),
})

builder.objectField(OwnCampaign, 'results', t =>
  t.field({
    type: Results,
    description: 'What came of it, as far as the customers within your reach go.',
    needs: { columns: ['id'] },
    complexity: 10,
    resolve: async (campaign, _args, context) => {
      const results = await perId(context, readCampaignResults, campaign.id)
      if (!results) throw new Error(`Own campaign ${campaign.id} is gone.`)
      return results
    },
  }),
)
