/** What the SSH room offers to collectors and dumps; nothing above it sees ssh2. */
import type { HopFacts, RouteSpec } from '#shared/domain/route.ts';

/** The server's key is not known: a person decides, having seen the fingerprint. */
export interface HostKeyQuestion {
  readonly kind: 'host-key';
  /** From 0, as everywhere in data; sentences count from 1. */
  readonly hop: number;
  /** As it would stand in known_hosts: `host` or `[host]:port`. */
  readonly name: string;
  readonly keyType: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/** A secret that the person must type; what the server said is hostile text and shown as the server's. */
export interface SecretQuestion {
  readonly kind: 'password' | 'passphrase' | 'keyboard-interactive';
  readonly hop: number;
  /** `user@host`, or the key file for a passphrase. */
  readonly subject: string;
  /** The server's title and instruction for keyboard-interactive; empty otherwise. */
  readonly title: string;
  readonly instruction: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
  /** 1 at first; higher after a refusal. */
  readonly attempt: number;
}

/** How a person is asked. Each launcher has its own; `null` means that the person cancelled. */
export interface Prompter {
  hostKey(question: HostKeyQuestion): Promise<'once' | 'remember' | null>;
  secret(question: SecretQuestion): Promise<readonly string[] | null>;
}

export interface SshSettings {
  /**
   * Per hop, from the TCP connection to the accepted credential, without the time that a person takes; and for the
   * answer to a command.
   */
  readonly connectTimeoutMs: number;
  readonly keepaliveIntervalMs: number;
  /** Unanswered keepalives after which the link counts as dead. */
  readonly keepaliveCount: number;
}

export interface RemoteExit {
  /** Null where a signal ended it or the link broke first. */
  readonly code: number | null;
  readonly signal: string | null;
}

/**
 * One command on the target; output flows only as fast as it is read. Both outputs share a window of 2 MiB, so both
 * must be read, each once. A lost link ends them with the reason of `Connection.lost`.
 */
export interface RemoteProcess {
  /** Resolves when the bytes were taken; rejects with `ssh.disconnected`. */
  write(bytes: Uint8Array): Promise<void>;
  endInput(): void;
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /** Rejects with `ssh.disconnected` where the link ended first. */
  readonly exit: Promise<RemoteExit>;
  /** Closes the channel. What runs at the far end need not notice: scripts watch their stdin. */
  close(): void;
}

/** An open way to a target. */
export interface Connection {
  readonly hops: readonly HopFacts[];
  /** Configuration that was met and not honoured, one sentence each. */
  readonly notices: readonly string[];
  /** @throws ssh.exec-refused, ssh.timeout, ssh.disconnected */
  exec(command: string): Promise<RemoteProcess>;
  /** Aborted as soon as any hop is gone. */
  readonly lost: AbortSignal;
  close(): void;
}

export interface ConnectOptions {
  readonly prompter: Prompter;
  readonly signal: AbortSignal;
  readonly settings?: Partial<SshSettings>;
  /** Called at each change of a hop's state. */
  readonly onHop?: (hop: HopFacts) => void;
}

/**
 * Opens a route hop by hop. @throws ssh.* with `hop` and `host` in its data, job.cancelled. No credential is sent
 * to a hop before its key was accepted.
 */
export type Connect = (route: RouteSpec, options: ConnectOptions) => Promise<Connection>;
