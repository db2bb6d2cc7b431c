// Monaco types its whole API in one place; the parts that are loaded here are that API without its languages.
declare module 'monaco-editor/esm/vs/editor/edcore.main.js' {
  export * from 'monaco-editor'
}
declare module 'monaco-editor/esm/vs/basic-languages/yaml/yaml.contribution.js'
declare module 'monaco-yaml/yaml.worker'
