/** Work that tells things from within, as the stream that transports carry. */

/**
 * Yields what `work` emits and returns what it returns. The signal that it gets is aborted by `outer`, and where the
 * reader leaves; the stream ends only when the work has ended. `replaces` says that an event makes the one before it
 * superfluous if nobody has read that yet.
 */
export async function* eventStream<Event, Result>(
  work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<Result>,
  outer: AbortSignal,
  replaces: (event: Event, before: Event) => boolean = () => false,
): AsyncGenerator<Event, Result, void> {
  const queue: Event[] = [];
  const leaving = new AbortController();
  let wake = (): void => undefined;
  let isSettled = false;
  const emit = (event: Event): void => {
    const last = queue.at(-1);
    if (last !== undefined && replaces(event, last)) queue.pop();
    queue.push(event);
    wake();
  };
  const result = work(emit, AbortSignal.any([outer, leaving.signal]));
  const settled = result.then(
    () => void (isSettled = true),
    () => void (isSettled = true),
  );
  void settled.then(() => wake());
  try {
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) yield event;
      else if (isSettled) return await result;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    leaving.abort();
    await settled;
  }
}
