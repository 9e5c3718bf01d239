/** jsdom lays nothing out: every element is 28 + 480 pixels high here, which is a header and 20 rows. */
export function layOut(): void {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 28 + 480 });
  globalThis.ResizeObserver = class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
}
