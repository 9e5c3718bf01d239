/** A virtual address: unsigned 64-bit. Ranges are half-open, `[start, end)`. */
export type Address = bigint;

/** Text form on the wire and in JSON: `0x` and lower-case hex digits without padding. */
export type AddressText = string;

const MASK_64 = (1n << 64n) - 1n;

/** The form on the wire: `0x7f6380000000`. */
export function toAddressText(address: Address): AddressText {
  return `0x${(address & MASK_64).toString(16)}`;
}

/** The form in tables: `0x` and 16 digits, so that a column lines up. */
export function formatAddress(address: Address): string {
  return `0x${(address & MASK_64).toString(16).padStart(16, '0')}`;
}

/**
 * Reads hex digits with or without `0x`.
 * @returns undefined where the text is no address of at most 64 bits.
 */
export function parseAddress(text: string): Address | undefined {
  const digits = /^(?:0[xX])?([0-9a-fA-F]{1,16})$/.exec(text)?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}

/**
 * Reads `0xSTART-0xEND`, the end exclusive.
 * @returns undefined where the text is no range, or an empty one.
 */
export function parseAddressRange(text: string): { start: AddressText; end: AddressText } | undefined {
  const [from = '', to = '', ...rest] = text.trim().split('-');
  const start = from.startsWith('0x') ? parseAddress(from) : undefined;
  const end = to.startsWith('0x') ? parseAddress(to) : undefined;
  if (start === undefined || end === undefined || rest.length > 0 || end <= start) return undefined;
  return { start: toAddressText(start), end: toAddressText(end) };
}
