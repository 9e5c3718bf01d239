/**
 * The gap as a waterfall, one row a step. Told apart without colour: growth is filled, less is hatched,
 * residual is dashed, the total is dark. The table of the ledger holds the same numbers.
 */
import './waterfall.css';
import { useId } from 'react';
import type { Bytes } from '#shared/units/bytes.ts';
import { axisOf, type Axis, type WaterfallStep } from './waterfall-model.ts';

export interface WaterfallProps {
  /** One sentence that says what the figure shows. */
  readonly summary: string;
  readonly steps: readonly WaterfallStep[];
  readonly labelOf: (step: WaterfallStep) => string;
  readonly formatDelta: (bytes: Bytes) => string;
  readonly formatTick: (bytes: Bytes) => string;
  /** A step was chosen: show where it comes from. */
  readonly onChoose: (step: WaterfallStep) => void;
}

const ROW = 26;

export function Waterfall({ summary, steps, labelOf, formatDelta, formatTick, onChoose }: WaterfallProps) {
  const hatch = useId();
  const axis = axisOf(steps);
  const height = steps.length * ROW;
  return (
    <figure className="waterfall" aria-label={summary}>
      <ol className="waterfall-labels">
        {steps.map((step) => (
          <li key={step.id}>
            {step.node === null ? (
              <span className="waterfall-label">{labelOf(step)}</span>
            ) : (
              <button
                type="button"
                className="waterfall-label"
                title={labelOf(step)}
                onClick={() => onChoose(step)}
              >
                {labelOf(step)}
              </button>
            )}
          </li>
        ))}
      </ol>
      <svg className="waterfall-plot" height={height + ROW} role="img" aria-label={summary}>
        <defs>
          <pattern
            id={hatch}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className="waterfall-hatch-ground" width="6" height="6" />
            <rect className="waterfall-hatch-line" width="2.5" height="6" />
          </pattern>
        </defs>
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <line
              className={tick === 0 ? 'waterfall-zero' : 'waterfall-grid'}
              x1={at(axis, tick)}
              x2={at(axis, tick)}
              y1="0"
              y2={height}
            />
            <text
              className="waterfall-tick"
              x={at(axis, tick)}
              y={height + 17}
              textAnchor={anchor(axis, tick)}
            >
              {formatTick(tick)}
            </text>
          </g>
        ))}
        {steps.map((step, index) => (
          <g key={step.id}>
            <rect
              className={barClass(step)}
              fill={step.deltaBytes < 0 && step.kind !== 'residual' ? `url(#${hatch})` : undefined}
              x={at(axis, Math.min(step.fromBytes, step.toBytes))}
              width={share(axis, Math.abs(step.deltaBytes))}
              y={index * ROW + 5}
              height={ROW - 10}
            />
            {index < steps.length - 1 && (
              <line
                className="waterfall-link"
                x1={at(axis, step.toBytes)}
                x2={at(axis, step.toBytes)}
                y1={index * ROW + 5}
                y2={(index + 1) * ROW + ROW - 5}
              />
            )}
          </g>
        ))}
      </svg>
      <ol className="waterfall-values">
        {steps.map((step) => (
          <li key={step.id} className={step.kind === 'total' ? 'waterfall-value-total' : undefined}>
            {formatDelta(step.deltaBytes)}
          </li>
        ))}
      </ol>
    </figure>
  );
}

function share({ low, high }: Axis, bytes: Bytes): string {
  return `${((bytes / (high - low)) * 100).toFixed(3)}%`;
}

function at(axis: Axis, bytes: Bytes): string {
  return share(axis, bytes - axis.low);
}

function anchor(axis: Axis, tick: Bytes): 'start' | 'middle' | 'end' {
  if (tick === axis.low) return 'start';
  return tick === axis.high ? 'end' : 'middle';
}

function barClass({ kind, deltaBytes }: WaterfallStep): string {
  if (kind === 'total' || kind === 'residual') return `waterfall-${kind}`;
  return deltaBytes < 0 ? 'waterfall-less' : 'waterfall-more';
}
