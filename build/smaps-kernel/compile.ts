/** Compiles the smaps kernel (`assembly/`, AssemblyScript) and writes its bytes to shared/parsers/smaps-kernel-bytes.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const sources = fileURLToPath(new URL('./assembly/', import.meta.url));
export const kernelModulePath = fileURLToPath(
  new URL('../../shared/parsers/smaps-kernel-bytes.ts', import.meta.url),
);

const options = [
  'smaps-kernel.ts',
  ...['--outFile', 'smaps-kernel.wasm', '--noColors'],
  ...['--runtime', 'stub', '--initialMemory', '16', '--maximumMemory', '16'],
  ...['--enable', 'simd', '-O3', '--converge', '--noAssert'],
];

const HEX_PER_LINE = 96;

/** @throws where it does not compile, with what the compiler says */
export async function compileKernel(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  let said = '';
  const { error } = await main(options, {
    readFile: (name) => readSource(`${sources}${name}`),
    writeFile: (_, content) => {
      bytes = Buffer.from(content);
    },
    listFiles: () => [],
    stderr: { write: (text) => void (said += String(text)) },
  });
  if (error !== null || bytes === undefined) throw new Error(`smaps kernel: ${said}`);
  return bytes;
}

/** The text of the module that is checked in. */
export function kernelModuleText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  const lines = hex.match(new RegExp(`.{1,${HEX_PER_LINE}}`, 'g')) ?? [];
  return [
    '/** Compiled from build/smaps-kernel/assembly: `npm run build:kernel`. Hex, for this room has no decoder of anything denser. */',
    'export const smapsKernelHex = `',
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

if (import.meta.main) writeFileSync(kernelModulePath, kernelModuleText(await compileKernel()));
