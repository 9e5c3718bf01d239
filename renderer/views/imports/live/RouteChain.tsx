/** The way, hop by hop: state in a word and a mark, time, key and login; the failing hop says why. */
import { ArrowRight, Desktop, Error as ErrorIcon, Key, Tick, Time } from '@blueprintjs/icons';
import { useMessages } from '#renderer/components/messages.ts';
import type { HopState } from '#shared/domain/route.ts';
import { isErrorCode } from '#shared/errors/codes.ts';
import { formatCount } from '#shared/units/format.ts';
import type { ChainHop } from './collect-model.ts';

const marks: Record<HopState, typeof Tick> = {
  waiting: Time,
  connecting: Time,
  'checking-key': Key,
  authenticating: Key,
  ready: Tick,
  failed: ErrorIcon,
  closed: Tick,
};

export function RouteChain({ chain }: { chain: readonly ChainHop[] }) {
  const { collect: text } = useMessages();
  return (
    <ol className="chain" aria-label={text.way}>
      <li className="chain-hop">
        <p className="chain-name">
          <Desktop size={14} aria-hidden="true" /> {text.here}
        </p>
      </li>
      {chain.map((hop, index) => (
        <li key={index} className={`chain-hop chain-${hop.facts?.state ?? 'planned'}`}>
          <ArrowRight className="chain-arrow" size={14} aria-hidden="true" />
          <Hop hop={hop} />
        </li>
      ))}
    </ol>
  );
}

function Hop({ hop: { label, facts } }: { hop: ChainHop }) {
  const { collect: text, errors } = useMessages();
  if (facts === null)
    return (
      <div className="chain-box">
        <p className="chain-name mono">{label}</p>
      </div>
    );
  const Mark = marks[facts.state];
  return (
    <div className="chain-box">
      <p className="chain-name mono">{label}</p>
      <p className="chain-state">
        <Mark size={12} aria-hidden="true" /> {text.hopState[facts.state]}{' '}
        <span className="muted">{text.milliseconds(formatCount(Math.round(facts.elapsedMs)))}</span>
      </p>
      {facts.failure !== null && (
        <p className="chain-failure">
          {isErrorCode(facts.failure) ? errors[facts.failure].what : facts.failure}
        </p>
      )}
      {facts.hostKeyFingerprint !== null && (
        <p className="chain-key small muted">
          {facts.hostKeyTrust !== null && <>{text.trust[facts.hostKeyTrust]} · </>}
          <code>{text.key(facts.hostKeyType ?? '', facts.hostKeyFingerprint)}</code>
        </p>
      )}
      {facts.authMethod !== null && <p className="small muted">{text.loggedIn(facts.authMethod)}</p>}
    </div>
  );
}
