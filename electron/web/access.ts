/**
 * Who may use a loopback host. A printed address carries a token of 256 bits that works once; it is exchanged
 * for a cookie that scripts cannot read and other sites cannot send. Only hashes are kept.
 */
import { createHash, randomBytes } from 'node:crypto';

/** Browsers that one run lets in; each needs a printed address, so this many are never reached by hand. */
const MAX_SESSIONS = 64;

export class Access {
  readonly #tokens = new Set<string>();
  readonly #sessions = new Set<string>();

  /** A token for one address. */
  issueToken(): string {
    const token = randomSecret();
    this.#tokens.add(digest(token));
    return token;
  }

  /** @returns the value of a session cookie, or undefined where the token is unknown or used */
  exchange(token: string): string | undefined {
    if (!this.#tokens.delete(digest(token)) || this.#sessions.size >= MAX_SESSIONS) return undefined;
    const session = randomSecret();
    this.#sessions.add(digest(session));
    return session;
  }

  /** Looks up by hash, so the time it takes says nothing about the secret. */
  isSession(value: string): boolean {
    return this.#sessions.has(digest(value));
  }
}

/** Cookies of one host are shared by all of its ports, so the name tells ours apart. */
export function cookieName(port: number): string {
  return `memcase-${port}`;
}

export function sessionCookie(port: number, session: string): string {
  return `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/`;
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
