/** HTTP as bytes, so that a test can lie in ways that no client library lets it. */
import { connect } from 'node:net';

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything that came, for answers that are none. */
  readonly text: string;
}

/** Sends `request` as it is and reads until the other side closes, or `waitMs` have passed. */
export function sendRaw(port: number, request: string | Buffer, waitMs = 1500): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request));
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parse(Buffer.concat(chunks).toString('latin1')));
    };
    const timer = setTimeout(finish, waitMs);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isUpgraded(chunks)) finish();
    });
    socket.on('end', finish);
    // A reset after an answer is an answer; before it, the test sees status 0.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? reject(error) : finish(),
    );
  });
}

function isUpgraded(chunks: readonly Buffer[]): boolean {
  return chunks[0]?.toString('latin1').startsWith('HTTP/1.1 101') ?? false;
}

function parse(text: string): RawResponse {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers,
    body: rest.join('\r\n\r\n'),
    text,
  };
}

export interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  /** In this order, as they are; a later entry of one name is sent as well. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

export function formatRequest({
  method = 'GET',
  target = '/',
  headers = [],
  body = '',
}: RequestParts): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${target} HTTP/1.1\r\n${lines}\r\n${body}`;
}
