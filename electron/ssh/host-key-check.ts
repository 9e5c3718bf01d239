/** Decides on the key that a server shows, before anything else is sent: known_hosts first, then a person. */
import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { AppError } from '#shared/errors/app-error.ts';
import type { HopFacts } from '#shared/domain/route.ts';
import { hostKeyAlgorithms } from './algorithms.ts';
import type { HostConfig } from './config/resolve-host.ts';
import { hopError, type HopPlace } from './hop-error.ts';
import { judgeHostKey, knownHostsName, orderHostKeyAlgorithms } from './known-hosts/judge-host-key.ts';
import { typeOfBlob } from './known-hosts/key-field.ts';
import { readKnownHosts } from './known-hosts/read-known-hosts.ts';
import { rememberHostKey } from './known-hosts/remember-host-key.ts';
import type { Prompter } from './types.ts';

export interface HostKeyCheck {
  /** In the order in which to offer them. */
  readonly algorithms: ServerHostKeyAlgorithm[];
  /** @throws ssh.host-key-unknown, ssh.host-key-changed, ssh.host-key-revoked */
  decide(key: Buffer): Promise<NonNullable<HopFacts['hostKeyTrust']>>;
  /** Writes down what a person wanted remembered; to be called once the server has proved that the key is its own. @throws ssh.known-hosts */
  keep(): void;
}

/** `SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Reads the files of known hosts. @throws ssh.known-hosts */
export function createHostKeyCheck(config: HostConfig, hop: HopPlace, prompter: Prompter): HostKeyCheck {
  const lines = readKnownHosts([...config.userKnownHostsFiles, ...config.globalKnownHostsFiles]);
  const name = {
    host: config.hostKeyAlias ?? config.hostName,
    port: config.hostKeyAlias === null ? config.port : null,
  };
  const listed = knownHostsName(name);
  let accepted: { key: Buffer; trust: NonNullable<HopFacts['hostKeyTrust']> } | null = null;
  let toRemember: Buffer | null = null;

  const ask = async (key: Buffer): Promise<'once' | 'remembered'> => {
    const question = {
      kind: 'host-key' as const,
      hop: hop.index,
      name: listed,
      keyType: typeOfBlob(key) ?? 'unknown',
      fingerprint: fingerprintOf(key),
    };
    const unknown = (reason: string) => hopError('ssh.host-key-unknown', hop, reason);
    if (config.strictHostKeys) {
      throw unknown(
        `its key ${question.fingerprint} is not known, and StrictHostKeyChecking says not to ask`,
      );
    }
    const answer = await prompter.hostKey(question);
    if (answer === null) throw unknown(`its key ${question.fingerprint} is not known and was not accepted`);
    if (answer === 'once') return 'once';
    toRemember = key;
    return 'remembered';
  };

  return {
    algorithms: orderHostKeyAlgorithms(hostKeyAlgorithms, lines, name),
    async decide(key) {
      // A further key exchange on the same connection must show the same key.
      if (accepted !== null) {
        if (accepted.key.equals(key)) return accepted.trust;
        throw hopError('ssh.host-key-changed', hop, 'it showed another key in the middle of the connection');
      }
      const verdict = judgeHostKey(lines, name, key);
      if (verdict.kind === 'changed' || verdict.kind === 'revoked') throw refusal(verdict, hop, key);
      const trust = verdict.kind === 'known' ? 'known' : await ask(Buffer.from(key));
      accepted = { key: Buffer.from(key), trust };
      return trust;
    },
    keep() {
      const [file] = config.userKnownHostsFiles;
      if (toRemember !== null && file !== undefined)
        rememberHostKey(file, listed, toRemember, config.hashKnownHosts);
      toRemember = null;
    },
  };
}

function refusal(
  { kind, line }: { kind: 'changed' | 'revoked'; line: { file: string; line: number } },
  hop: HopPlace,
  key: Buffer,
): AppError {
  const place = `${line.file}:${line.line}`;
  const shown = `${typeOfBlob(key) ?? 'unknown'} ${fingerprintOf(key)}`;
  return kind === 'revoked'
    ? hopError('ssh.host-key-revoked', hop, `its key ${shown} is revoked in ${place}`)
    : hopError('ssh.host-key-changed', hop, `its key ${shown} is not the one of ${place}`);
}
