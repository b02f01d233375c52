/** Imports go one way: playbooks -> roles -> modules -> src/plan, src/mysql and the types of src/connect. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'mysql-knowledge-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/mysql' },
      to: { path: '^(src/(?!mysql)|agent|lab|modules|roles|playbooks)' },
    },
    {
      name: 'the-agent-knows-only-mysql',
      severity: 'error',
      from: { path: '^agent' },
      to: { path: '^(src/(?!mysql)|lab|modules|roles|playbooks)' },
    },
    {
      name: 'modules-know-no-runner',
      severity: 'error',
      from: { path: '^modules' },
      to: { path: '^(src/(run|cli|ui|journal|inventory|decide)|roles|playbooks|agent|lab)' },
    },
    {
      name: 'roles-know-no-runner',
      severity: 'error',
      from: { path: '^roles' },
      to: { path: '^(src/(run|cli|ui|journal|connect)|playbooks|lab)' },
    },
    {
      name: 'the-runner-has-no-terminal',
      severity: 'error',
      from: { path: '^src/(run|plan|journal|connect|inventory)' },
      to: { path: '^src/(ui|cli)' },
    },
    {
      name: 'the-plan-knows-no-runner',
      severity: 'error',
      from: { path: '^src/plan' },
      to: { path: '^src/(run|journal|inventory|decide)' },
    },
    {
      name: 'views-only-show',
      severity: 'error',
      from: { path: '^src/ui' },
      to: { path: '^src/(cli|connect|inventory)' },
    },
    {
      name: 'nothing-imports-the-command-line',
      severity: 'error',
      from: { path: '^src/(?!cli)' },
      to: { path: '^src/cli' },
    },
    {
      name: 'product-does-not-need-tests-or-lab',
      severity: 'error',
      from: { path: '^(src/(?!cli)|agent|modules|roles|playbooks)' },
      to: { path: '^(test|bench|lab)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs'] },
  },
}
