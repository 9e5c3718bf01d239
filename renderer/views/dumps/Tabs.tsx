import type { KeyboardEvent } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { dumpTabs, type DumpTab } from '#renderer/state/session.ts';

export interface TabsProps {
  readonly id: string;
  readonly tab: DumpTab;
  readonly onTab: (tab: DumpTab) => void;
}

/** Ids by which a tab and its panel name each other. */
export function tabIds(id: string, tab: DumpTab): { readonly tab: string; readonly panel: string } {
  return { tab: `${id}-tab-${tab}`, panel: `${id}-panel-${tab}` };
}

/** Arrow keys move, Enter or the space bar opens: to open one may read a GiB. */
export function Tabs({ id, tab, onTab }: TabsProps) {
  const { window: text } = useMessages();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
    const now = buttons.findIndex((button) => button === document.activeElement);
    const last = buttons.length - 1;
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    buttons[(to + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  };
  return (
    <div className="dump-tabs" role="tablist" aria-label={text.dumps.tabs.label} onKeyDown={onKeyDown}>
      {dumpTabs.map((one) => {
        const ids = tabIds(id, one);
        return (
          <button
            key={one}
            type="button"
            role="tab"
            id={ids.tab}
            aria-controls={one === tab || one === 'bytes' ? ids.panel : undefined}
            aria-selected={one === tab}
            tabIndex={one === tab ? 0 : -1}
            onClick={() => onTab(one)}
          >
            {text.dumps.tabs.names[one]}
          </button>
        );
      })}
    </div>
  );
}
