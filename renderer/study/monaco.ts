import * as monaco from 'monaco-editor/esm/vs/editor/edcore.main.js'
import 'monaco-editor/esm/vs/basic-languages/yaml/yaml.contribution.js'
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker'
import { configureMonacoYaml, type JSONSchema, type MonacoYamlOptions } from 'monaco-yaml'
import { z } from 'zod'
import { StudyFile } from '../../shared/study/schema'
import { defineThemes } from './monaco-theme'
import YamlWorker from './yaml.worker?worker'
import './monaco.css'

self.MonacoEnvironment = { getWorker: () => new EditorWorker() }

/**
 * Monaco's full build takes workers by name, the editor alone takes them ready made. Its workers drop the first message
 * and take the second as what they were made with.
 */
function createYamlWorker<T extends object>(
  options: monaco.editor.IWebWorkerOptions | monaco.editor.IInternalWebWorkerOptions,
): monaco.editor.MonacoWebWorker<T> {
  const worker = new YamlWorker()
  worker.postMessage('ignore')
  worker.postMessage('createData' in options ? options.createData : null)
  return monaco.editor.createWebWorker<T>({ worker })
}

/** The last paragraph of monaco-yaml's hovers names the schema's file, which is none that a person could open. */
function registerHover(language: monaco.languages.LanguageSelector, provider: monaco.languages.HoverProvider) {
  return monaco.languages.registerHoverProvider(language, {
    provideHover: async (...place) => {
      const hover = await provider.provideHover(...place)
      return (
        hover && { ...hover, contents: hover.contents.map((part) => ({ ...part, value: withoutSource(part.value) })) }
      )
    },
  })
}

function withoutSource(markdown: string): string {
  return markdown.replace(/\n*Source: \[[^\]]*\]\([^)]*\)\s*$/, '')
}

const monacoForYaml = {
  ...monaco,
  editor: { ...monaco.editor, createWebWorker: createYamlWorker },
  languages: { ...monaco.languages, registerHoverProvider: registerHover },
}

const yaml = configureMonacoYaml(monacoForYaml, optionsFor([]))

/** The editor offers these names of data sets from now on. */
export function offerDatasets(names: readonly string[]): void {
  void yaml.update(optionsFor(names))
}

function optionsFor(datasets: readonly string[]): MonacoYamlOptions {
  return {
    // Problems come from the plan alone, so that window and terminal say the same words about the same place.
    validate: false,
    completion: true,
    hover: true,
    format: { enable: true, printWidth: 120, singleQuote: true },
    schemas: [
      {
        uri: 'app://workbench/study.schema.json',
        fileMatch: ['**/*.yaml', '**/*.yml'],
        schema: studySchema(datasets),
      },
    ],
  }
}

function studySchema(datasets: readonly string[]): JSONSchema {
  // `input`: keys with a default may be left out.
  const schema = z.toJSONSchema(StudyFile, { io: 'input' }) as JSONSchema
  const dataset = schema.properties?.dataset
  const name = typeof dataset === 'object' ? dataset.properties?.name : undefined
  if (typeof name === 'object' && datasets.length > 0) name.examples = [...datasets]
  return schema
}

defineThemes(monaco)

export { monaco }
