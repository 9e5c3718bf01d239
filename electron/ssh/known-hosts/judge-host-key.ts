/** What known_hosts says of a key that a server showed, as OpenSSH judges it (`hostfile.c`, `sshconnect.c`). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { matchesHostList } from '../patterns.ts';
import { decodeBase64 } from './key-field.ts';
import type { KnownHostLine } from './parse-known-hosts.ts';

export interface HostName {
  /** HostKeyAlias, which has no port, or the name that is connected to; lower case. */
  readonly host: string;
  /** Null for an alias. */
  readonly port: number | null;
}

export type HostKeyVerdict =
  | { readonly kind: 'known'; readonly line: KnownHostLine }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly line: KnownHostLine }
  | { readonly kind: 'revoked'; readonly line: KnownHostLine };

/** As it stands in the file: `host`, or `[host]:port` for another port than 22. */
export function knownHostsName({ host, port }: HostName): string {
  return port === null || port === 22 ? host : `[${host}]:${port}`;
}

/**
 * Revoked wins over everything. Another key of any type under this name means changed. A key that is listed for the
 * bare name of a host on another port counts as known, and a revoked one there as revoked. A `@cert-authority` line
 * says nothing of a plain key.
 */
export function judgeHostKey(lines: readonly KnownHostLine[], name: HostName, key: Buffer): HostKeyVerdict {
  const verdict = judgeName(lines, knownHostsName(name), key);
  if (verdict.kind !== 'unknown' || knownHostsName(name) === name.host) return verdict;
  const bare = judgeName(lines, name.host, key);
  return bare.kind === 'changed' ? verdict : bare;
}

function judgeName(lines: readonly KnownHostLine[], name: string, key: Buffer): HostKeyVerdict {
  const ofHost = lines.filter((line) => matchesNames(name, line.names));
  const same = ofHost.filter((line) => line.key.equals(key));
  const revoked = same.find((line) => line.marker === 'revoked');
  if (revoked !== undefined) return { kind: 'revoked', line: revoked };
  const known = same.find((line) => line.marker === 'none');
  if (known !== undefined) return { kind: 'known', line: known };
  const other = ofHost.findLast((line) => line.marker === 'none');
  return other === undefined ? { kind: 'unknown' } : { kind: 'changed', line: other };
}

/**
 * Algorithms in the order in which to offer them: those whose key is known come first, so that a server with a further
 * key of a better type does not look like a stranger.
 */
export function orderHostKeyAlgorithms<Name extends string>(
  algorithms: readonly Name[],
  lines: readonly KnownHostLine[],
  name: HostName,
): Name[] {
  const ofHost = lines.filter((line) => matchesNames(knownHostsName(name), line.names));
  const isKnown = (algorithm: Name) => {
    const first = ofHost.find((line) => line.marker === 'none' && line.keyType === keyTypeOf(algorithm));
    return (
      first !== undefined && !ofHost.some((line) => line.marker === 'revoked' && line.key.equals(first.key))
    );
  };
  const best = algorithms[0];
  if (best === undefined || isKnown(best)) return [...algorithms];
  return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))];
}

/** RSA keys have one type and several signature algorithms. */
function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

function matchesNames(name: string, names: string): boolean {
  if (!names.startsWith('|')) return matchesHostList(name, names);
  const match = /^\|1\|([^|]{1,1024})\|([^|]+)$/.exec(names);
  const salt = decodeBase64(match?.[1] ?? '');
  const hash = decodeBase64(match?.[2] ?? '');
  if (salt?.length !== 20 || hash?.length !== 20) return false;
  return timingSafeEqual(createHmac('sha1', salt).update(name).digest(), hash);
}
