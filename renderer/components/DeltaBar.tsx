import './amounts.css';

export interface DeltaBarProps {
  readonly delta: number | null;
  /** What fills half of the bar: the gap, so that bars of all tables can be compared. */
  readonly scale: number;
}

const HALF = 50;

/** A bar from the middle: right is more in A, left (hatched) is less. Decoration: the number stands beside it. */
export function DeltaBar({ delta, scale }: DeltaBarProps) {
  if (delta === null || delta === 0 || scale <= 0) return null;
  const length = Math.max(0.8, Math.min(1, Math.abs(delta) / scale) * HALF);
  return (
    <svg className="delta-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <line className="delta-bar-axis" x1={HALF} x2={HALF} y1="0" y2="10" />
      <rect
        className={delta > 0 ? 'delta-bar-more' : 'delta-bar-less'}
        x={delta > 0 ? HALF : HALF - length}
        y="1.5"
        width={length}
        height="7"
      />
    </svg>
  );
}
