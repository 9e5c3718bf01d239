import './amounts.css';

export interface DeltaBarProps {
  readonly delta: number | null;
  /** What fills half of the bar: the gap, so that bars of all tables can be compared. */
  readonly scale: number;
}

const HALF = 50;

/** A bar from the middle: right is more in A, left (hatched) is less. Decoration: the number stands beside it. */
export function DeltaBar({ delta, scale }: DeltaBarProps) {
  const amount = delta === null || scale <= 0 ? 0 : delta / scale;
  const length = amount === 0 ? 0 : Math.max(0.8, Math.min(1, Math.abs(amount)) * HALF);
  return (
    <svg className="delta-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <line className="delta-bar-axis" x1={HALF} x2={HALF} y1="0" y2="10" />
      {length > 0 && (
        <rect
          className={amount > 0 ? 'delta-bar-more' : 'delta-bar-less'}
          x={amount > 0 ? HALF : HALF - length}
          y="1.5"
          width={length}
          height="7"
        />
      )}
    </svg>
  );
}
