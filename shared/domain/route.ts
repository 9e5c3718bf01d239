/** The way to a target: SSH hops, each reached through the one before it. */
import type { EpochMs } from '#shared/units/time.ts';

/** A hop as a person names it: `[user@]host[:port]`. What is missing comes from the SSH configuration. */
export interface HopSpec {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
}

/** All hops in the order of travel; the last one is the target. Never empty. */
export interface RouteSpec {
  readonly hops: readonly HopSpec[];
  /** `-F`: instead of `~/.ssh/config`; `none` reads no configuration. */
  readonly configFile: string | null;
  /** `-i`, tried at the target before those of the configuration. */
  readonly identityFiles: readonly string[];
}

export const hopStates = [
  'waiting',
  'connecting',
  'checking-key',
  'authenticating',
  'ready',
  'failed',
  'closed',
] as const;
export type HopState = (typeof hopStates)[number];

/** What is known of one hop of a connection; kept as provenance once it is ready. Holds no secret. */
export interface HopFacts {
  /** From 0. */
  readonly index: number;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly state: HopState;
  /** Milliseconds from the start of this hop to its present state. */
  readonly elapsedMs: number;
  /** `SHA256:…` as OpenSSH prints it; null until the key was seen. */
  readonly hostKeyFingerprint: string | null;
  readonly hostKeyType: string | null;
  /** How the key was accepted: by a known_hosts line, or by a person. */
  readonly hostKeyTrust: 'known' | 'once' | 'remembered' | null;
  /** `publickey`, `password`, `keyboard-interactive`; null until it was accepted. */
  readonly authMethod: string | null;
  /** The server's own words, such as `SSH-2.0-OpenSSH_9.2p1`; hostile text. */
  readonly serverVersion: string | null;
  /** Of the failure, a code of the closed list. */
  readonly failure: string | null;
}

/** The target's clock against ours: `target − ours`, true within `± boundMs` (half of the round trip). */
export interface ClockOffset {
  readonly measuredAt: EpochMs;
  readonly offsetMs: number;
  readonly boundMs: number;
}
