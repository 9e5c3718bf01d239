/** Limits of a connection. */
import type { SshSettings } from './types.ts';

export const defaultSettings: SshSettings = {
  connectTimeoutMs: 20_000,
  keepaliveIntervalMs: 10_000,
  keepaliveCount: 3,
};

/** How often a person may try a password, a passphrase, a set of answers; as OpenSSH. */
export const MAX_ATTEMPTS = 3;
