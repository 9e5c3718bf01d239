import { defineConfig } from 'oxlint';
import { layerOverrides } from './build/checks/lint-layers.ts';

/** Where a person is spoken to: launchers, tools and tests may print and end the process. */
const speaking = [
  'electron/{main,web,cli,backend}.ts',
  'electron/cli/**',
  'build/**',
  'test/**',
  '*.config.ts',
];

export default defineConfig({
  options: { typeAware: true, reportUnusedDisableDirectives: 'error', denyWarnings: true },
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'react'],
  categories: { correctness: 'error' },
  ignorePatterns: [
    'node_modules',
    'dist',
    'test/fixtures',
    'build/sample/src',
    'build/smaps-kernel/assembly',
    'build/strings-kernel/assembly',
    '**/*.d.ts',
  ],
  rules: {
    eqeqeq: 'error',
    'no-console': 'error',
    'no-param-reassign': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-self-import': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: true }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'unicorn/no-process-exit': 'error',
    'unicorn/prefer-node-protocol': 'error',
    // The new JSX transform needs no React in scope.
    'react/react-in-jsx-scope': 'off',
    // Evidence is full of control characters, and rules that name them are the point.
    'no-control-regex': 'off',
    // A copy is needed where the loop changes what it walks.
    'unicorn/no-useless-spread': 'off',
    // Flags useVirtualizer, which is how the tables are made.
    'react/incompatible-library': 'off',
  },
  overrides: [
    ...layerOverrides(),
    { files: speaking, rules: { 'no-console': 'off', 'unicorn/no-process-exit': 'off' } },
    { files: ['*.config.ts', 'renderer/vite.config.ts'], rules: { 'import/no-default-export': 'off' } },
    {
      // Loops over bytes know their bounds; a check per byte would double their time.
      files: ['shared/parsers/**', 'test/**'],
      rules: { 'typescript/no-non-null-assertion': 'off' },
    },
    {
      // Pure: the same input gives the same output, at any time.
      files: ['shared/**'],
      rules: {
        'no-restricted-properties': [
          'error',
          {
            object: 'Date',
            property: 'now',
            message: 'pure: shared/ has no clock; take the time as a parameter',
          },
          { object: 'Math', property: 'random', message: 'pure: shared/ has no randomness' },
        ],
      },
    },
  ],
});
