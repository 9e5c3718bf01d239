/** The compiled kernel, made into an instance once: each one reserves gigabytes of address space. */
import { smapsKernelHex } from './smaps-kernel-bytes.ts';

interface Variable<Value> {
  value: Value;
}

/** As build/smaps-kernel/assembly/smaps-kernel.ts exports it; upper case says where things lie, or how large they are. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly WINDOW: Variable<number>;
  readonly WINDOW_BYTES: Variable<number>;
  readonly TEMPLATE: Variable<number>;
  readonly MASK: Variable<number>;
  readonly NUMBERS: Variable<number>;
  readonly ROWS: Variable<number>;
  readonly ROW_BYTES: Variable<number>;
  readonly MAX_ROWS: Variable<number>;
  readonly TEXT_PLACES: Variable<number>;
  readonly bodyBytes: Variable<number>;
  readonly numberCount: Variable<number>;
  readonly hasFlags: Variable<number>;
  readonly lastEnd: Variable<bigint>;
  readonly stoppedAt: Variable<number>;
  readonly timesForgotten: Variable<number>;
  forgetTexts(): void;
  readBlocks(from: number): number;
}

/** The part of WebAssembly that is used: this room has no platform, and so no types of one. */
interface WebAssembly {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

let exports: KernelExports | null | undefined;

/** Null where the platform has no WebAssembly with SIMD, or no address space for it. */
export function kernelExports(): KernelExports | null {
  if (exports === undefined) exports = instantiate((globalThis as { WebAssembly?: WebAssembly }).WebAssembly);
  return exports;
}

/** Null where the platform cannot compile it. */
export function instantiate(platform: WebAssembly | undefined): KernelExports | null {
  if (platform === undefined) return null;
  const pairs = smapsKernelHex.match(/[0-9a-f]{2}/g) ?? [];
  const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  try {
    return new platform.Instance(new platform.Module(bytes)).exports as KernelExports;
  } catch {
    return null;
  }
}
