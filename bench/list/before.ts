import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Failure } from '../../scripts/failure.ts'
import type { Bundle } from '../../scripts/local/bundle.ts'
import type { Stage } from '../stage.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The Worker as it was at an earlier commit.
 * @throws Failure when there is no such commit
 */
export async function bundleOf(stage: Stage, commit: string): Promise<Bundle> {
  const folder = join(stage.folder, 'before')
  await mkdir(folder)
  const archive = join(stage.folder, 'before.tar')
  await run('git', ['archive', '--output', archive, commit], { cwd: root }).catch(cause => {
    throw new Failure(`There is no commit ${commit} in this repository.`, { cause })
  })
  await run('tar', ['-xf', archive, '-C', folder])
  if (await hasOurPackages(folder)) await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  else await run('npm', ['ci', '--omit=dev'], { cwd: folder })
  return stage.bundle('src/worker.ts', folder)
}

/** Whether every package that it locks is one of ours, in the same version. */
async function hasOurPackages(folder: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all([folder, root].map(lockedIn))
  return Object.entries(theirs ?? {}).every(
    ([path, { version }]) => path === '' || ours?.[path]?.version === version,
  )
}

async function lockedIn(folder: string): Promise<Record<string, { version?: string }>> {
  return JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')).packages
}
