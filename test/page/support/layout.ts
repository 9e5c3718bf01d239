import { configure } from '@testing-library/react';
import { vi } from 'vitest';

/** jsdom lays nothing out: every element is 28 + 480 pixels high here, which is a header and 20 rows. */
export function layOut(): void {
  // A busy machine is slow, not wrong.
  configure({ asyncUtilTimeout: 10_000 });
  vi.setConfig({ testTimeout: 60_000 });
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 28 + 480 });
  globalThis.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
}
