// node scripts/licences.mjs          whether THIRD_PARTY_LICENCES.md is what the installed packages give
// node scripts/licences.mjs --write  writes it anew
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { productionPackages } from './licences/collect.mjs'
import { COMPONENTS } from './licences/components.mjs'
import { licenceDocument } from './licences/document.mjs'
import { ROOT } from './setup/set-up.mjs'

const PATH = join(ROOT, 'THIRD_PARTY_LICENCES.md')

const components = await Promise.all(
  COMPONENTS.map(async (component) => {
    const { textFile } = component
    return textFile === undefined
      ? component
      : { ...component, text: (await readFile(join(ROOT, textFile), 'utf8')).trim() }
  }),
)
const document = licenceDocument(components, await productionPackages(ROOT))
if (process.argv.includes('--write')) {
  await writeFile(PATH, document)
} else if ((await readFile(PATH, 'utf8').catch(() => '')) !== document) {
  console.error('THIRD_PARTY_LICENCES.md is not what the installed packages give; write it anew with: npm run licences')
  process.exitCode = 1
}
