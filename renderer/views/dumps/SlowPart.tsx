import type { ReactNode } from 'react';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { ErrorNotice, errorCodeOf } from '#renderer/components/ErrorNotice.tsx';
import { JobProgress } from '#renderer/components/JobProgress.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import type { SlowAnswer } from '#renderer/rpc/dump-queries.ts';

export interface SlowPartProps<Data> {
  readonly answer: SlowAnswer<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What is read from a whole dump: on its way with a way out, not to be had, or there. */
export function SlowPart<Data>({ answer: { query, stop }, children }: SlowPartProps<Data>) {
  const { window: text } = useMessages();
  const { tabs } = text.dumps;
  const again = () => void query.refetch();
  if (query.error !== null) {
    return errorCodeOf(query.error) === 'input.too-large' ? (
      <EmptyState title={tabs.tooLargeTitle} text={tabs.tooLargeText} />
    ) : (
      <ErrorNotice error={query.error} onRetry={again} />
    );
  }
  if (query.data !== undefined) return children(query.data);
  if (!query.isFetching) {
    return (
      <p className="dump-slow">
        {tabs.stopped}{' '}
        <button type="button" className="link" onClick={again}>
          {tabs.again}
        </button>
      </p>
    );
  }
  return (
    <div className="dump-slow">
      <JobProgress label={tabs.reading} progress={null} />
      <button type="button" className="plain-button" onClick={stop}>
        {tabs.stop}
      </button>
    </div>
  );
}
