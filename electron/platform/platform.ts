/** What differs between launchers, as one required object. Absence is a declared capability, never a throw. */
import type { EpochMs } from '#shared/units/time.ts';

export interface Platform {
  readonly launcher: 'desktop' | 'web' | 'cli' | 'test';
  /** Who acts, for the journal: launcher and user name. */
  readonly actor: string;
  readonly now: () => EpochMs;
  /** Private directory (0700) for what this program must remember about itself: leases, logs. */
  readonly stateDir: string;
  /** Private directory for files that may be deleted at any time. */
  readonly tempDir: string;
  /** The bundled case of two appliances, read only. */
  readonly samplePath: string;
  readonly log: (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    data?: Record<string, unknown>,
  ) => void;
}
