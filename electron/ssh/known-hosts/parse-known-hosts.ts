/**
 * Lines of known_hosts (SSH_KNOWN_HOSTS FILE FORMAT of sshd(8)), as OpenSSH's `hostfile.c` takes them: what it cannot
 * read is left out and never matches.
 */
import { parseKeyField } from './key-field.ts';

export interface KnownHostLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** Patterns with commas, or one hashed name. */
  readonly names: string;
  /** Type by the key itself, such as `ssh-ed25519`. */
  readonly keyType: string;
  /** The key as on the wire. */
  readonly key: Buffer;
}

/** `text`: bytes as latin1, so that nothing of a damaged file is lost or joined. */
export function parseKnownHosts(text: string, file: string): KnownHostLine[] {
  return text.split('\n').flatMap((line, index) => parseLine(line, file, index + 1) ?? []);
}

function parseLine(wholeLine: string, file: string, line: number): KnownHostLine | null {
  // A C string ends at its first zero byte.
  const text = (wholeLine.split('\0', 1)[0] ?? '').replace(/^[ \t]+/, '');
  if (text === '' || text.startsWith('#')) return null;
  const match = /^(?:(@[^ \t]*)[ \t]+)?([^ \t]+)[ \t]+(.*)$/s.exec(text);
  if (match === null) return null;
  const marker = markerOf(match[1]);
  const key = parseKeyField(match[3] ?? '');
  if (marker === null || key === null) return null;
  return { file, line, marker, names: match[2] ?? '', keyType: key.type, key: key.blob };
}

function markerOf(text: string | undefined): KnownHostLine['marker'] | null {
  if (text === undefined) return 'none';
  if (text === '@revoked') return 'revoked';
  return text === '@cert-authority' ? 'cert-authority' : null;
}
