/** Panes that F6 goes through, in the order of the window. Each carries `data-pane`. */
export const panes = ['title', 'rail', 'main', 'inspector', 'status'] as const;

/** Puts the focus into the next or previous pane: its first control, or itself. */
export function cyclePane(page: Document, step: 1 | -1): void {
  const present = panes
    .map((name) => page.querySelector<HTMLElement>(`[data-pane="${name}"]`))
    .filter((pane) => pane !== null);
  const current = present.findIndex((pane) => pane.contains(page.activeElement));
  const next = present[(current + step + present.length) % present.length];
  focusInto(next);
}

/** In the main pane the table comes first, since its keys are the reason to go there; the trail's questions may be folded away. */
function focusInto(pane: HTMLElement | undefined): void {
  if (pane === undefined) return;
  const target =
    pane.querySelector<HTMLElement>('[role="grid"], [role="treegrid"]') ??
    pane.querySelector<HTMLElement>('button:not(:disabled, .trail *), select, input, [tabindex="0"]');
  (pane.tabIndex === -1 && pane.dataset['pane'] === 'inspector' ? pane : (target ?? pane)).focus();
}
