/** P6: bytes of a command over ssh2 beside OpenSSH's own client, direct and through a jump host, all real servers on loopback. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { MiB } from '#shared/units/bytes.ts';
import type { HopSpec } from '#shared/domain/route.ts';
import { hop, knownLine, openFromLab } from '#test/support/ssh/client.ts';
import { createSshLab, publicKeyOf, type SshLab, type Sshd } from '#test/support/ssh/sshd.ts';
import { integer, seededRandom } from '../generate/random.ts';
import type { Claim, Contestant, Row } from '../harness/claim.ts';
import { measured, requireCommand } from '../harness/measure.ts';

export const transferClaim: Claim = {
  id: 'P6',
  promise:
    '1 GiB over loopback at least 0.95 times as fast as `ssh host cat`, through a jump host at least 0.8 times as fast as direct',
  sabotage: 'one bit of the bytes that arrive is turned',
  peers: { ssh: 'openssh-client' },
  async prepare(context) {
    requireCommand('ssh');
    const bytes = context.scale === 'tiny' ? 4 * MiB : 1024 * MiB;
    const file = randomFile(join(context.inputs, `transfer-${bytes}`), bytes);
    const lab = createSshLab();
    const id = lab.makeKey('id');
    const options = { authorizedKeys: [publicKeyOf(id)], config: ['LogLevel INFO'] };
    const jump = await lab.start(options);
    const target = await lab.start(options);
    lab.write('known_hosts', knownLine(jump) + knownLine(target));
    const direct = [hop(target)];
    const viaJump = [hop(jump), hop(target)];
    const command = `cat ${file}`;
    const hash = async (hops: readonly HopSpec[]) => {
      const sum = createHash('sha256');
      let spoil = context.sabotage;
      await receive(lab, hops, command, (piece) => {
        if (spoil) piece[0] = (piece[0] ?? 0) ^ 1;
        spoil = false;
        sum.update(piece);
      });
      return sum.digest('hex');
    };
    const ours = (name: string, hops: readonly HopSpec[]): Contestant => ({
      name,
      run: () => measured(() => receive(lab, hops, command, () => undefined)),
    });
    const theirs = (name: string, more: readonly string[]): Contestant => ({
      name,
      run: () => measured(() => runSsh(lab, id, target, [...more, '127.0.0.1', command])),
    });
    // ssh gives a jump host no key of the command line.
    const jumpCommand = `ssh -F none -i ${id} -o UserKnownHostsFile=${join(lab.folder, 'known_hosts')} -p ${jump.port} -W %h:%p 127.0.0.1`;
    return {
      close: () => void lab.close(),
      inputs: [`${bytes / MiB} MiB of random bytes in a file, read by cat; each run with its own connection`],
      async answers() {
        const expected = await hashOf(file);
        const source = 'the file';
        return [
          { what: 'sha256, direct', ours: await hash(direct), expected, source },
          { what: 'sha256, through a jump host', ours: await hash(viaJump), expected, source },
        ];
      },
      rows: () => {
        const judged: Row[] = [
          {
            name: 'direct, beside ssh as it comes',
            ours: ours('openRoute, exec cat', direct),
            peer: theirs('ssh host cat > /dev/null', []),
            limits: { ratio: 0.95 },
            bytes,
          },
          {
            name: 'through one jump host, beside ours direct',
            ours: ours('openRoute over two hops', viaJump),
            peer: ours('openRoute, exec cat', direct),
            limits: { ratio: 0.8 },
            bytes,
          },
        ];
        const printed: Row[] = [
          {
            name: 'through one jump host, beside ssh through one',
            ours: ours('openRoute over two hops', viaJump),
            peer: theirs('ssh with a jump host', ['-o', `ProxyCommand=${jumpCommand}`]),
            limits: {},
            bytes,
          },
          {
            name: 'direct, beside ssh with our cipher',
            ours: ours('openRoute, exec cat', direct),
            peer: theirs('ssh -c aes128-gcm@openssh.com', ['-c', 'aes128-gcm@openssh.com']),
            limits: {},
            bytes,
          },
        ];
        return context.scale === 'tiny' ? judged : [...judged, ...printed];
      },
    };
  },
};

async function receive(
  lab: SshLab,
  hops: readonly HopSpec[],
  command: string,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  const connection = await openFromLab({ lab, hops });
  const remote = await connection.exec(command);
  remote.endInput();
  for await (const piece of remote.stdout) take(piece);
  const { code } = await remote.exit;
  connection.close();
  if (code !== 0) throw new Error(`${command}: ${code}`);
}

function runSsh(lab: SshLab, id: string, target: Sshd, more: readonly string[]): Promise<void> {
  const own = ['-F', 'none', '-i', id, '-o', `UserKnownHostsFile=${join(lab.folder, 'known_hosts')}`];
  const child = spawn('ssh', [...own, '-o', 'BatchMode=yes', '-p', String(target.port), ...more], {
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`ssh: ${code}`))));
  });
}

function randomFile(path: string, bytes: number): string {
  if (existsSync(path)) return path;
  const random = seededRandom(6);
  const block = Buffer.from(Array.from({ length: MiB }, () => integer(random, 0, 255)));
  const descriptor = openSync(path, 'w');
  for (let written = 0; written < bytes; written += block.length) {
    block.writeUInt32BE(written / block.length);
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
  return path;
}

async function hashOf(path: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const piece of createReadStream(path)) sum.update(piece as Buffer);
  return sum.digest('hex');
}
