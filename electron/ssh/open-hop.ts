/** One hop: from an open byte stream to an accepted login. The key is judged before any credential is sent. */
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { Client } from 'ssh2';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { HopFacts } from '#shared/domain/route.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { authAttempts, createAuthHandler, type AuthContext } from './authentication.ts';
import type { HostConfig } from './config/resolve-host.ts';
import type { Deadline } from './deadline.ts';
import { SignatureDue } from './deferred-key.ts';
import { hopError, toHopError, type HopPlace } from './hop-error.ts';
import { createHostKeyCheck, fingerprintOf } from './host-key-check.ts';
import { listIdentities } from './identities.ts';
import { useKeyObjects } from './key-objects.ts';
import { typeOfBlob } from './known-hosts/key-field.ts';
import { MAX_ATTEMPTS } from './settings.ts';
import type { Prompter, SshSettings } from './types.ts';

export interface HopRequest {
  readonly place: HopPlace;
  readonly config: HostConfig;
  /** `-i`: before those of the configuration. */
  readonly identityFiles: readonly string[];
  readonly prompter: Prompter;
  readonly settings: SshSettings;
  readonly deadline: Deadline;
  readonly notice: (sentence: string) => void;
  /** Called with what is newly known of this hop. */
  readonly tell: (change: Partial<HopFacts>) => void;
}

/** Resolves with a client that is logged in. @throws ssh.*, job.cancelled; the stream is ended then */
export function openHop(stream: Duplex, request: HopRequest): Promise<Client> {
  const { place, config, settings, tell } = request;
  const client = new ssh2.Client();
  const { promise, resolve, reject } = Promise.withResolvers<Client>();
  let isOpen = false;
  let wrongPassphrase: string | null = null;
  let authMethod: string | null = null;
  const fail = (error: unknown) => {
    reject(error instanceof Error ? toHopError(error, place) : error);
    if (!isOpen) stream.destroy();
  };
  // ssh2 listens only once it was given the stream; before and after, an error has nobody else.
  stream.on('error', () => undefined);
  try {
    const check = createHostKeyCheck(config, place, aside(request));
    const auth = authContext(request, fail, (file) => {
      wrongPassphrase = file;
    });
    client.on('error', (error: Error & { level?: string }) => {
      if (error instanceof SignatureDue || error.level === 'agent') return;
      if (error.level === 'client-authentication' && wrongPassphrase !== null) {
        fail(
          hopError(
            'ssh.identity',
            place,
            `no passphrase opened ${wrongPassphrase}, and nothing else was accepted`,
          ),
        );
      } else fail(error);
    });
    const gone = () => fail(hopError('ssh.disconnected', place, 'the connection was closed'));
    // Through a hop before, a server that is gone is an end without a close.
    client.on('end', gone).on('close', gone);
    client.on('change password', () => fail(hopError('ssh.auth-refused', place, 'the password has expired')));
    client.on('handshake', ({ cs, sc }) => {
      useKeyObjects(client);
      if (isOpen) return;
      try {
        check.keep();
      } catch (error) {
        request.notice(isAppError(error) ? error.message : String(error));
      }
      if (!isStrictKeyExchange(client) && !(cs.cipher.includes('gcm') && sc.cipher.includes('gcm'))) {
        request.notice(`${place.hostName}: its SSH server knows no strict key exchange (CVE-2023-48795).`);
      }
      tell({ state: 'authenticating', serverVersion: serverVersionOf(client) });
    });
    client.once('ready', () => {
      isOpen = true;
      tell({ authMethod });
      resolve(client);
    });
    client.connect({
      sock: stream,
      username: config.user,
      algorithms: offeredAlgorithms(check.algorithms),
      hostVerifier: (key: Buffer, verify: (accepted: boolean) => void) => {
        if (!isOpen) {
          tell({
            state: 'checking-key',
            hostKeyFingerprint: fingerprintOf(key),
            hostKeyType: typeOfBlob(key),
            serverVersion: serverVersionOf(client),
          });
        }
        check.decide(key).then(
          (hostKeyTrust) => {
            tell({ hostKeyTrust });
            verify(true);
          },
          (error: unknown) => {
            fail(error);
            verify(false);
          },
        );
      },
      authHandler: createAuthHandler(authAttempts(auth), auth, (method) => {
        authMethod = method;
      }),
      // Our own limit stands still while a person thinks; ssh2's does not.
      readyTimeout: 0,
      keepaliveInterval: settings.keepaliveIntervalMs,
      keepaliveCountMax: settings.keepaliveCount,
    });
  } catch (error) {
    fail(error);
  }
  return promise;
}

/** The same person, asked outside the time limit. */
function aside({ prompter, deadline }: HopRequest): Prompter {
  return {
    hostKey: (question) => deadline.aside(() => prompter.hostKey(question)),
    secret: (question) => deadline.aside(() => prompter.secret(question)),
  };
}

function authContext(
  request: HopRequest,
  fail: (error: unknown) => void,
  passphraseFailed: (file: string) => void,
): AuthContext {
  const { config, place, identityFiles, notice } = request;
  const prompter = aside(request);
  const askPassphrase = async (file: string, attempt: number) => {
    if (attempt > MAX_ATTEMPTS) {
      passphraseFailed(file);
      return null;
    }
    const prompts = [{ text: 'Passphrase', echo: false }];
    const question = {
      kind: 'passphrase' as const,
      subject: file,
      title: '',
      instruction: '',
      prompts,
      attempt,
    };
    const answers = await prompter.secret({ ...question, hop: place.index });
    if (answers === null) throw new AppError('job.cancelled', 'cancelled at a question');
    return answers[0] ?? '';
  };
  return {
    username: config.user,
    subject: `${config.user}@${config.alias}`,
    identities: listIdentities({
      givenFiles: [...identityFiles, ...(config.identitiesGiven ? config.identityFiles : [])],
      usualFiles: config.identitiesGiven ? [] : config.identityFiles,
      agentSocket: config.identityAgent,
      identitiesOnly: config.identitiesOnly,
      askPassphrase,
      notice,
    }),
    ask: (question) => prompter.secret({ ...question, hop: place.index }),
    fail,
  };
}

/** ssh2 keeps both for itself and tells nobody. */
interface Inside {
  readonly _remoteVer?: string;
  readonly _protocol?: { readonly _strictMode?: boolean };
}

function isStrictKeyExchange(client: Client): boolean {
  return (client as unknown as Inside)._protocol?._strictMode === true;
}

function serverVersionOf(client: Client): string | null {
  return (client as unknown as Inside)._remoteVer ?? null;
}
