/** Selected bytes as text for elsewhere. */
import { addressText } from './hex-layout.ts';

export const copyForms = ['hex', 'dump', 'c', 'python', 'base64', 'text', 'gdb'] as const;
export type CopyForm = (typeof copyForms)[number];

/** More is for a file, not for the clipboard. */
export const MOST_COPIED_BYTES = 16 * 1024 * 1024;

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');
const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** @param address of the first byte */
export function copyAs(form: CopyForm, bytes: Uint8Array, address: bigint): string {
  switch (form) {
    case 'hex':
      return Array.from(bytes, hexOf).join(' ');
    case 'dump':
      return dumpLines(bytes, address).join('\n');
    case 'c':
      return `const unsigned char bytes[${bytes.length}] = {\n${lines(bytes, 12)
        .map((line) => `  ${Array.from(line, (byte) => `0x${hexOf(byte)}`).join(', ')},`)
        .join('\n')}\n};`;
    case 'python':
      return `b'${Array.from(bytes, pythonOf).join('')}'`;
    case 'base64':
      return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
    case 'text':
      return new TextDecoder().decode(bytes);
    case 'gdb':
      return `x/${bytes.length}xb ${addressText(address)}`;
  }
}

function lines(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, line) =>
    bytes.subarray(line * length, (line + 1) * length),
  );
}

/** As `xxd -g1` groups them. */
function dumpLines(bytes: Uint8Array, address: bigint): string[] {
  return lines(bytes, 16).map((line, index) => {
    const hex = Array.from(line, hexOf).join(' ').padEnd(47);
    const text = Array.from(line, (byte) => (isPrintable(byte) ? String.fromCodePoint(byte) : '.')).join('');
    return `${addressText(address + BigInt(index * 16))}  ${hex}  ${text}`;
  });
}

function pythonOf(byte: number): string {
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCodePoint(byte)}`;
  return isPrintable(byte) ? String.fromCodePoint(byte) : `\\x${hexOf(byte)}`;
}
