/** Where an address lies in a dump, and every pointer to it: eight bytes, little-endian, wherever they stand. */
import type { MemoryReader } from '#shared/domain/heap.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { parseAddress, type Address } from '#shared/units/address.ts';
import { searchMemory, type SearchOptions, type SearchStep } from './search-memory.ts';

const POINTER_BYTES = 8;

/** @throws input.bad-option */
export function parseSearchAddress(text: string): Address {
  const address = /^0x/i.test(text) ? parseAddress(text) : undefined;
  if (address !== undefined) return address;
  throw new AppError('input.bad-option', `${text} is no address such as 0x7f3698002f5a.`, {
    option: 'pattern',
    value: text,
  });
}

/** The place itself is a hit of its own, among the pointers in order of offset. */
export function* searchAddress(
  memory: MemoryReader,
  address: Address,
  options: SearchOptions = {},
): Generator<SearchStep> {
  const bytes = new Uint8Array(POINTER_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, address, true);
  const place = Number(address - memory.start);
  const isHere = address >= memory.start && place < memory.sizeBytes;
  let before = 0;
  for (const { hits, done } of searchMemory(memory, [{ bytes, mask: null, encoding: 'pointer' }], options)) {
    const isNow = isHere && place >= before && place < done;
    const length = Math.min(POINTER_BYTES, memory.sizeBytes - place);
    const own = isNow ? [{ offset: place, length, address, encoding: 'place' as const }] : [];
    yield { hits: [...own, ...hits].toSorted((one, other) => one.offset - other.offset), done };
    before = done;
  }
}
