/** Machines that were reached before; a click fills the form. */
import { Button } from '@blueprintjs/core';
import { useMessages } from '#renderer/components/messages.ts';
import { usePreferences, type SavedHost } from '#renderer/state/preferences.ts';

export interface HostCardsProps {
  /** Name of the host that the form holds. */
  readonly current: string;
  readonly onChoose: (host: SavedHost) => void;
}

export function HostCards({ current, onChoose }: HostCardsProps) {
  const { collect: text } = useMessages();
  const hosts = usePreferences((preferences) => preferences.hosts);
  const removeHost = usePreferences((preferences) => preferences.removeHost);
  if (hosts.length === 0) return null;
  return (
    <ul className="host-cards" aria-label={text.hosts}>
      {hosts.map((host) => (
        <li key={host.name}>
          <button type="button" aria-pressed={host.name === current} onClick={() => onChoose(host)}>
            <strong>{host.name}</strong>
            <span className="mono small muted">
              {[...host.via.split(',').filter((hop) => hop.trim() !== ''), host.target]
                .map((hop) => hop.trim())
                .join(' → ')}
            </span>
          </button>
          <Button
            size="small"
            variant="minimal"
            text="×"
            aria-label={text.forget(host.name)}
            onClick={() => removeHost(host.name)}
          />
        </li>
      ))}
    </ul>
  );
}
