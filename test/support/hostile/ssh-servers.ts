/**
 * SSH servers that mean harm, run as a program of their own, so that what they use up is not taken for ours. Prints
 * `{ports: {NAME: PORT}}` once all listen on loopback; ends with its stdin.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, ServerChannel, ServerConfig } from 'ssh2';

const IDENT = 'SSH-2.0-OpenSSH_9.6\r\n';
const PIECE = Buffer.alloc(16 * 1024, 'x');
/** What a terminal would obey, and no UTF-8. */
const NASTY = Buffer.concat([Buffer.from('\u001b[2J\u001b]0;title\u0007'), Buffer.from([0xff, 0xfe, 0xc0])]);

interface Flow {
  write(bytes: Uint8Array): boolean;
  readonly writableLength: number;
  readonly destroyed: boolean;
}

/** Sends without an end, as fast as it is taken. */
function flood(flow: Flow, next: () => Uint8Array): void {
  const push = () => {
    if (flow.destroyed) return;
    for (let count = 0; count < 16 && flow.writableLength < 256 * 1024; count += 1) flow.write(next());
    setTimeout(push, 1);
  };
  push();
}

function drip(flow: Flow, text: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (flow.destroyed) clearInterval(timer);
    else flow.write(Buffer.from(text[at++ % text.length]!));
  }, everyMs);
}

/** A packet before the key exchange: length, padding length, payload, padding (RFC 4253, 6). */
function plainPacket(payload: Uint8Array): Buffer {
  const padding = 8 - ((payload.length + 5) % 8) + 8;
  const packet = Buffer.alloc(5 + payload.length + padding);
  packet.writeUInt32BE(1 + payload.length + padding);
  packet[4] = padding;
  packet.set(payload, 5);
  return packet;
}

function nameList(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function kexInit(lists: readonly string[]): Buffer {
  return plainPacket(
    Buffer.concat([Buffer.from([20]), Buffer.alloc(16, 7), ...lists.map(nameList), Buffer.alloc(5)]),
  );
}

function lengthOnly(length: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(length);
  return header;
}

/** No SSH at all, or SSH that goes wrong before there are keys. */
const rawServers: Readonly<Record<string, (socket: Socket) => void>> = {
  'endless greeting without a line end': (socket) => flood(socket, () => PIECE),
  'endless greeting of lines': (socket) => flood(socket, () => Buffer.from('welcome\r\n'.repeat(500))),
  'greeting of escapes without an end': (socket) =>
    flood(socket, () => Buffer.concat([NASTY, Buffer.from('\n')])),
  'version by drops': (socket) => drip(socket, 'SSH-2.0-slow', 300),
  'says nothing': () => undefined,
  'closes at once': (socket) => void socket.end(),
  'resets within the version': (socket) => void socket.write('SSH-2.0-', () => socket.resetAndDestroy()),
  'speaks HTTP': (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'),
  'speaks SSH 1': (socket) => void socket.write('SSH-1.5-old\r\n'),
  'version of a megabyte': (socket) => void socket.write(`SSH-2.0-${'x'.repeat(1 << 20)}\r\n`),
  'garbage after the version': (socket) => {
    socket.write(IDENT);
    flood(socket, () => Buffer.from(PIECE.map((_, at) => (at * 131) & 255)));
  },
  'packet of four gigabytes': (socket) => {
    socket.write(IDENT);
    socket.write(lengthOnly(0xffffffff));
    flood(socket, () => PIECE);
  },
  'packet of no bytes': (socket) => void socket.write(Buffer.concat([Buffer.from(IDENT), lengthOnly(0)])),
  'packet that never ends': (socket) => {
    socket.write(IDENT);
    socket.write(lengthOnly(32_764));
    drip(socket, 'x', 50);
  },
  'ignored messages without an end': (socket) => {
    socket.write(IDENT);
    const ignored = plainPacket(Buffer.concat([Buffer.from([2]), nameList('x'.repeat(8_000))]));
    flood(socket, () => ignored);
  },
  'no algorithms': (socket) =>
    void socket.write(Buffer.concat([Buffer.from(IDENT), kexInit(Array(10).fill(''))])),
  'algorithms of commas': (socket) =>
    void socket.write(
      Buffer.concat([Buffer.from(IDENT), kexInit([','.repeat(30_000), ...Array<string>(9).fill(',')])]),
    ),
  'algorithms that nobody knows': (socket) =>
    void socket.write(Buffer.concat([Buffer.from(IDENT), kexInit(Array(10).fill('\u001b[2Jrot13'))])),
  'a truncated list of algorithms': (socket) =>
    void socket.write(Buffer.concat([Buffer.from(IDENT), plainPacket(Buffer.from([20, 1, 2, 3]))])),
};

/** ssh2 keeps what a server needs for sending anything it likes to itself. */
interface Inside {
  readonly _sock: Socket;
  readonly _protocol: {
    rekey(): void;
    readonly _cipher: { encrypt(packet: Uint8Array): void };
    readonly _packetRW: {
      readonly write: {
        readonly allocStart: number;
        alloc(size: number): Uint8Array;
        finalize(packet: Uint8Array): Uint8Array;
      };
    };
  };
}

const insideOf = (connection: Connection) => connection as unknown as Inside;

/** Any message, under the keys in force. */
function send(connection: Connection, payload: Uint8Array): void {
  const { _cipher: cipher, _packetRW: packets } = insideOf(connection)._protocol;
  const packet = packets.write.alloc(payload.length);
  packet.set(payload, packets.write.allocStart);
  cipher.encrypt(packets.write.finalize(packet));
}

function floodOf(connection: Connection, next: () => Uint8Array): void {
  const socket = insideOf(connection)._sock;
  flood(
    {
      write: (bytes) => (send(connection, bytes), true),
      get writableLength() {
        return socket.writableLength;
      },
      get destroyed() {
        return socket.destroyed;
      },
    },
    next,
  );
}

interface SshServer {
  readonly config?: Partial<ServerConfig>;
  readonly onAuth?: (context: AuthContext, connection: Connection) => void;
  /** Once logged in. */
  readonly onReady?: (connection: Connection) => void;
  /** Default: the command is refused. */
  readonly onExec?: (accept: () => ServerChannel, connection: Connection) => void;
}

/** Collects the script until its end and tells the nonce of its marks, as any server can learn it. */
function withNonce(channel: ServerChannel, act: (mark: (...fields: string[]) => string) => void): void {
  let heard = '';
  let isTold = false;
  channel.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
    const nonce = /[0-9a-f]{32}/.exec(heard)?.[0];
    if (isTold || nonce === undefined || !heard.includes('\nexit 0\n}')) return;
    isTold = true;
    act((...fields) => `\n@memcase:${nonce}:${fields.join(':')}\n`);
  });
}

/** Greets, answers each question for the time, and at `go` does the rest. */
function afterGo(channel: ServerChannel, act: (mark: (...fields: string[]) => string) => void): void {
  withNonce(channel, (mark) => {
    let isGone = false;
    channel.on('data', (bytes: Buffer) => {
      for (const word of bytes.toString().split('\n')) {
        if (word === 'clock') channel.write(mark('clock', '1700000000.0', '100.00'));
        if (word === 'go' && !isGone) {
          isGone = true;
          act(mark);
        }
      }
    });
    channel.write(mark('hello', '1'));
  });
}

const item = (
  act: (channel: ServerChannel, mark: (...fields: string[]) => string, connection: Connection) => void,
) =>
  ({
    onExec: (accept, connection) => {
      const channel = accept();
      afterGo(channel, (mark) => {
        channel.write(`${mark('begin', '1', '0', '-', '100.00')}MemTotal: 1 kB\n`);
        act(channel, mark, connection);
      });
    },
  }) satisfies SshServer;

const open = (act: (channel: ServerChannel, connection: Connection) => void): SshServer => ({
  onExec: (accept, connection) => act(accept(), connection),
});

/** CHANNEL_OPEN (RFC 4254, 5.1). */
function channelOpen(type: string, number: number): Buffer {
  const numbers = Buffer.alloc(12);
  numbers.writeUInt32BE(number);
  numbers.writeUInt32BE(1 << 20, 4);
  numbers.writeUInt32BE(1 << 15, 8);
  return Buffer.concat([Buffer.from([90]), nameList(type), numbers, nameList('127.0.0.1'), Buffer.alloc(4)]);
}

function refuseMost(context: AuthContext): void {
  context.reject(['publickey', 'password', 'keyboard-interactive']);
}

const sshServers: Readonly<Record<string, SshServer>> = {
  'a banner of escapes': { config: { banner: `${NASTY.toString('latin1')}\n` } },
  'a greeting of a hundred lines': { config: { greeting: 'Authorised use only\r\n'.repeat(100) } },
  'banners without an end': {
    onAuth: (_context, connection) =>
      floodOf(connection, () =>
        Buffer.concat([Buffer.from([53]), nameList('b'.repeat(8_000)), nameList('')]),
      ),
  },
  'never answers a login': { onAuth: () => undefined },
  'refuses every login': { onAuth: refuseMost },
  'is content with half of a login for ever': {
    onAuth: (context) => context.reject(['publickey', 'password', 'keyboard-interactive'], true),
  },
  'asks without an end': {
    onAuth: (context) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
      const ask = () =>
        context.prompt([{ prompt: NASTY.toString('latin1'), echo: false }], 'again', () => ask());
      ask();
    },
  },
  'asks for everything at once': {
    onAuth: (context) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
      const prompts = Array.from({ length: 1000 }, () => ({ prompt: 'x'.repeat(20), echo: true }));
      context.prompt(prompts, 'all', () => context.reject());
    },
  },
  'closes after the login': { onReady: (connection) => void connection.end() },
  'cuts after the login': { onReady: (connection) => void insideOf(connection)._sock.resetAndDestroy() },
  'refuses every command': {},
  'never answers a command': { onExec: () => undefined },
  'opens channels towards us without an end': {
    onReady: (connection) => {
      let number = 0;
      floodOf(connection, () => channelOpen('forwarded-tcpip', (number += 1)));
    },
    onExec: () => undefined,
  },
  'wants our agent and our screen': {
    onReady: (connection) => {
      send(connection, channelOpen('auth-agent@openssh.com', 1));
      send(connection, channelOpen('x11', 2));
    },
  },
  'debug messages without an end': {
    onReady: (connection) =>
      floodOf(connection, () =>
        Buffer.concat([Buffer.from([4, 1]), nameList('d'.repeat(8_000)), nameList('')]),
      ),
    onExec: () => undefined,
  },
  'requests without an end': {
    onReady: (connection) =>
      floodOf(connection, () =>
        Buffer.concat([Buffer.from([80]), nameList('keepalive@openssh.com'), Buffer.from([1])]),
      ),
    onExec: () => undefined,
  },
  'a message that is none': {
    onReady: (connection) => send(connection, Buffer.concat([Buffer.from([94]), Buffer.alloc(2)])),
    onExec: () => undefined,
  },
  'data for a channel that is none': {
    onReady: (connection) =>
      send(connection, Buffer.concat([Buffer.from([94, 0, 0, 9, 9]), nameList('x'.repeat(1000))])),
    onExec: () => undefined,
  },
  'silent after the command': open(() => undefined),
  'endless output': open((channel) => flood(channel, () => PIECE)),
  'endless output on stderr': open((channel) => flood(channel.stderr as unknown as Flow, () => PIECE)),
  'endless lines': open((channel) => flood(channel, () => Buffer.from('Welcome to gw-a\n'.repeat(800)))),
  'output by drops': open((channel) => drip(channel, 'welcome ', 200)),
  'output of escapes and no UTF-8': open((channel) => flood(channel, () => NASTY)),
  'ends with a code at once': open((channel) => {
    channel.exit(1);
    channel.end();
  }),
  'ends by a signal with a long name': open((channel) => {
    channel.exit('x'.repeat(20_000), true, NASTY.toString('latin1'));
    channel.end();
  }),
  'an end of output and then nothing': open((channel) => channel.eof()),
  'the script again': open((channel) => void channel.pipe(channel as unknown as NodeJS.WritableStream)),
  'marks of another nonce': open((channel) =>
    flood(channel, () => Buffer.from(`\n@memcase:${'0'.repeat(32)}:hello:1\n`)),
  ),
  'marks with the true nonce that nobody sends': open((channel) =>
    withNonce(channel, (mark) => void channel.write(mark('hello', '1') + mark('surprise', '1'))),
  ),
  'an endless item': item((channel) => flood(channel, () => PIECE)),
  'an item by drops': item((channel) => drip(channel, 'x', 200)),
  'an item of forged ends': item((channel, mark) =>
    flood(channel, () => Buffer.from(mark('end', '7', '0', '1.00'))),
  ),
  'an item with marks of another nonce': item((channel, mark) => {
    channel.write(`\n@memcase:${'f'.repeat(32)}:end:1:0:1.00\n`);
    channel.write(mark('end', '1', '0', '101.00') + mark('done', '1'));
  }),
  'closes within an item': item((channel) => channel.close()),
  'cuts within an item': item((_channel, _mark, connection) => insideOf(connection)._sock.resetAndDestroy()),
  'stderr without an end within an item': item((channel) =>
    flood(channel.stderr as unknown as Flow, () => Buffer.from('no '.repeat(4_000))),
  ),
  'is silent within an item': item(() => undefined),
  'answers nothing any more within an item': item((_channel, _mark, connection) => {
    insideOf(connection)._sock.pause();
  }),
  'new keys without an end': item((_channel, _mark, connection) => {
    const timer = setInterval(() => {
      if (insideOf(connection)._sock.destroyed) clearInterval(timer);
      else insideOf(connection)._protocol.rekey();
    }, 20);
  }),
  honest: item((channel, mark) => void channel.write(mark('end', '1', '0', '101.00') + mark('done', '1'))),
};

function serveSsh(hostKey: Buffer, { config, onAuth, onReady, onExec }: SshServer): Server {
  const server = new ssh2.Server({ hostKeys: [hostKey], ...config }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (onAuth === undefined) context.accept();
      else onAuth(context, connection);
    });
    connection.on('ready', () => onReady?.(connection));
    connection.on('session', (accept) => {
      const session = accept();
      session.on('exec', (acceptExec, refuse) => {
        if (onExec === undefined) {
          refuse();
          return;
        }
        const taken = () => {
          const channel = acceptExec();
          channel.on('error', () => undefined);
          return channel;
        };
        onExec(taken, connection);
      });
    });
  });
  return server as unknown as Server;
}

async function listen(server: Server): Promise<number> {
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

// Whoever floods must live through what its client does to it.
process.on('uncaughtException', () => undefined);
const folder = mkdtempSync(join(tmpdir(), 'memcase-hostile-'));
execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, 'key')]);
const hostKey = readFileSync(join(folder, 'key'));
rmSync(folder, { recursive: true });
const ports: Record<string, number> = {};
for (const [name, serve] of Object.entries(rawServers)) {
  ports[name] = await listen(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume();
      serve(socket);
    }),
  );
}
for (const [name, server] of Object.entries(sshServers))
  ports[name] = await listen(serveSsh(hostKey, server));
process.stdout.write(`${JSON.stringify({ ports })}\n`);
process.stdin.resume().on('end', () => process.exit(0));
