import { formatBytesIn } from '#shared/units/byte-unit.ts';
import { formatCount } from '#shared/units/format.ts';
import { Absent } from './Delta.tsx';
import { useUnit } from './messages.ts';

export interface AmountProps {
  readonly value: number | null | undefined;
  readonly unit?: 'bytes' | 'count';
}

/** One side's number in the unit of the window; its unit stands in the header of its column. */
export function Amount({ value, unit = 'bytes' }: AmountProps) {
  const byteUnit = useUnit();
  if (value === null || value === undefined) return <Absent />;
  return <>{unit === 'bytes' ? formatBytesIn(value, byteUnit) : formatCount(value)}</>;
}
