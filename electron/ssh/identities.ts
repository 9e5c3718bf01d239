/** The keys that we may log in with: those of files and of an agent, which only ever signs. */
import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import type { BaseAgent, ParsedKey } from 'ssh2';
import { decodeBase64, parseKeyField, readStrings } from './known-hosts/key-field.ts';

/** A key of which at least the public half is known. */
export interface Identity {
  /** The file, or the agent's comment; for people. */
  readonly name: string;
  readonly publicKey: ParsedKey;
  /** Signs with rsa-sha2-512 where the key is RSA. Null: it cannot (a person gave no passphrase). */
  sign(data: Buffer): Promise<Buffer | null>;
}

/** Asks for a passphrase, attempt 1 first. Null: leave this key out. */
export type AskPassphrase = (file: string, attempt: number) => Promise<string | null>;

export interface IdentitySources {
  /** Named by a person or the configuration: before the agent's other keys. */
  readonly givenFiles: readonly string[];
  readonly usualFiles: readonly string[];
  readonly agentSocket: string | null;
  readonly identitiesOnly: boolean;
  readonly askPassphrase: AskPassphrase;
  readonly notice: (sentence: string) => void;
}

/** In the order in which they are to be tried; each is opened only when its turn comes. */
export async function* listIdentities(sources: IdentitySources): AsyncGenerator<Identity> {
  const agentKeys = await listAgentKeys(sources);
  const tried = new Set<string>();
  const isNew = (key: ParsedKey) => !tried.has(idOf(key)) && tried.add(idOf(key)) !== undefined;
  const fromFiles = async function* (files: readonly string[], given: boolean) {
    for (const file of files) {
      const identity = await openKeyFile(file, given, sources);
      if (identity === null || !isNew(identity.publicKey)) continue;
      yield agentKeys.find(({ publicKey }) => idOf(publicKey) === idOf(identity.publicKey)) ?? identity;
    }
  };
  yield* fromFiles(sources.givenFiles, true);
  if (!sources.identitiesOnly) {
    for (const identity of agentKeys) if (isNew(identity.publicKey)) yield identity;
  }
  yield* fromFiles(sources.usualFiles, false);
}

function idOf(key: ParsedKey): string {
  return key.getPublicSSH().toString('base64');
}

async function listAgentKeys({ agentSocket, notice }: IdentitySources): Promise<Identity[]> {
  if (agentSocket === null) return [];
  const agent = ssh2.createAgent(agentSocket);
  const keys = await new Promise<ParsedKey[]>((resolve) => {
    agent.getIdentities((error, found) => {
      if (error) notice(`The agent at ${agentSocket} does not answer.`);
      resolve((found ?? []).flatMap((key) => parsedOrNothing(key as ParsedKey | Buffer)));
    });
  });
  return keys.map((publicKey) => ({
    name: publicKey.comment || 'a key of the agent',
    publicKey,
    sign: (data) => signWithAgent(agent, publicKey, data),
  }));
}

function signWithAgent(agent: BaseAgent, key: ParsedKey, data: Buffer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    agent.sign(key, data, { hash: 'sha512' }, (error, signature) =>
      resolve(error ? null : (signature ?? null)),
    );
  });
}

function parsedOrNothing(key: ParsedKey | Buffer | string): ParsedKey[] {
  const parsed = ssh2.utils.parseKey(key);
  return parsed instanceof Error ? [] : [parsed];
}

/** Null where there is no such file or nothing that we can use; said aloud where somebody named it. */
async function openKeyFile(
  file: string,
  given: boolean,
  { askPassphrase, notice }: IdentitySources,
): Promise<Identity | null> {
  const text = readText(file);
  if (text === null) {
    if (given) notice(`The key file ${file} cannot be read.`);
    return null;
  }
  let opened: Promise<ParsedKey | null> | undefined;
  const open = () => (opened ??= openPrivateKey(file, text, askPassphrase));
  const publicKey = publicKeyOf(file, text) ?? (await open());
  if (publicKey === null) {
    notice(`The key file ${file} is of a kind that cannot be used here.`);
    return null;
  }
  return {
    name: file,
    publicKey,
    sign: async (data) =>
      signed((await open())?.sign(data, publicKey.type === 'ssh-rsa' ? 'sha512' : undefined)),
  };
}

function signed(signature: Buffer | Error | undefined): Buffer | null {
  return signature === undefined || signature instanceof Error ? null : signature;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}

/** Without a passphrase: OpenSSH's own format has it in the clear, others have it in `.pub` or are not encrypted. */
function publicKeyOf(file: string, text: string): ParsedKey | null {
  const field = parseKeyField(text) ?? parseKeyField(readText(`${file}.pub`) ?? '');
  const line = field === null ? clearPublicKey(text) : `${field.type} ${field.blob.toString('base64')}`;
  return (line === null ? undefined : parsedOrNothing(line)[0]) ?? parsedOrNothing(text)[0] ?? null;
}

/** `openssh-key-v1` (PROTOCOL.key): magic, cipher, kdf, its options, number of keys, public key, encrypted part. */
function clearPublicKey(text: string): string | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  const bytes = decodeBase64(body ?? '');
  const magic = 'openssh-key-v1\0';
  if (bytes === null || bytes.toString('latin1', 0, magic.length) !== magic) return null;
  const rest = bytes.subarray(magic.length);
  const optionsEnd = [0, 1, 2].reduce(
    (at) => at + 4 + (at + 4 <= rest.length ? rest.readUInt32BE(at) : 0),
    0,
  );
  const key = readStrings(rest.subarray(optionsEnd + 4))?.[0];
  const type = key === undefined ? undefined : readStrings(key)?.[0];
  return key === undefined || type === undefined
    ? null
    : `${type.toString('latin1')} ${key.toString('base64')}`;
}

async function openPrivateKey(file: string, text: string, ask: AskPassphrase): Promise<ParsedKey | null> {
  let parsed = ssh2.utils.parseKey(text);
  for (
    let attempt = 1;
    parsed instanceof Error && /encrypted|passphrase|decrypt/i.test(parsed.message);
    attempt += 1
  ) {
    const passphrase = await ask(file, attempt);
    if (passphrase === null) return null;
    parsed = ssh2.utils.parseKey(text, passphrase === '' ? ' ' : passphrase);
  }
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey) : parsed;
  return key instanceof Error || !key.isPrivateKey() ? null : key;
}
