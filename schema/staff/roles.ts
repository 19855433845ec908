import { type RoleName, roles } from '../../src/domain/service/roles.ts'
import { builder } from '../kernel/builder.ts'

const Role = builder.objectRef<RoleName>('Role').implement({
  description: 'A preset of scopes.',
  fields: t => ({
    name: t.string({
      description:
        'The word that stands for them in `apiKeyIssue` and among the scopes of a token, such as `role:sales`.',
      resolve: name => name,
    }),
    label: t.string({
      description: 'For people, in the language of `Accept-Language`.',
      resolve: (name, _args, { language }) => roles[name].told[language],
    }),
    scopes: t.stringList({
      description: 'What it may do. Who sees only some customers holds those of them that fit.',
      resolve: name => [...roles[name].scopes],
    }),
  }),
})

builder.queryField('roles', t =>
  t.field({
    type: [Role],
    nullable: true,
    description:
      'Presets of scopes for the usual work. A key stores the scopes that a role has when it is issued.',
    authScopes: { signedIn: true },
    complexity: { field: 1, multiplier: 5 },
    resolve: () => Object.keys(roles) as RoleName[],
  }),
)
