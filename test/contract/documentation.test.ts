import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/index.ts'

const guides = (await readdir('docs')).filter(name => name.endsWith('.md')).map(name => join('docs', name))

test.for(['README.md', ...guides])('what %s asks, the schema answers', async guide => {
  const text = await readFile(guide, 'utf8')
  const blocks = text.matchAll(/^( *)```graphql\n(.*?)^\1```$/gms)
  for (const [, , document = ''] of blocks) expect(validate(schema, parse(document))).toEqual([])
})

test('what a shell asks in README.md, the schema answers', async () => {
  const [, body = ''] = (await readFile('README.md', 'utf8')).match(/^ *-d '(\{"query":.*\})'$/m) ?? []
  const { query }: { query: string } = JSON.parse(body)
  expect(validate(schema, parse(query))).toEqual([])
})

test.for(['README.md', 'docs/llms.txt'])(
  '%s leads to every guide, and to none that there is not',
  async index => {
    const text = await readFile(index, 'utf8')
    const led = [...text.matchAll(/\]\((?:docs\/)?([\w-]+\.md)\)/g)].map(([, name = '']) =>
      join('docs', name),
    )
    // How the night keeps within its memory is for those who change it.
    expect([...new Set(led)].sort()).toEqual(
      guides.filter(guide => !guide.endsWith('memory-of-the-night.md')).sort(),
    )
  },
)
