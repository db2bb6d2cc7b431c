/**
 * The layers of the workbench and which way imports may point:
 *
 *   shared ← preload
 *   shared ← renderer
 *   shared ← main/{engine,data,store} ← main/{study,executors,export,import,models,worker} ← main/{cli,ipc,app}
 */
const GROUND = '^main/(engine|data|store)/'
const MIDDLE = '^main/(study|executors|export|import|models|worker)/'
const TOP = '^main/(cli|ipc|app)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two modules that need each other are one module, or have a third one between them.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan',
      comment: 'A module that nobody imports and that imports nobody is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^(main/app/index|main/cli/index|main/worker/entry|preload/index)\\.ts$'],
      },
      to: {},
    },
    {
      name: 'unresolved',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What is shipped uses packages of "dependencies" alone; electron and build tools come otherwise.',
      severity: 'error',
      from: { path: '^(shared|main|preload|renderer)/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/electron/|^electron$',
      },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared knows no Node, Electron, TensorFlow or DOM; React only where report figures are made.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-imports-shared',
      comment: 'shared stands below everything else.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(main|preload|renderer|scripts|test)/' },
    },
    {
      name: 'shared-without-platform',
      comment: 'shared knows no Electron, TensorFlow, React DOM or Monaco.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: 'node_modules/(electron|@tensorflow|react-dom|monaco-)' },
    },
    {
      name: 'react-in-report-figures',
      comment: 'In shared, React elements are for the figures of the report.',
      severity: 'error',
      from: { path: '^shared/', pathNot: '^shared/report/' },
      to: { path: 'node_modules/react/' },
    },
    {
      name: 'preload-on-shared',
      comment: 'The bridge is made from the contract in shared, and from nothing else of ours.',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^(main|renderer|scripts|test)/' },
    },
    {
      name: 'renderer-on-shared',
      comment: 'The window reaches the main process through the contract alone.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|preload|scripts|test)/' },
    },
    {
      name: 'renderer-without-node',
      comment: 'There is no Node in the window.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ground-of-main',
      comment: 'engine, data and store stand on shared alone.',
      severity: 'error',
      from: { path: GROUND },
      to: { path: `${MIDDLE}|${TOP}|^(preload|renderer|scripts|test)/` },
    },
    {
      name: 'engine-above-files',
      comment: 'The engine may read data sets and files; neither of them knows the engine.',
      severity: 'error',
      from: { path: '^main/(data|store)/' },
      to: { path: '^main/engine/' },
    },
    {
      name: 'middle-of-main',
      comment: 'study, executors, export, models and worker stand below cli, ipc and app.',
      severity: 'error',
      from: { path: MIDDLE },
      to: { path: `${TOP}|^(preload|renderer|scripts|test)/` },
    },
    {
      name: 'top-of-main',
      comment: 'The window and the command line do not know each other.',
      severity: 'error',
      from: { path: '^main/cli/' },
      to: { path: '^main/(ipc|app)/' },
    },
    {
      name: 'window-without-cli',
      severity: 'error',
      from: { path: '^main/(ipc|app)/' },
      to: { path: '^main/cli/|^(renderer|scripts|test)/' },
    },
    {
      name: 'electron-in-app-and-ipc',
      comment: 'What differs between window and terminal is handed in.',
      severity: 'error',
      from: { pathNot: '^(main/(app|ipc)|preload)/' },
      to: { path: 'node_modules/electron/|^electron$' },
    },
    {
      name: 'raw-ipc-in-two-places',
      comment: 'Channel names are for the code that sends and receives; everybody else uses the contract.',
      severity: 'error',
      from: { pathNot: '^(main/ipc|preload|shared/ipc)/' },
      to: { path: '^shared/ipc/channels\\.ts$' },
    },
    {
      name: 'tensorflow-in-engine',
      comment: 'The engine is the only place that knows TensorFlow.',
      severity: 'error',
      from: { pathNot: '^main/engine/' },
      to: { path: 'node_modules/@tensorflow/' },
    },
    {
      name: 'react-dom-in-renderer-and-export',
      comment: 'The window draws, and main/export makes the text of the report.',
      severity: 'error',
      from: { pathNot: '^(renderer|main/export)/' },
      to: { path: 'node_modules/react-dom/' },
    },
    {
      name: 'monaco-in-renderer',
      severity: 'error',
      from: { pathNot: '^renderer/' },
      to: { path: 'node_modules/monaco-' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
