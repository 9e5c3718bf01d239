/** Compiles the smaps kernel (`assembly/`, AssemblyScript) and writes its bytes to shared/parsers/smaps-kernel-bytes.ts. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAssembly, hexModuleText } from '../compile-assembly.ts';

export const kernelModulePath = fileURLToPath(
  new URL('../../shared/parsers/smaps-kernel-bytes.ts', import.meta.url),
);

/** @throws where it does not compile, with what the compiler says */
export function compileKernel(): Promise<Uint8Array> {
  const sources = fileURLToPath(new URL('./assembly/', import.meta.url));
  return compileAssembly({ name: 'smaps kernel', sources, entry: 'smaps-kernel.ts', pages: 16 });
}

export function kernelModuleText(bytes: Uint8Array): string {
  return hexModuleText(bytes, 'smaps-kernel', 'smapsKernelHex');
}

if (import.meta.main) writeFileSync(kernelModulePath, kernelModuleText(await compileKernel()));
