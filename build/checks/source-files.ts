/** Reads the sources once, with a real parser, for the checks that oxlint has no rule for. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Every module that it names in any way: import, export from, `import()`, `typeof import()`, `require()`. */
  readonly imports: readonly { readonly specifier: string; readonly typeOnly: boolean }[];
  readonly comments: readonly { readonly text: string; readonly line: number }[];
  /** Lines with `new Date()`. */
  readonly clockReads: readonly number[];
}

const worlds = ['shared', 'electron', 'renderer', 'build', 'test'];

/** @throws where a file does not parse: a file that cannot be read must not pass. */
export function readSources(root: string): SourceFile[] {
  const paths = globSync(`{${worlds.join(',')}}/**/*.{ts,tsx,mjs}`, {
    cwd: root,
    exclude: (path) => /(^|[\\/])(node_modules|fixtures|dist)([\\/]|$)/.test(path),
  });
  return paths
    .map((path) => readSource(root, path.replaceAll('\\', '/')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const parsed = parseSync(path, text);
  if (parsed.errors[0] !== undefined) throw new Error(`${path}: ${parsed.errors[0].message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;

  const imports: { specifier: string; typeOnly: boolean }[] = [];
  const clockReads: number[] = [];
  const add = (source: unknown, typeOnly: boolean) => {
    const specifier = literal(source);
    if (specifier !== undefined) imports.push({ specifier, typeOnly });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source, true),
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0], false);
    },
    NewExpression(node) {
      const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
      if (isDate && node.arguments.length === 0) clockReads.push(lineAt(node.start));
    },
  }).visit(parsed.program);

  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    comments: parsed.comments.map((comment) => ({ text: comment.value, line: lineAt(comment.start) })),
    clockReads,
  };
}

function literal(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('value' in node)) return undefined;
  return typeof node.value === 'string' ? node.value : undefined;
}
