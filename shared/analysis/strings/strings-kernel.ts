/** The compiled kernel, made into an instance once: each one reserves gigabytes of address space. */
import { stringsKernelHex } from './strings-kernel-bytes.ts';

interface Constant {
  readonly value: number;
}

/** As build/strings-kernel/assembly exports it; upper case says where things lie, or how large they are. */
export interface StringsKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly WINDOW: Constant;
  readonly WINDOW_BYTES: Constant;
  readonly HISTORY: Constant;
  readonly SLACK: Constant;
  readonly STATE: Constant;
  readonly STATE_BYTES: Constant;
  readonly OFFSETS: Constant;
  readonly LENGTHS: Constant;
  readonly ENCODINGS: Constant;
  readonly rowCount: Constant;
  setBase(offset: number): void;
  clearRows(): void;
  scanAscii(from: number, to: number): number;
  scanAll(from: number, to: number): number;
}

/** The part of WebAssembly that is used: this room has no platform, and so no types of one. */
interface WebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

let kernel: StringsKernel | null | undefined;

/** Null where the platform has no WebAssembly with SIMD, or no address space for it. */
export function stringsKernel(): StringsKernel | null {
  if (kernel === undefined) kernel = instantiate((globalThis as { WebAssembly?: WebAssembly }).WebAssembly);
  return kernel;
}

function instantiate(platform: WebAssembly | undefined): StringsKernel | null {
  if (platform === undefined) return null;
  const pairs = stringsKernelHex.match(/[0-9a-f]{2}/g) ?? [];
  const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  try {
    return new platform.Instance(new platform.Module(bytes)).exports as StringsKernel;
  } catch {
    return null;
  }
}
