/** A difference told four ways: sign, arrow, colour and (for those who listen) a word. */
import './amounts.css';
import { formatCount } from '#shared/units/format.ts';
import { formatDeltaIn } from '#shared/units/byte-unit.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';
import { useMessages, useUnit } from './messages.ts';

export type DeltaTone = 'more' | 'less' | 'same' | 'onlyA' | 'onlyB';

/** A side that is null is not known there: the row is of one side only. */
export function deltaTone(delta: number, a: number | null, b: number | null): DeltaTone {
  if (b === null && a !== null) return 'onlyA';
  if (a === null && b !== null) return 'onlyB';
  if (delta === 0) return 'same';
  return delta > 0 ? 'more' : 'less';
}

const arrows: Record<DeltaTone, string> = { more: '▲', less: '▼', same: '=', onlyA: '◆', onlyB: '◇' };

export function deltaWord(tone: DeltaTone, text: WindowMessages): string {
  return text.deltaWord[tone];
}

export interface DeltaProps {
  readonly delta: number | null;
  readonly a: number | null;
  readonly b: number | null;
  readonly unit?: 'bytes' | 'count';
}

export function Delta({ delta, a, b, unit = 'bytes' }: DeltaProps) {
  const { window: text } = useMessages();
  const byteUnit = useUnit();
  if (delta === null) return <Absent />;
  const tone = deltaTone(delta, a, b);
  const amount = unit === 'bytes' ? formatDeltaIn(delta, byteUnit) : signedCount(delta);
  return (
    <span className={`delta delta-${tone}`}>
      <span aria-hidden="true" className="delta-arrow">
        {arrows[tone]}
      </span>
      {amount}
      <span className="spoken"> {deltaWord(tone, text)}</span>
    </span>
  );
}

/** What is not known is a dash, never a zero. */
export function Absent() {
  const { window: text } = useMessages();
  return (
    <span className="absent">
      <span aria-hidden="true">{text.absent}</span>
      <span className="spoken">{text.absentSpoken}</span>
    </span>
  );
}

/** `+3`, `−3` with a true minus sign, `0`. */
export function signedCount(value: number): string {
  if (value === 0) return '0';
  return (value > 0 ? '+' : '\u2212') + formatCount(Math.abs(value));
}
