/** The package brings no types; only what is called here. Figures are plain objects of ours (`timeline-figure.ts`). */
declare module 'plotly.js-strict-dist-min' {
  interface Plotly {
    react(root: HTMLElement, data: readonly object[], layout: object, config: object): Promise<unknown>;
    purge(root: HTMLElement): void;
  }
  const plotly: Plotly;
  export default plotly;
}
