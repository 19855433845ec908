// Plain JavaScript that every Node understands: it has to be able to say that this Node is too old.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Holdfast needs Node 20.19 or newer; this is Node ${process.versions.node}.`)
  process.exit(1)
}

import('tsx/esm/api')
  .then(({ register }) => {
    register()
    return import('./local.ts')
  })
  .catch(error => {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND' && !error.message.includes('local.ts')
    console.error(missing ? 'Packages are missing: run `npm ci` first.' : error)
    process.exit(1)
  })
