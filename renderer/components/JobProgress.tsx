import './notices.css';
import type { Progress } from '#shared/contract/cases.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';

export interface JobProgressProps {
  readonly label: string;
  readonly progress: Progress | null;
}

/** What a job is doing, in words and as a bar; without a known whole the bar only says that it goes on. */
export function JobProgress({ label, progress }: JobProgressProps) {
  const share =
    progress?.total === undefined || progress.total === 0 ? undefined : progress.done / progress.total;
  const amount = (value: number) => (progress?.unit === 'bytes' ? formatBytes(value) : formatCount(value));
  return (
    <div className="job-progress" role="status">
      <p className="small">
        {label}
        {progress !== null && (
          <span className="muted">
            {' '}
            {progress.subject ?? progress.phase} · {amount(progress.done)}
            {progress.total === undefined ? '' : ` / ${amount(progress.total)}`}
          </span>
        )}
      </p>
      <progress aria-label={label} value={share} />
    </div>
  );
}
