import { access, mkdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { Failure } from '../failure.ts'
import { makeOnce } from './making.ts'
import type { Companion, companions } from './processes.ts'

const ownRoot = fileURLToPath(new URL('../..', import.meta.url))

/** A Worker as a deployment would upload it. */
export interface Bundle {
  folder: string
  /** The name of its file there. */
  script: string
  compatibilityDate: string
  compatibilityFlags: string[]
}

interface Order {
  /** The Worker's first file, such as `src/worker.ts`. */
  entry: string
  /** The project with its wrangler.toml; this one when left out. */
  root?: string
  /** Holds the bundle and its log afterwards; for one way of bundling. */
  folder: string
  /** Errors of a Worker that is not minified speak of functions by the names that the source gives them. */
  minify: boolean
  /** Gets the bundler before it is through, so that it can be stopped meanwhile. */
  onStart: (bundler: Companion) => void
}

const metafile = z.object({ inputs: z.record(z.string(), z.unknown()) })

/** What decides about a bundle beside the modules in it. */
const settingFiles = ['wrangler.toml', 'tsconfig.json', 'package-lock.json']

/**
 * Bundles a Worker with wrangler, by the settings at the top of wrangler.toml, unless nothing has changed since.
 * @throws Failure
 */
export async function bundleWorker(
  { start }: ReturnType<typeof companions>,
  { entry, root = ownRoot, folder, minify, onStart }: Order,
): Promise<Bundle> {
  const target = join(folder, 'bundle')
  const script = `${basename(entry, '.ts')}.js`
  const file = join(target, script)
  await makeOnce({ file, root, make })

  async function make(): Promise<string[]> {
    const logFile = join(folder, 'bundle.log')
    await rm(target, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    const { CLOUDFLARE_ENV: _, ...environment } = process.env
    const bundler = start({
      name: 'The bundler',
      binary: 'wrangler',
      args: [
        ...['deploy', entry, '--dry-run', '--env', '', `--minify=${minify}`],
        ...['--outdir', target, '--metafile'],
      ],
      env: {
        ...environment,
        CI: 'true',
        NO_COLOR: '1',
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_SEND_ERROR_REPORTS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
        WRANGLER_LOG_PATH: join(folder, 'wrangler-logs'),
      },
      folder: root,
      logFile,
    })
    onStart(bundler)
    // This program is meant to end by itself.
    await bundler.died.catch(() => undefined)
    await bundler.stop()
    await access(file).catch(async cause => {
      throw new Failure(`The Worker cannot be bundled:\n${await readFile(logFile, 'utf8')}`, { cause })
    })
    const { inputs } = metafile.parse(JSON.parse(await readFile(join(target, 'bundle-meta.json'), 'utf8')))
    return [...Object.keys(inputs), ...settingFiles]
  }

  const settings = await readFile(join(root, 'wrangler.toml'), 'utf8')
  return {
    folder: target,
    script,
    compatibilityDate: JSON.parse(settingOf(settings, 'compatibility_date')),
    compatibilityFlags: JSON.parse(settingOf(settings, 'compatibility_flags')),
  }
}

/** A top-level setting as it is written: texts and lists of texts look the same in JSON. */
const settingOf = (settings: string, name: string) =>
  new RegExp(`^${name} = (.+)$`, 'm').exec(settings)?.[1] ?? ''
