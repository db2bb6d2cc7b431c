// Monaco's workers are found by file: monaco-yaml's must be an entry of ours to be bundled.
import 'monaco-yaml/yaml.worker'
