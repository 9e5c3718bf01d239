/** Compiles AssemblyScript to WebAssembly, and prints the bytes as a module of this project. */
import { readFileSync } from 'node:fs';

/** What is used of `assemblyscript/asc`. Its own types declare a `console` without `error` for all of this room. */
interface Compiler {
  main(
    options: readonly string[],
    io: {
      readFile(file: string): string | null;
      writeFile(file: string, content: Uint8Array): void;
      listFiles(): string[];
      stderr: { write(text: string | Uint8Array): void };
    },
  ): Promise<{ readonly error: Error | null }>;
}

const compiler = 'assemblyscript/asc';
const HEX_PER_LINE = 96;

export interface KernelSources {
  /** For people, in errors and in the head of the module. */
  readonly name: string;
  /** Folder with a slash at its end. */
  readonly sources: string;
  readonly entry: string;
  /** Of 64 KiB each; the memory never grows. */
  readonly pages: number;
}

/** @throws where it does not compile, with what the compiler says */
export async function compileAssembly({ name, sources, entry, pages }: KernelSources): Promise<Uint8Array> {
  const options = [
    entry,
    ...['--outFile', 'kernel.wasm', '--noColors', '--runtime', 'stub'],
    ...['--initialMemory', String(pages), '--maximumMemory', String(pages)],
    ...['--enable', 'simd', '-O3', '--converge', '--noAssert'],
  ];
  const asc = (await import(compiler)) as Compiler;
  let bytes: Uint8Array | undefined;
  let said = '';
  const { error } = await asc.main(options, {
    readFile: (file) => readSource(`${sources}${file}`),
    writeFile: (_, content) => {
      bytes = Buffer.from(content);
    },
    listFiles: () => [],
    stderr: { write: (text) => void (said += String(text)) },
  });
  if (error !== null || bytes === undefined) throw new Error(`${name}: ${said}`);
  return bytes;
}

/** The text of the module that is checked in. */
export function hexModuleText(bytes: Uint8Array, folder: string, exportName: string): string {
  const hex = Buffer.from(bytes).toString('hex');
  const lines = hex.match(new RegExp(`.{1,${HEX_PER_LINE}}`, 'g')) ?? [];
  return [
    `/** Compiled from build/${folder}/assembly: \`npm run build:kernel\`. Hex, for this room has no decoder of anything denser. */`,
    `export const ${exportName} = \``,
    ...lines,
    '`;',
    '',
  ].join('\n');
}

function readSource(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
