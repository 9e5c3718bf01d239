/** Compiles the strings kernel (`assembly/`, AssemblyScript) and writes its bytes to shared/analysis/strings/. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAssembly, hexModuleText } from '../compile-assembly.ts';

export const stringsModulePath = fileURLToPath(
  new URL('../../shared/analysis/strings/strings-kernel-bytes.ts', import.meta.url),
);

/** @throws where it does not compile, with what the compiler says */
export function compileStringsKernel(): Promise<Uint8Array> {
  const sources = fileURLToPath(new URL('./assembly/', import.meta.url));
  return compileAssembly({ name: 'strings kernel', sources, entry: 'strings-kernel.ts', pages: 24 });
}

export function stringsModuleText(bytes: Uint8Array): string {
  return hexModuleText(bytes, 'strings-kernel', 'stringsKernelHex');
}

if (import.meta.main) writeFileSync(stringsModulePath, stringsModuleText(await compileStringsKernel()));
