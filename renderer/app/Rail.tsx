import {
  Applications,
  GanttChart,
  HeatGrid,
  Layers,
  Lightbulb,
  Satellite,
  Th,
  TimelineAreaChart,
} from '@blueprintjs/icons';
import { useMessages } from '#renderer/components/messages.ts';
import { screens, useSession, type Screen } from '#renderer/state/session.ts';

const icons: Record<Screen, typeof Layers> = {
  overview: GanttChart,
  meminfo: Layers,
  processes: Applications,
  regions: HeatGrid,
  collect: Satellite,
  dumps: Th,
  timeline: TimelineAreaChart,
  notebook: Lightbulb,
};

export function Rail() {
  const { window: text } = useMessages();
  const screen = useSession((session) => session.screen);
  const show = useSession((session) => session.show);
  return (
    <nav className="rail" aria-label={text.nav.label} data-pane="rail">
      <ul>
        {screens.map((name, index) => {
          const Icon = icons[name];
          return (
            <li key={name}>
              <button
                type="button"
                aria-current={name === screen ? 'page' : undefined}
                aria-keyshortcuts={`Control+${index + 1}`}
                title={`${text.nav[name]} (Ctrl+${index + 1})`}
                onClick={() => show(name)}
              >
                <Icon size={16} aria-hidden="true" />
                <span className="rail-name">{text.nav[name]}</span>
                <kbd aria-hidden="true">{index + 1}</kbd>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
