/** A time limit that stands still while a person thinks. */
export interface Deadline {
  /** Runs `ask` outside the limit. */
  aside<T>(ask: () => Promise<T>): Promise<T>;
  clear(): void;
}

export function startDeadline(limitMs: number, expire: () => void): Deadline {
  let leftMs = limitMs;
  let asking = 0;
  let since = performance.now();
  let timer = setTimeout(expire, leftMs);
  let over = false;
  const clear = () => {
    over = true;
    clearTimeout(timer);
  };
  return {
    clear,
    async aside(ask) {
      asking += 1;
      if (asking === 1) {
        clearTimeout(timer);
        leftMs -= performance.now() - since;
      }
      try {
        return await ask();
      } finally {
        asking -= 1;
        if (asking === 0 && !over) {
          since = performance.now();
          timer = setTimeout(expire, Math.max(leftMs, 0));
        }
      }
    },
  };
}
