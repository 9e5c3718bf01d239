/**
 * The closed list of error codes, dotted by room. People's text is chosen by code (shared/i18n);
 * exit codes of the command line too (electron/cli/exit-codes.ts). A new code needs a line in both.
 */
export const errorCodes = [
  // the case file
  'casefile.not-found',
  'casefile.exists',
  'casefile.not-a-case',
  'casefile.newer-version',
  'casefile.truncated',
  'casefile.corrupt',
  'casefile.foreign-schema',
  'casefile.foreign-sidecar',
  'casefile.not-regular',
  'casefile.locked',
  'casefile.read-only',
  'casefile.disk-full',
  'casefile.io',
  'casefile.closed',
  // what the user named
  'input.not-found',
  'input.unreadable',
  'input.empty',
  'input.unrecognised',
  'input.too-large',
  'input.bad-archive',
  'input.bad-option',
  'input.unknown-target',
  'input.unknown-snapshot',
  'input.unknown-process',
  'input.unknown-artifact',
  // the way to a target; `hop` and `host` in the data name where it ended
  'ssh.config',
  'ssh.unreachable',
  'ssh.timeout',
  'ssh.protocol',
  'ssh.algorithms',
  'ssh.host-key-unknown',
  'ssh.host-key-changed',
  'ssh.host-key-revoked',
  'ssh.known-hosts',
  'ssh.identity',
  'ssh.auth-refused',
  'ssh.forward-refused',
  'ssh.exec-refused',
  'ssh.disconnected',
  // collecting
  'collect.no-shell',
  'collect.forged',
  'collect.over-budget',
  'collect.nothing',
  // bytes of memory
  'dump.not-permitted',
  'dump.preflight-refused',
  'dump.process-changed',
  'dump.target-stopped',
  'dump.no-such-region',
  'dump.no-gdb',
  'dump.partial',
  // explaining
  'explain.no-evidence',
  'explain.not-comparable',
  // the report
  'report.render-failed',
  'report.leak',
  'report.write-failed',
  'export.write-failed',
  // verify found a difference
  'verify.failed',
  // launchers and transports
  'web.port-in-use',
  'web.forbidden',
  'rpc.invalid-request',
  'rpc.disconnected',
  'rpc.contract-mismatch',
  'job.cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
}
