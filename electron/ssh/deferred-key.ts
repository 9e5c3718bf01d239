/**
 * A public key that ssh2 takes for a private one. ssh2 signs in one synchronous step, while a passphrase or an agent
 * takes its time: the first time that a signature is wanted (the server would accept the key), it fails with
 * SignatureDue; the signature is then made, and the same key is offered again with it in hand. The bytes to be signed
 * are the same both times. (ssh2's own agent method does not tell when a key was only half of what a server wants.)
 */
import type { ParsedKey } from 'ssh2';
import type { Identity } from './identities.ts';

/** Not a failure: ssh2 reports it as an error of the client, where it is to be left aside. */
export class SignatureDue extends Error {}

export interface DeferredKey {
  readonly key: ParsedKey;
  /** The server would take this key and waits for a signature. */
  readonly isDue: () => boolean;
  /** False: there will be none. */
  sign(identity: Identity): Promise<boolean>;
}

export function deferKey(publicKey: ParsedKey): DeferredKey {
  let wanted: Buffer | null = null;
  let signature: Buffer | null = null;
  const sign = (data: Buffer): Buffer => {
    if (signature !== null && wanted?.equals(data)) return signature;
    wanted = Buffer.from(data);
    // ssh2's contract: an error is returned, not thrown.
    return new SignatureDue() as unknown as Buffer;
  };
  const key = Object.create(publicKey, {
    // RSA with SHA-2 only: under its plain name ssh2 would fall back to SHA-1.
    type: { value: publicKey.type === 'ssh-rsa' ? 'rsa-sha2-512' : publicKey.type },
    isPrivateKey: { value: () => true },
    sign: { value: sign },
  }) as ParsedKey;
  return {
    key,
    isDue: () => wanted !== null && signature === null,
    async sign(identity) {
      if (wanted !== null) signature = await identity.sign(wanted);
      return signature !== null;
    },
  };
}
